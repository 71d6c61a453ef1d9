// The eConnect connector against its sandbox: from the request to the people of both sides, who answer, sign in again and
// add members by hand.
import { expect } from 'chai';
import { econnect } from '../../connectors/econnect/econnect.ts';
import { SANDBOX_CREDENTIALS } from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { catchError } from '../support/contract/catch-error.ts';
import { RONALD } from '../support/contract/econnect-session.ts';
import { ANNA, BOSS, CARLA, OWN, PARTY, TRAINEE, tells, useWalk } from '../support/contract/econnect-walk.ts';

describe('the eConnect connector and its sandbox: a request and the people', () => {
  const walk = useWalk();
  const {
    type,
    claimOf,
    targetOf,
    stands,
    create,
    observe,
    look,
    remove,
    act,
    mails,
    accepted,
    connected,
    joined,
  } = walk;

  it('shows that both sign-ins work', async () => {
    await econnect.check!(walk.session);
    const wrong = { ...SANDBOX_CREDENTIALS, clientSecret: 'not-the-secret' };
    const secrets = [...Object.values(SANDBOX_CREDENTIALS), 'not-the-secret'];
    const failed = await catchError(() => econnect.check!(walk.open({ credentials: wrong })), secrets);
    expect(failed).to.include({ name: 'AccessError' });
  });

  it('sends one request and waits, until it is accepted', async () => {
    expect(tells(await observe('request'))).to.equal('CHECK_BY_HAND');
    walk.targets.clear();
    expect(tells(await create('request'))).to.equal('REQUEST_NOT_ACCEPTED');
    expect(tells(await observe('request'))).to.equal('REQUEST_NOT_ACCEPTED');
    expect(tells(await observe('partnership'))).to.equal('PARTNERSHIP_NOT_VISIBLE');
    await act('client', 'accept', { email: BOSS });
    expect(tells(await observe('request'))).to.equal('present');
    expect(await mails()).to.have.length(1);
  });

  it('sees a decline, and asks again only when told to', async () => {
    await create('request');
    await act('client', 'decline', { email: BOSS });
    expect(tells(await observe('request'))).to.equal('REQUEST_DECLINED');
    expect(
      tells(await type('authorisation-request').resend!(walk.session, walk.targets.get('request')!)),
    ).to.equal('gone');
    expect(await mails()).to.have.length(1);
  });

  it('mails a request again under a new token, and takes it back', async () => {
    await create('request');
    const old = walk.targets.get('request')!;
    const outcome = await type('authorisation-request').resend!(walk.session, old);
    expect(tells(outcome)).to.equal('REQUEST_NOT_ACCEPTED');
    // Whoever only knows the old token finds the new one.
    const [seen] = await type('authorisation-request').observe!(walk.session, [old]);
    expect(seen?.record?.portalId).to.equal('portalId' in outcome ? outcome.portalId : '');
    stands('request', seen!.record!.portalId);
    expect(tells(await remove('request'))).to.equal('done');
    expect(tells(await observe('request'))).to.equal('REQUEST_WITHDRAWN');
    expect(tells(await remove('request'))).to.equal('gone');
  });

  it('sends no second request to an organisation that works with the practice already', async () => {
    await accepted();
    const before = await mails();
    walk.targets.clear();
    expect(await create('request')).to.deep.equal({ status: 'done', portalId: `organisation:${PARTY}` });
    expect(tells(await observe('request'))).to.equal('present');
    const found = await type('authorisation-request').find(walk.session, targetOf(claimOf('request')));
    expect(found.map(({ portalId }) => portalId)).to.deep.equal([`organisation:${PARTY}`]);
    expect(await mails()).to.deep.equal(before);
  });

  it('sees a partnership although its session is older', async () => {
    // A token from before.
    expect(await type('partnership').find(walk.session, targetOf(claimOf('partnership')))).to.deep.equal([]);
    await accepted();
  });

  it('waits on the practice until a colleague may be a relationship manager', async () => {
    await accepted();
    await act('practice', 'set-role', {
      email: RONALD,
      platformRole: 'Advanced',
      relationshipManager: false,
    });
    expect(tells(await create(`manager:${RONALD}`))).to.equal('MANAGER_ROLE_MISSING');
    expect(tells(await observe(`manager:${RONALD}`))).to.equal('absent');
    await act('practice', 'set-role', { email: RONALD, relationshipManager: true });
    expect(tells(await create(`manager:${RONALD}`))).to.equal('done');
    expect(tells(await observe(`manager:${RONALD}`))).to.equal('present');
  });

  it('waits for the client to add a colleague, then for the colleague to accept, and takes away', async () => {
    await connected();
    const ref = `member:${ANNA}`;
    expect(await observe(ref)).to.include({ on: 'client', what: 'MEMBER_NOT_ADDED' });
    await act('client', 'sign-in-again', { email: BOSS });
    await act('client', 'add-member', { organisation: PARTY, email: ANNA, role: 'Member' });
    expect(await observe(ref)).to.include({ on: 'employee', what: 'INVITATION_NOT_ACCEPTED' });
    await act('colleague', 'accept-membership', { organisation: PARTY, email: ANNA });
    expect(tells(await observe(ref))).to.equal('present');
    expect(tells(await look(ref))).to.equal('present');
    for (const outcome of ['done', 'gone']) {
      expect(tells(await remove(ref))).to.equal(outcome);
      expect(tells(await look(ref))).to.equal('absent');
    }
  });

  it('names a colleague whose role is too low', async () => {
    await connected();
    const target = { ...targetOf(claimOf(`member:${ANNA}`)), key: TRAINEE };
    const [seen] = await type('organisation-member').observe!(walk.session, [target]);
    expect(seen).to.include({ on: 'practice', what: 'ROLE_TOO_LOW' });
  });

  it('never takes the last administrator from an organisation', async () => {
    await connected();
    const boss = { ...targetOf(claimOf(`member:${ANNA}`)), key: BOSS, portalId: BOSS };
    expect(tells(await type('organisation-member').remove!(walk.session, boss))).to.equal(
      'LAST_ADMINISTRATOR',
    );
    const change = { ...boss, before: { role: 'Administrator' }, changes: { role: 'Member' } };
    expect(tells(await type('organisation-member').update!(walk.session, change))).to.equal(
      'LAST_ADMINISTRATOR',
    );
  });

  it('waits for a contact to be a user, and connects one that came late', async () => {
    await connected();
    expect(await observe('user:carla')).to.include({ on: 'client', what: 'USER_NOT_IN_ENVIRONMENT' });
    await act('user', 'join', { email: CARLA });
    expect(tells(await observe('user:carla'))).to.equal('present');
    expect(tells(await observe('connection:carla'))).to.equal('absent');
    for (let twice = 0; twice < 2; twice += 1)
      expect(tells(await create('connection:carla'))).to.equal('done');
    expect(tells(await observe('connection:carla'))).to.equal('present');
  });

  it('gives a contact a role once the administrator added them', async () => {
    await joined();
    const ref = 'member-contact:carla';
    expect(await observe(ref)).to.include({ on: 'client', what: 'MEMBER_NOT_ADDED' });
    await act('client', 'add-member', { organisation: PARTY, email: CARLA, role: 'Member' });
    expect(tells(await observe(ref))).to.equal('present');
    const change = {
      ...walk.targets.get(ref)!,
      before: { role: 'Member' },
      changes: { role: 'Administrator' },
    };
    expect(tells(await type('organisation-member').update!(walk.session, change))).to.equal('done');
    expect((await look(ref)).record?.attributes).to.deep.equal({ role: 'Administrator' });
  });

  it('invites a contact to the organisation of the practice, who must not be Basic and then accepts', async () => {
    await joined();
    expect(await create('guest:carla')).to.deep.equal({
      status: 'waiting',
      on: 'client',
      what: 'CONTACT_ROLE_TOO_LOW',
    });
    await act('client', 'set-role', { email: CARLA, platformRole: 'Advanced' });
    expect(await create('guest:carla')).to.include({ on: 'contact', what: 'INVITATION_NOT_ACCEPTED' });
    expect(await create('guest:carla')).to.deep.equal({ status: 'taken' });
    expect(tells(await observe('guest:carla'))).to.equal('INVITATION_NOT_ACCEPTED');
    await act('user', 'accept-membership', { organisation: OWN, email: CARLA });
    expect(tells(await observe('guest:carla'))).to.equal('present');
    const found = await type('guest-member').find(walk.session, targetOf(claimOf('guest:carla')));
    expect(found.map(({ key }) => key)).to.deep.equal([OWN]);
    expect(tells(await remove('guest:carla'))).to.equal('done');
    expect(tells(await look('guest:carla'))).to.equal('absent');
    expect(tells(await remove('guest:carla'))).to.equal('gone');
  });
});
