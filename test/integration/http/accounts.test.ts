// Signing in as somebody of a practice: whose account stands in the database.
import { expect } from 'chai';
import type { Account } from '../../../src/http/sign-in/users.ts';
import { hashPassword } from '../../../src/http/sign-in/password.ts';
import { CHEAP, PASSWORD, postForm, startServer, USERS, type TestServer } from './test-server.ts';

const passwordHash = USERS[0]?.passwordHash ?? '';

describe('Signing in for a practice', () => {
  let server: TestServer;
  let account: Account | null;
  let asked: string[];

  beforeEach(async () => {
    account = { name: 'anna', role: 'viewer', passwordHash };
    asked = [];
    const accountOf = (practice: string, name: string): Promise<Account | null> => {
      asked.push(`${practice} ${name}`);
      return Promise.resolve(practice === 'jansen' && name.toLowerCase() === 'anna' ? account : null);
    };
    server = await startServer({ accountOf }, { signInsPerMinute: 50 });
  });
  afterEach(() => server.close());

  const attempt = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    postForm(`${server.url}/sign-in`, { password: PASSWORD, ...form }, headers);
  const cookieOf = (answer: Response): string =>
    (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';
  const nameShown = async (cookie: string): Promise<string | null> => {
    const answer = await fetch(`${server.url}/sign-out`, { redirect: 'manual', headers: { cookie } });
    return answer.status === 200 ? (/<strong>(.*?)<\/strong>/.exec(await answer.text())?.[1] ?? null) : null;
  };

  it('lets an account in at its own practice, however practice and name are written', async () => {
    const answer = await attempt({ practice: ' Jansen ', name: 'Anna' });
    expect(answer.status).to.equal(303);
    expect(await nameShown(cookieOf(answer))).to.equal('anna');
  });

  it('refuses it at another practice, at none, and with a wrong password, in the same words', async () => {
    const answers = [
      await attempt({ practice: 'smit', name: 'anna' }),
      await attempt({ practice: '', name: 'anna' }),
      await attempt({ practice: 'jansen', name: 'nobody' }),
      await attempt({ practice: 'jansen', name: 'anna', password: 'guess' }),
    ];
    for (const answer of answers) expect(answer.status).to.equal(401);
    const [one = '', ...others] = await Promise.all(
      answers.map(async (answer) =>
        (await answer.text()).replace(/id="practice"[^>]*>/, '').replaceAll(' autofocus', ''),
      ),
    );
    for (const other of others) expect(other).to.equal(one);
  });

  it('asks the database for nothing that no practice is called', async () => {
    for (const practice of ['../jansen', 'jansen\0', "jansen' or 1=1", 'x'.repeat(60)])
      expect((await attempt({ practice, name: 'anna' })).status, practice).to.equal(401);
    expect(asked).to.deep.equal([]);
  });

  it('ends the session with the account, with its password, and never with a name alone', async () => {
    const cookie = cookieOf(await attempt({ practice: 'jansen', name: 'anna' }));
    account = { name: 'anna', role: 'viewer', passwordHash: await hashPassword('another password', CHEAP) };
    expect(await nameShown(cookie)).to.equal(null);
    account = { name: 'anna', role: 'viewer', passwordHash };
    expect(await nameShown(cookie)).to.equal('anna');
    account = null;
    expect(await nameShown(cookie)).to.equal(null);
  });

  it('gives a new session at signing in: one that somebody planted before stays nobody’s', async () => {
    const planted = cookieOf(await fetch(`${server.url}/sign-in?lang=en`));
    expect(planted).to.contain('koppel-session=');
    const cookie = cookieOf(await attempt({ practice: 'jansen', name: 'anna' }, { cookie: planted }));
    expect(cookie).not.to.equal(planted);
    expect(await nameShown(planted)).to.equal(null);
    expect(await nameShown(cookie)).to.equal('anna');
  });

  it('keeps nothing of the session that was there before signing in', async () => {
    const ofPractice = cookieOf(await attempt({ practice: 'jansen', name: 'anna' }));
    const cookie = cookieOf(await attempt({ practice: '', name: 'olga' }, { cookie: ofPractice }));
    expect(await nameShown(cookie)).to.equal('olga');
    const board = await fetch(`${server.url}/queues/api/queues`, { headers: { cookie } });
    expect(board.status).to.equal(200);
  });

  it('does not let an account of a practice onto the dashboard, called like somebody of the configuration or not', async () => {
    account = { name: 'olga', role: 'administrator', passwordHash };
    const cookie = cookieOf(await attempt({ practice: 'jansen', name: 'anna' }));
    for (const path of ['/queues', '/queues/view', '/queues/api/queues']) {
      const answer = await fetch(`${server.url}${path}`, { redirect: 'manual', headers: { cookie } });
      expect([302, 401], path).to.include(answer.status);
    }
    const back = await fetch(`${server.url}/sign-in?next=%2Fqueues`, {
      redirect: 'manual',
      headers: { cookie },
    });
    expect(back.status).to.equal(200);
  });
});
