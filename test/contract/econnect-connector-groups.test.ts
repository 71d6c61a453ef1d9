// The eConnect connector against its sandbox: groups and what is shared in them, stale sessions, failures, and the proofs
// of what is only assumed.
import { expect } from 'chai';
import { econnect } from '../../connectors/econnect/econnect.ts';
import { proofs } from '../../connectors/econnect/proofs.ts';
import { SANDBOX_CREDENTIALS } from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { catchError } from '../support/contract/catch-error.ts';
import { RONALD } from '../support/contract/econnect-session.ts';
import { ANNA, BOSS, CARLA, CLIENT, PARTY, tells, useWalk } from '../support/contract/econnect-walk.ts';

describe('the eConnect connector and its sandbox: groups, failures and proofs', () => {
  const walk = useWalk();
  const {
    type,
    claims,
    claimOf,
    targetOf,
    create,
    observe,
    look,
    remove,
    act,
    accepted,
    connected,
    grouped,
  } = walk;

  it('keeps a group with its members, and knows it again', async () => {
    await grouped();
    const group = type('group');
    const found = await group.find(walk.session, { ...targetOf(claimOf('group')), portalId: null });
    expect(found.map(({ portalId }) => portalId)).to.deep.equal([walk.targets.get('group')!.portalId]);
    const members = [`group-member:${RONALD}`, `group-member:${ANNA}`, 'group-contact:carla'];
    for (const ref of members) expect(tells(await create(ref)), ref).to.equal('done');
    for (const ref of members) expect(tells(await look(ref)), ref).to.equal('present');
    expect(tells(await remove('group-contact:carla'))).to.equal('done');
    expect(tells(await look('group-contact:carla'))).to.equal('absent');
    const name = 'Nieuw (12345678)';
    const change = { ...walk.targets.get('group')!, before: {}, changes: { name } };
    expect(tells(await group.update!(walk.session, change))).to.equal('done');
    expect((await look('group')).record?.attributes).to.deep.equal({ name });
    expect(tells(await remove('group')), 'others are in it').to.equal('manual');
    for (const ref of members.slice(0, 2)) expect(tells(await remove(ref)), ref).to.equal('done');
    expect(tells(await remove('group'))).to.equal('done');
    expect(tells(await look('group'))).to.equal('absent');
    expect(tells(await group.update!(walk.session, change))).to.equal('gone');
  });

  it('lets nobody into a group who is not connected', async () => {
    await grouped();
    const stranger = { ...targetOf(claimOf('group-contact:carla')), key: 'jan@bakker.example.nl' };
    const outcome = await type('group-member').create(walk.session, { ...stranger, attributes: {} });
    expect(outcome).to.deep.equal({ status: 'refused', what: 'REJECTED_BY_PORTAL', field: 'email' });
  });

  it('shares documents and delegates invoices, changes a level, and takes all of it back', async () => {
    await grouped();
    const refs = claims
      .filter((claim) => ['document-share', 'delegation-rule'].includes(claim.type))
      .map(({ ref }) => ref);
    expect(refs).to.have.length(4);
    for (const ref of refs) {
      expect(tells(await create(ref)), ref).to.equal('done');
      const { type: name } = claimOf(ref);
      const found = await type(name).find(walk.session, { ...targetOf(claimOf(ref)), portalId: null });
      expect(found.map(({ portalId, key }) => [portalId, key])).to.deep.equal([
        [walk.targets.get(ref)!.portalId, claimOf(ref).key],
      ]);
      expect((await look(ref)).record?.attributes, ref).to.deep.equal(claimOf(ref).attributes);
      const before = walk.targets.get(ref)!;
      expect(await create(ref), ref).to.deep.equal({ status: 'taken' });
      expect(walk.targets.get(ref)).to.deep.equal(before);
    }
    const share = walk.targets.get(refs[0]!)!;
    const change = { ...share, before: { level: 'edit' }, changes: { level: 'read' } };
    expect(tells(await type('document-share').update!(walk.session, change))).to.equal('done');
    expect((await look(refs[0]!)).record?.attributes).to.deep.equal({ level: 'read' });
    for (const ref of refs) {
      expect(tells(await remove(ref)), ref).to.equal('done');
      expect(tells(await look(ref)), ref).to.equal('absent');
      expect(tells(await remove(ref)), `${ref} again`).to.equal('gone');
    }
  });

  it('tells every step of a delegated invoice', async () => {
    await grouped();
    for (const ref of ['group-contact:carla', 'delegation-rule']) await create(ref);
    await act('supplier', 'send-invoice', { organisation: PARTY, document: 'factuur-1' });
    const [task] = await econnect.readTaskLog!(walk.session, CLIENT.client);
    expect(task).to.include({ document: 'factuur-1', state: 'open', assignedTo: CARLA });
    await act('client', 'approve-task', { task: task!.id, email: CARLA });
    const [after] = await econnect.readTaskLog!(walk.session, CLIENT.client);
    expect(after?.state).to.equal('approved');
    expect(after?.steps.map(({ action }) => action)).to.deep.equal(['created', 'delegated', 'approved']);
  });

  it('ends a partnership, after which nothing below it is left', async () => {
    await grouped();
    await create('group-contact:carla');
    expect(tells(await remove('partnership'))).to.equal('done');
    expect(tells(await look('partnership'))).to.equal('absent');
    expect(tells(await look('group-contact:carla'))).to.equal('absent');
    expect(tells(await observe('request'))).to.equal('REQUEST_DECLINED');
  });

  it('believes "not there" of no session that is older than the partnership', async () => {
    const stale = walk.open();
    await stale.send({ method: 'GET', path: '/api/v1/me' });
    await grouped();
    await create('group-contact:carla');
    const one = walk.targets.get('group-contact:carla')!;
    expect(await type('group-member').find(stale, one)).to.deep.equal([]);
    const [seen] = await type('group-member').look(stale, [one]);
    expect(seen?.state).to.equal('present');
  });

  it('writes below a partnership although its session is older', async () => {
    const stale = walk.open();
    await stale.send({ method: 'GET', path: '/api/v1/me' });
    await accepted();
    walk.session = stale;
    expect(tells(await create(`manager:${RONALD}`))).to.equal('done');
    expect(tells(await create('group'))).to.equal('done');
  });

  it('stops the connection while the environment is blocked', async () => {
    await walk.door.post('/block', { blocked: true });
    const failed = await catchError(() => create('request'), [BOSS, ...Object.values(SANDBOX_CREDENTIALS)]);
    expect(failed).to.include({ name: 'AccessError' });
    const manual = walk.open({ mayCall: (type) => type !== 'partnership' });
    const sent = () =>
      type('authorisation-request').create(manual, {
        ...targetOf(claimOf('request')),
        attributes: claimOf('request').attributes,
      });
    expect(await catchError(sent, [BOSS])).to.include({ code: 'ENVIRONMENT_BLOCKED_UNPAID' });
  });

  it('opens a new session of either service when the portal ended it', async () => {
    await create('request');
    await walk.door.post('/expire-tokens');
    expect(tells(await observe('request'))).to.equal('REQUEST_NOT_ACCEPTED');
    expect(await type('partnership').find(walk.session, targetOf(claimOf('partnership')))).to.deep.equal([]);
  });

  it('proves what can be proven without reaching anybody, and leaves nothing behind', async () => {
    await connected();
    await act('client', 'sign-in-again', { email: BOSS });
    await act('client', 'add-member', { organisation: PARTY, email: ANNA, role: 'Member' });
    await act('colleague', 'accept-membership', { organisation: PARTY, email: ANNA });
    const before = [await walk.door.read('/state')];
    const unproven: string[] = [];
    for (const proof of proofs) {
      const result = await proof.run(walk.session, ` ${PARTY} `);
      if (!result.ok) unproven.push(`${proof.type}: ${result.problem.en}`);
    }
    expect(unproven).to.deep.equal([
      'authorisation-request: Somebody would be mailed. Keep withdrawing and mailing again by hand.',
    ]);
    expect(proofs.map(({ type: name }) => name)).to.deep.equal(Object.keys(econnect.resources));
    expect([await walk.door.read('/state')]).to.deep.equal(before);
  });

  it('proves nothing for an organisation that never accepted a request', async () => {
    for (const proof of proofs) {
      expect(await proof.run(walk.session, PARTY), proof.type).to.include({ ok: false });
    }
  });
});
