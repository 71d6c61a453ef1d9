// What the sandbox of CaseWare Cloud does as the portal does, seen through the connector.
import { expect } from 'chai';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import {
  SANDBOX_CREDENTIALS,
  startCaseWareSandbox,
  type RunningSandbox,
} from '../../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { settingsSchema, type CaseWareSettings } from '../../../connectors/caseware-cloud/settings.ts';
import { openSession } from '../../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import type { Session } from '../../../connectors/connector.ts';
import { pushClaims } from '../../support/contract/push-claims.ts';
import { contact, eligible } from '../../support/contract/sample-records.ts';
import { openDoor, type SandboxDoor } from '../../support/contract/sandbox-door.ts';

const ANNA = 'anna@devries.example.nl';

describe('The sandbox of CaseWare Cloud', () => {
  let sandbox: RunningSandbox;
  let door: SandboxDoor;
  let session: Session<CaseWareSettings>;

  beforeEach(async () => {
    sandbox = await startCaseWareSandbox({ switches: { readBack: true } });
    door = openDoor(sandbox.adminUrl);
    session = openSession({
      connector: caseWareCloud,
      baseUrl: sandbox.url,
      settings: settingsSchema.parse({ accessBy: 'contact-group' }),
      credentials: SANDBOX_CREDENTIALS,
      budget: unlimitedBudget,
      timeoutMs: 5_000,
      now: () => new Date(),
      tokens: createTokenCache(),
    });
  });
  afterEach(() => sandbox.close());

  const push = (number = '4711') =>
    pushClaims({ connector: caseWareCloud, session, people }, eligible({ number }, [contact()]));
  const people = () => Promise.reject(new Error('Nothing waits for anybody here.'));
  const mails = async () => (await door.read('/mails')) as unknown as { email: string; occasion: string }[];
  const whoSees = async (number: string) => (await door.read(`/access?entityNo=${number}`)).people;
  const access = caseWareCloud.resources.access!;
  const proofOf = (name: string) => caseWareCloud.proofs.find(({ type }) => type === name)!;

  it('mails a contact once, when it gets its access, and shows who can see files', async () => {
    await push();
    expect((await mails()).map(({ email, occasion }) => [email, occasion])).to.deep.equal([
      [ANNA, 'member-added'],
    ]);
    expect(await whoSees('4711')).to.deep.equal([ANNA]);
  });

  it('does not mail somebody whose account is active', async () => {
    const pushed = await push();
    expect((await door.post('/activate', { email: ANNA })).status).to.equal(200);
    const granted = pushed.find(({ claim }) => claim.type === 'access')!;
    await access.remove!(session, granted.target);
    expect(await whoSees('4711')).to.deep.equal([]);
    await access.create(session, { ...granted.target, attributes: {} });
    expect(await mails()).to.have.length(1);
    const [seen] = await access.look(session, [granted.target]);
    expect(seen?.record?.signIn).to.equal('active');
  });

  it('lets nobody use an activation mail that was never sent', async () => {
    expect((await door.post('/activate', { email: ANNA })).status).to.equal(409);
  });

  it('holds records that somebody made by hand, which are found and adopted', async () => {
    const entities = [{ EntityNo: '4711', Name: 'Bakkerij', addresses: [{ City: 'Utrecht' }] }];
    await door.post('/seed', { entities, users: [{ Email: ANNA, FirstName: 'Anna', activated: true }] });
    const find = (type: string, key: string) =>
      caseWareCloud.resources[type]!.find(session, { key, portalId: null, parents: {} });
    expect(await find('entity', '4711')).to.have.length(1);
    expect((await find('person', ANNA))[0]?.attributes).to.include({ FirstName: 'Anna' });
  });

  it('answers as many requests at a time as one likes: the limit is a bucket of tokens', async () => {
    await session.send({ method: 'GET', path: '/roles' });
    await door.arm({ fault: 'slow', times: 3, delayMs: 50 });
    await Promise.all([1, 2, 3].map(() => session.send({ method: 'GET', path: '/roles' })));
  });

  it('answers 429 when the bucket is empty, and tells how long to wait only where it is told to', async () => {
    await door.post('/switches', { bucket: { capacity: 2, perSecond: 0.001 } });
    const ask = () => fetch(`${sandbox.url}/roles`);
    const told = (response: Response) =>
      ['burst-capacity', 'remaining', 'replenish-rate', 'requested-tokens'].map((name) =>
        response.headers.get(`x-ratelimit-${name}`),
      );
    expect(told(await ask())).to.deep.equal(['2', '1', '0.001', '1']);
    await ask();
    const refused = await ask();
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([429, null]);
    expect(told(refused)).to.deep.equal(['2', '0', '0.001', '1']);
    await door.post('/switches', { retryAfter: true });
    expect((await ask()).headers.get('retry-after')).to.equal('1');
  });

  it('shows a new record late on demand, and an address is waited for', async () => {
    await door.arm({ match: { method: 'POST', path: 'addresses$' }, fault: 'late-visibility', delayMs: 150 });
    expect((await push()).map(({ claim }) => claim.type)).to.include('address');
  });

  it('counts requests by method and path, sign-ins apart', async () => {
    await push();
    const { tokens, byMethod, byPattern } = await door.read('/counts');
    expect(tokens).to.equal(1);
    expect(byMethod).to.deep.equal({ POST: 4, GET: 3, PATCH: 2 });
    expect(byPattern).to.include({
      'POST /entities/{id}/addresses': 1,
      'PATCH /groups/{id}/user-assignments': 1,
    });
  });

  it('lets every assumed call be proven, and nothing is left behind', async () => {
    await push();
    const before = await door.read('/state');
    for (const proof of caseWareCloud.proofs) {
      expect(await proof.run(session, '4711'), proof.type).to.deep.equal({ ok: true });
    }
    const { users, ...after } = await door.read('/state');
    expect({ ...after, users: before.users }).to.deep.equal(before);
    const [proving, ...others] = (users as { Email: string; Type: string }[]).filter(
      ({ Email }) => Email === 'koppel-proof@example.nl',
    );
    expect([proving?.Type, others.length], 'one contact stays, switched off').to.deep.equal(['I', 0]);
  });

  it('makes a proof fail with words when the portal does not know the call', async () => {
    await push();
    await door.arm({ match: { method: 'POST', path: '^/groups$' }, fault: '404' });
    const result = await caseWareCloud.proofs[1]!.run(session, '4711');
    expect(result).to.have.nested.property('problem.en').that.includes('404');
    for (const proof of caseWareCloud.proofs)
      expect(await proof.run(session, 'none')).to.have.property('ok', false);
  });

  for (const [what, match] of [
    ['the read-back fails', { method: 'GET', path: '/groups/' }],
    ['the role cannot be read', { method: 'GET', path: '/role-assignments$' }],
  ] as const) {
    it(`lets a proof leave nothing behind when ${what}`, async () => {
      await push();
      const before = await door.read('/state');
      for (const fault of ['500', 'html-500', '404']) {
        for (const proof of caseWareCloud.proofs) {
          await door.arm({ match, fault, times: 9 });
          await proof.run(session, '4711').catch(() => undefined);
          await door.disarm();
        }
      }
      expect((await door.read('/state')).groups).to.deep.equal(before.groups);
    });
  }

  it('proves no reading of roles in a portal that has none, or that gives the role for the whole firm', async () => {
    await push();
    await door.post('/switches', { readBack: false });
    const [proof] = caseWareCloud.proofs;
    expect(await proof!.run(session, '4711'))
      .to.have.nested.property('problem.en')
      .that.includes('404');
    expect((await door.read('/state')).mails).to.have.length(1);
  });

  const members = { method: 'GET', path: '^/groups/[^/]+/users$' };
  const assigning = { method: 'PATCH', path: '/user-assignments$' };
  for (const [what, armed] of [
    ['shows nobody', { match: members, fault: 'empty-list', times: 9 }],
    ['shows nobody who was put there', { match: assigning, fault: 'no-effect' }],
  ] as const)
    it(`proves no reading of members in a portal that ${what}`, async () => {
      await push();
      const before = await door.read('/state');
      await door.arm(armed);
      const result = await proofOf('access').run(session, '4711');
      expect(result)
        .to.have.nested.property('problem.en')
        .that.includes('does not show after it was made: access ');
      const { groups, mails } = await door.read('/state');
      expect({ groups, mails }).to.deep.equal({ groups: before.groups, mails: before.mails });
    });

  it('proves no reading of members in a portal that goes on showing who was taken out', async () => {
    await push();
    const taken = session;
    let assigned = 0;
    const send: typeof taken.send = async (request) => {
      const isSecond = request.path.endsWith('/user-assignments') && (assigned += 1) === 2;
      if (isSecond) await door.arm({ match: assigning, fault: 'no-effect' });
      return taken.send(request);
    };
    expect(await proofOf('access').run({ ...taken, send }, '4711'))
      .to.have.nested.property('problem.en')
      .that.includes('It still shows after it was taken away: access ');
  });

  for (const fault of ['404', 'no-effect'])
    it(`lets a proof name the group that is still there although its deletion was answered (${fault})`, async () => {
      await push();
      const before = await door.read('/state');
      for (const proof of caseWareCloud.proofs.slice(1)) {
        await door.arm({ match: { method: 'DELETE' }, fault });
        const result = await proof.run(session, '4711');
        expect(result, proof.type).to.include({ ok: false });
        expect(JSON.stringify(result), proof.type).to.include('the group ');
      }
      const { groups } = await door.read('/state');
      expect(groups).to.have.length((before.groups as unknown[]).length + 3);
    });

  it('lets a proof switch off the contact whose making was not answered, or say that it is active', async () => {
    await push();
    const [proof] = caseWareCloud.proofs;
    const proving = async () =>
      ((await door.read('/state')).users as { Email: string; Type: string }[]).filter(
        ({ Email }) => Email === 'koppel-proof@example.nl',
      );
    await door.arm({ match: { method: 'POST', path: '^/users$' }, fault: 'timeout-after-commit' });
    await proof!.run(session, '4711').catch(() => undefined);
    expect((await proving()).map(({ Type }) => Type)).to.deep.equal(['I']);
    await door.arm({ match: { method: 'PATCH', path: '^/users/[^/]+$' }, fault: 'no-effect' });
    for (const { Email } of await proving()) await door.post('/remove', { email: Email });
    const result = await proof!.run(session, '4711');
    expect((await proving()).map(({ Type }) => Type)).to.deep.equal(['A']);
    expect(JSON.stringify(result)).to.include('still active');
  });

  it('lets a proof name what it could not take away, with its id', async () => {
    await push();
    await door.arm({ match: { method: 'DELETE' }, fault: '405', times: 9 });
    await door.arm({ match: { method: 'GET', path: '/groups/' }, fault: '500', times: 9 });
    const result = await caseWareCloud.proofs[2]!.run(session, '4711');
    const groups = JSON.stringify((await door.read('/state')).groups);
    const id = /the group ([\w-]+) /.exec(JSON.stringify(result))?.[1];
    expect(groups).to.include(id ?? 'no id');
    expect(result).to.include({ ok: false });
  });
});
