// The limits of practice software while it is read: what is refused for its number is asked again, and nothing is lost by it.
import { expect } from 'chai';
import { sql } from 'kysely';
import { addHints } from '../../../src/database/records/source-hints.ts';
import {
  openExactPractice,
  type ExactPractice,
  type ExactPracticeOptions,
} from '../../support/exact-practice.ts';
import { koppelCommand } from '../../support/koppel-command.ts';

const idOf = (kind: number, nth: number): string =>
  `${String(kind).repeat(8)}-0000-4000-8000-${String(nth).padStart(12, '0')}`;
const OFFICE = {
  accounts: Array.from({ length: 30 }, (_, nth) => ({
    ...{ ID: idOf(1, nth), Code: String(100 + nth), Name: `Klant ${nth}`, ChamberOfCommerce: '12345678' },
  })),
  contacts: Array.from({ length: 60 }, (_, nth) => ({
    ...{ ID: idOf(2, nth), Account: idOf(1, nth % 30), LastName: 'Boer', Email: `c${nth}@example.nl` },
  })),
};

describe('the limits of practice software', () => {
  let practice: ExactPractice;
  afterEach(() => practice.close());

  async function open(options: ExactPracticeOptions = {}): Promise<void> {
    practice = await openExactPractice(options);
    await practice.exact.tell('POST /seed', OFFICE);
    await practice.signIn();
  }
  const limited = async (): Promise<number> => {
    const counts = JSON.parse((await practice.exact.door('GET /counts')).text) as { limited: number };
    return counts.limited;
  };
  const say = async (...args: string[]): Promise<string> => {
    const { databaseUrl, secretKey } = practice.engine;
    const env = { DATABASE_URL: databaseUrl, KOPPEL_SECRET_KEY: secretKey };
    return (await koppelCommand(args, { env })).stdout;
  };
  const all = async () => [
    (await practice.present('client')).length,
    (await practice.present('contact')).length,
  ];

  it('are kept by a first reading that needs several minutes of them: nothing is refused', async () => {
    await open({ switches: { syncPage: 2, perMinute: 20 } });
    await practice.calls();
    await practice.read();
    expect(await limited()).to.equal(0);
    const calls = (await practice.calls()).length;
    expect(calls).to.be.greaterThan(45);
    expect(practice.waits).to.have.length.within(Math.floor(calls / 20), Math.ceil(calls / 20));
    expect(await all()).to.deep.equal([30, 60]);
  });

  for (const [how, spend] of [
    ['its headers', () => practice.exact.act('program spend', { calls: 60 })],
    [
      'no headers',
      () =>
        practice.exact.tell('POST /faults', {
          ...{ match: { path: '/sync/CRM/Contacts' }, fault: '429', retryAfter: '' },
        }),
    ],
  ] as const)
    it(`a minute that others used up, told with ${how}, is waited for, and the page comes after it`, async () => {
      await open({ switches: { syncPage: 10 } });
      await spend();
      expect(await practice.read()).to.include({ status: 'read' });
      expect(practice.waits.length).to.be.within(1, 2);
      expect(await all()).to.deep.equal([30, 60]);
      expect(await practice.problem()).to.equal(null);
      expect((await practice.state())['refusals']).to.deep.equal({});
    });

  it('a minute that stays refused ends the turn, how far it is stays said, and it goes on at the page that was not taken in', async () => {
    await open({ switches: { syncPage: 10 } });
    await practice.exact.tell('POST /faults', {
      ...{ match: { path: '/sync/CRM/Contacts' }, fault: '429', times: 3, retryAfter: '' },
    });
    const failed = await practice.read().then(
      () => null,
      (error: unknown) => error,
    );
    expect(failed).to.have.property('code', 'PORTAL_RATE_LIMITED');
    expect(await all()).to.deep.equal([30, 0]);
    expect(await say('status')).to.include(
      'everything is being read: 30 of about 90 records so far; `koppel source status jansen` says how long',
    );
    expect(await say('source', 'status', 'jansen')).to.include(
      'reading everything: 30 of about 90 records so far; about 1 second more within 60 calls a minute',
    );
    expect(await say('source', 'status', 'jansen', '--lang', 'nl')).to.include(
      'alles wordt gelezen: tot nu toe 30 van ongeveer 90 records; nog ongeveer 1 seconde',
    );
    await practice.passMinutes(6);
    await practice.read();
    expect(await say('status')).not.to.include('everything is being read');
    expect(await say('source', 'status', 'jansen')).not.to.include('reading everything');
    expect(await all()).to.deep.equal([30, 60]);
  });

  it('a day that is used up in the middle is waited for, and then all of it comes', async () => {
    await open({ switches: { syncPage: 10, perDay: 10 } });
    await practice.read().catch(() => null);
    expect(await practice.problem()).to.equal('SOURCE_LIMIT');
    await practice.exact.act('office put-account', { ID: OFFICE.accounts[0]!.ID, Status: 'S' });
    await practice.exact.tell('POST /switches', { perDay: 5_000 });
    await practice.engine.rows(sql`update source_state set day_limit = 5000`);
    await practice.passMinutes(24 * 60);
    await practice.read();
    expect(await all()).to.deep.equal([30, 60]);
    expect(
      await practice.engine.rows(sql`select status from client where source_key = ${idOf(1, 0)}`),
    ).to.deep.equal([{ status: 'suspect' }]);
  });

  it('a day that runs short keeps a tenth for looking: what is called about all the time waits for the next look', async () => {
    await open({ switches: { perDay: 100 } });
    await practice.read();
    await practice.engine.rows(sql`update source_state set day_used = 90`);
    await practice.calls();
    const { store, practiceId } = practice.engine;
    const call = (nth: number) =>
      store.inPractice(practiceId, (tx) =>
        addHints(tx, practiceId, [{ kind: 'client', key: idOf(1, nth), byDate: false }]),
      );
    for (let nth = 0; nth < 5; nth += 1) {
      await practice.exact.act('office put-account', { ID: idOf(1, nth), Status: 'S' });
      await call(nth);
      expect(await practice.read()).to.include({ status: 'unchanged' });
    }
    expect(await practice.calls()).to.deep.equal([]);
    // Nobody reads again and again for what waits.
    expect(practice.jobs.queued.filter(({ job }) => job === 'read-source')).to.have.length(0);
    await practice.passMinutes(30);
    await practice.read();
    expect((await practice.calls()).filter((each) => each.includes('sync/'))).to.have.length(3);
    expect(
      await practice.engine.rows(sql`select count(*)::integer as of from client where status = 'suspect'`),
    ).to.deep.equal([{ of: 5 }]);
  });

  it('how far a reading of everything is shows while it goes on, and no more when it is done', async () => {
    await open({ switches: { syncPage: 10 } });
    const told: (object | undefined)[] = [];
    await practice.exact.tell('POST /faults', {
      ...{ match: { path: '/sync/CRM/Contacts' }, fault: 'slow', delayMs: 300, times: 3 },
    });
    let isRead = false;
    const reading = practice.read().finally(() => (isRead = true));
    while (!isRead)
      told.push(
        ...(await practice.engine.rows(
          sql<object>`select taken, counted from source_state where full_begun_at is not null`,
        )),
      );
    await reading;
    expect(told).to.deep.include({ taken: 40, counted: 90 });
    expect((await practice.state())['full_begun_at']).to.equal(null);
  });
});
