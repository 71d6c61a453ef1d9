import { expect } from 'chai';
import { sql } from 'kysely';
import {
  readPracticeStatus,
  type ConnectionStatus,
  type PracticeStatus,
} from '../../../src/answers/practice-status.ts';
import type { Tx } from '../../../src/database/open-store.ts';
import {
  changePractice,
  noteSourceProblem,
  noteSourceRead,
} from '../../../src/database/records/practices.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

async function statusOf(engine: Engine, now = new Date()): Promise<PracticeStatus> {
  const { store, ports } = engine;
  const status = await readPracticeStatus({ store, connectorOf: ports.connectorOf, now }, engine.practiceId);
  if (status === null) throw new Error('The practice of the test is gone.');
  return status;
}

async function connectionOf(engine: Engine, now?: Date): Promise<ConnectionStatus> {
  const [connection] = (await statusOf(engine, now)).connections;
  if (connection === undefined) throw new Error('The connection of the test is gone.');
  return connection;
}

describe('koppel status, read from the database', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ listed: true });
  });
  afterEach(() => engine.close());

  const inPractice = <T>(work: (tx: Tx) => Promise<T>) => engine.store.inPractice(engine.practiceId, work);
  const readSource = (): Promise<void> => inPractice((tx) => noteSourceRead(tx, { etag: null, asOf: null }));
  const withSource = async (): Promise<void> => {
    await inPractice((tx) => changePractice(tx, { source: { kind: 'folder', path: '/exports' } }));
    await readSource();
  };

  it('rule 5: counts every client and contact once, deleted and never linked ones too', async () => {
    const good = await engine.client();
    await engine.contact(good);
    await engine.contact(good, { email: null });
    await engine.contact(good, { linked: false });
    const gone = await engine.contact(good);
    const suspect = await engine.client({ status: 'suspect' });
    await engine.contact(suspect);
    const never = await engine.client({ linked: false });
    await engine.contact(never, { linked: false });
    await engine.settle();
    await engine.remove(gone);
    await engine.settle();

    const { clients, contacts } = await connectionOf(engine);
    expect(clients.total).to.equal(3);
    expect(clients.byReason).to.deep.equal({ IN_SYNC: 1, CLIENT_IS_SUSPECT: 1, LINK_OFF: 1 });
    expect(contacts.total).to.equal(6);
    expect(contacts.byReason).to.deep.equal({
      IN_SYNC: 1,
      EMAIL_MISSING: 1,
      LINK_OFF: 1,
      CONTACT_DELETED: 1,
      CLIENT_IS_SUSPECT: 1,
      CLIENT_LINK_OFF: 1,
    });
    expect(contacts.byState).to.include({ 'in-sync': 1, failed: 1, excluded: 4, due: 0 });
  });

  it('counts a contact that was deleted before it was ever seen', async () => {
    await engine.remove({
      kind: 'contact',
      id: '',
      key: 'never-seen',
      client: await engine.client(),
      fields: {},
    });
    const { contacts } = await connectionOf(engine);
    expect(contacts.byReason).to.deep.equal({ CONTACT_DELETED: 1 });
  });

  it('shows the access of an unlinked contact as due until the portal was read back', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    await engine.unlink(contact);
    expect((await connectionOf(engine)).contacts.byReason).to.deep.equal({ REVOKE_PENDING: 1 });
    await engine.settle();
    expect((await connectionOf(engine)).contacts.byReason).to.deep.equal({ LINK_OFF: 1 });
  });

  it('tells the age of the oldest unserved change, and when its window is at risk and missed', async () => {
    await withSource();
    await engine.client({ changedAt: new Date() });
    const { oldestChange, due, window } = await connectionOf(engine);
    expect([due.change, window]).to.deep.equal([1, 'met']);
    const later = (minutes: number) =>
      new Date((oldestChange?.since ?? new Date()).getTime() + minutes * 60_000);
    expect((await connectionOf(engine, later(50))).window).to.equal('at-risk');
    expect(await connectionOf(engine, later(61))).to.deep.include({ window: 'missed' });
    expect((await connectionOf(engine, later(61))).oldestChange?.ageSeconds).to.equal(3660);
  });

  it('takes a source for as old as what it hands out says, however often that is read', async () => {
    await withSource();
    await engine.client({ changedAt: new Date() });
    const asOf = new Date(Date.now() - 3 * 3_600_000);
    await inPractice((tx) => noteSourceRead(tx, { etag: '"1"', asOf }));
    await inPractice((tx) => noteSourceRead(tx));
    const { sourceState, sourceAsOf, connections } = await statusOf(engine);
    expect({ sourceState, sourceAsOf }).to.deep.equal({ sourceState: 'late', sourceAsOf: asOf });
    expect(connections[0]?.window).to.equal('unguaranteed');
    await inPractice((tx) => noteSourceRead(tx, { etag: '"2"', asOf: new Date() }));
    expect((await statusOf(engine)).sourceState).to.equal('current');
  });

  it('tells of when the last complete export is also where somebody imports it and there is no source', async () => {
    expect((await statusOf(engine)).completeAsOf).to.equal(null);
    const asOf = new Date(Date.now() - 3 * 3_600_000);
    const keys = { clientKeys: [], contactKeys: [] };
    await createIntake(engine.store).completeSnapshot(engine.practiceId, { asOf, ...keys });
    const { hasSource, sourceReadAt, completeAsOf } = await statusOf(engine);
    expect({ hasSource, sourceReadAt, completeAsOf }).to.deep.equal({
      ...{ hasSource: false, sourceReadAt: null, completeAsOf: asOf },
    });
  });

  it('tells which share of the changes of a day arrived within the hour, first loads apart, and counts what is overdue', async () => {
    const [one, other] = [await engine.client(), await engine.client()];
    await engine.settle();
    await engine.rows(sql`update due_pair set lane = 2`);
    expect((await connectionOf(engine)).inTime).to.deep.equal({ changes: 0, withinHour: 0 });
    await engine.rows(sql`update client set city = 'Venlo'`);
    await engine.settle();
    expect((await connectionOf(engine)).inTime).to.deep.equal({ changes: 2, withinHour: 2 });
    const late = (id: string) =>
      sql`update due_pair set changed_at = now() - interval '61 minutes' where client_id = ${id}`;
    await engine.rows(late(one.id));
    expect((await connectionOf(engine)).inTime).to.deep.equal({ changes: 2, withinHour: 1 });
    await engine.rows(sql`update client set city = 'Goes' where id = ${other.id}`);
    expect((await connectionOf(engine)).inTime).to.deep.equal({ changes: 1, withinHour: 0 });
    await engine.rows(late(other.id));
    expect((await connectionOf(engine)).inTime).to.deep.equal({ changes: 2, withinHour: 0 });
  });

  it('tells what is due takes at the least, and whether it can arrive within the window of the oldest', async () => {
    const client = await engine.client();
    await engine.settle();
    expect((await connectionOf(engine)).backlog).to.equal(null);
    await engine.rows(sql`update client set city = 'Goes' where id = ${client.id}`);
    await engine.rows(sql`update connection set requests_per_second = 0.1`);
    expect((await connectionOf(engine)).backlog).to.deep.equal({ leastSeconds: 10, canFit: true });
    const in59Minutes = new Date(Date.now() + 3_595_000);
    expect((await connectionOf(engine, in59Minutes)).backlog).to.deep.equal({
      leastSeconds: 10,
      canFit: false,
    });
  });

  it('counts a first load among the changes until the portal was listed', async () => {
    await engine.client({ changedAt: new Date() });
    await engine.rows(sql`update due_pair set lane = 2`);
    const inAnHour = new Date(Date.now() + 3_700_000);
    await withSource();
    expect(await connectionOf(engine, inAnHour)).to.include({ window: 'met', oldestChange: null });
    await engine.rows(sql`update connection set listed_at = null`);
    expect(await connectionOf(engine, inAnHour)).to.include({ window: 'missed' });
  });

  it('promises no window for a connection that a person paused, and says what it holds', async () => {
    await engine.client();
    await engine.rows(sql`update connection set state = 'paused'`);
    const status = await connectionOf(engine, new Date(Date.now() + 7_200_000));
    expect(status.window).to.equal('paused');
    expect(status.clients.byReason).to.deep.equal({ CONNECTION_PAUSED: 1 });
  });

  it('rule 23: promises no window without a source that is read', async () => {
    expect(await statusOf(engine)).to.include({
      hasSource: false,
      sourceState: 'none',
      sourceAgeSeconds: null,
    });
    expect((await connectionOf(engine)).window).to.equal('unguaranteed');
    await inPractice((tx) => changePractice(tx, { source: { kind: 'folder', path: '/exports' } }));
    expect(await statusOf(engine)).to.include({ hasSource: true, sourceState: 'unread', sourceReadAt: null });
    expect((await connectionOf(engine)).window).to.equal('unguaranteed');
    await readSource();
    expect(await statusOf(engine)).to.include({ sourceState: 'current' });
    expect((await connectionOf(engine)).window).to.equal('met');
    const later = new Date(Date.now() + 7_200_000);
    expect(await statusOf(engine, later)).to.include({ sourceState: 'late' });
    expect((await connectionOf(engine, later)).window).to.equal('unguaranteed');
  });

  it('says since when the exports of a source are refused, until one is accepted or it is another source', async () => {
    await inPractice((tx) => changePractice(tx, { source: { kind: 'folder', path: '/exports' } }));
    await inPractice((tx) => noteSourceProblem(tx, 'EXPORT_REFUSED'));
    const { sourceProblemSince } = await statusOf(engine);
    await inPractice((tx) => noteSourceProblem(tx, 'SOURCE_UNREADABLE'));
    expect(await statusOf(engine)).to.deep.include({
      sourceProblem: 'SOURCE_UNREADABLE',
      sourceProblemSince,
    });
    await readSource();
    await inPractice((tx) => noteSourceProblem(tx, null));
    expect(await statusOf(engine)).to.include({ sourceProblem: null, sourceProblemSince: null });
    await inPractice((tx) =>
      changePractice(tx, { source: { kind: 'folder', path: '/exports', everyMinutes: 1440 } }),
    );
    expect(await statusOf(engine)).to.include({ sourceState: 'current' });
    await inPractice((tx) => changePractice(tx, { source: { kind: 'folder', path: '/elsewhere' } }));
    expect(await statusOf(engine)).to.include({ sourceState: 'unread', sourceReadAt: null });
  });

  it('rule 5: counts who can sign in among those who have access', async () => {
    const client = await engine.client();
    const used = await engine.contact(client);
    await engine.contact(client);
    await engine.contact(client, { linked: false });
    await engine.settle();
    await engine.rows(sql`
      update portal_resource r set sign_in = 'active' from claim c where c.resource_id = r.id and r.type = 'person' and c.subject_id = ${used.id}`);
    const { active, mailSent, unknown } = (await connectionOf(engine)).signIn;
    expect(active).to.equal(1);
    expect(active + mailSent + unknown).to.equal(2);
  });

  it('names an open request of the brake and the tasks that are open', async () => {
    const careful = await openEngine({ listed: true, policy: { brake: { count: 0 } } });
    const contact = await careful.contact(await careful.client());
    await careful.settle();
    await careful.unlink(contact);
    await careful.settle();
    const status = await connectionOf(careful);
    expect(status.brakeRequest?.accesses).to.equal(1);
    expect(status.contacts.byReason).to.deep.equal({ BRAKE: 1 });
    expect(status.openTasks).to.equal(0);
    await careful.close();
  });
});
