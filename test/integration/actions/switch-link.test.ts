import { expect } from 'chai';
import { sql } from 'kysely';
import { nameRecords } from '../../../src/database/people/explain.ts';
import {
  applySwitches,
  previewSwitches,
  type SwitchesPreview,
  type SwitchRequest,
} from '../../../src/actions/switch-link.ts';
import { commandContext } from '../../support/command-context.ts';
import type { RecordHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

async function request(engine: Engine, { id }: RecordHandle, enabled: boolean): Promise<SwitchRequest> {
  const names = await engine.store.inPractice(engine.practiceId, (tx) => nameRecords(tx, [id]));
  const record = names.get(id);
  if (record === undefined) throw new Error('The record of the test is gone.');
  return { record, enabled, by: 'user:olga' };
}

async function preview(engine: Engine, given: readonly SwitchRequest[]): Promise<SwitchesPreview> {
  return previewSwitches(engine.store, await commandContext(engine), given);
}

async function apply(
  engine: Engine,
  requests: readonly SwitchRequest[],
  confirmed: readonly string[] = [],
): Promise<readonly string[]> {
  return [...(await applySwitches(engine.store, await commandContext(engine), { requests, confirmed }))];
}

async function switchOff(engine: Engine, record: RecordHandle): Promise<boolean> {
  const off = await request(engine, record, false);
  const { revokes } = await preview(engine, [off]);
  const changed = await apply(
    engine,
    [off],
    revokes.map(({ resourceId }) => resourceId),
  );
  return changed.length > 0;
}

const refusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'not refused',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );

describe('koppel link on and off', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ listed: true, policy: { brake: { count: 0 } } });
  });
  afterEach(() => engine.close());

  it('shows by name whose access switching a client off takes away, and writes nothing', async () => {
    const client = await engine.client();
    await engine.contact(client, {
      firstName: 'Anna',
      infix: 'de',
      lastName: 'Vries',
      email: 'anna@example.nl',
    });
    await engine.contact(client, { firstName: 'Bob', infix: null, lastName: 'Bos', email: 'bob@example.nl' });
    await engine.settle();
    const off = await request(engine, client, false);
    const { revokes, records } = await preview(engine, [off]);
    expect(records[0]?.stands).to.equal(false);
    expect(revokes.map(({ contact, email }) => `${contact} ${email}`).sort()).to.deep.equal([
      'Anna de Vries anna@example.nl',
      'Bob Bos bob@example.nl',
    ]);
    expect(await engine.rows(sql`select from client_link where not enabled`)).to.deep.equal([]);
    expect(await engine.rows(sql`select from due_pair where pending`)).to.deep.equal([]);
  });

  it('says why a record that is switched on does not go out yet, and promises nothing', async () => {
    const off = await engine.client({ linked: false });
    const contact = await engine.contact(off, { linked: false });
    const mute = await engine.contact(await engine.client(), { email: null, linked: false });
    const person = await engine.client({ kind: 'person', linked: false });
    const waits = async (record: RecordHandle) => {
      const { records } = await preview(engine, [await request(engine, record, true)]);
      return records[0]?.waits;
    };
    expect(await waits(contact)).to.equal('CLIENT_LINK_OFF');
    expect(await waits(mute)).to.equal('EMAIL_MISSING');
    expect(await waits(person)).to.equal('CLIENT_IS_PRIVATE');
    expect(await waits(off)).to.equal(null);
    expect(await engine.rows(sql`select from contact_link where enabled`)).to.deep.equal([]);
  });

  it('rule 22: what was previewed and confirmed is approved, so that the brake does not hold it', async () => {
    const client = await engine.client({ number: '500' });
    const contact = await engine.contact(client);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('500')).to.have.length(1);
    expect(await switchOff(engine, contact)).to.equal(true);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('500')).to.deep.equal([]);
    expect(await engine.standing(contact)).to.deep.include({ state: 'excluded', reason: 'LINK_OFF' });
  });

  it('rule 22: the approval is used up with the revoke: the same access granted again is braked again', async () => {
    const contact = await engine.contact(await engine.client());
    await engine.settle();
    await switchOff(engine, contact);
    await engine.settle();
    await engine.change(contact, { linked: true, changedAt: new Date() });
    await engine.settle();
    await engine.change(contact, { linked: false, changedAt: new Date() });
    await engine.settle();
    expect(await engine.standing(contact)).to.deep.include({ state: 'held', reason: 'BRAKE' });
  });

  it('approves nothing that the person did not see', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    const off = await request(engine, contact, false);
    const refused = await refusalOf(apply(engine, [off]));
    expect(refused).to.contain('nothing was changed');
    expect(await engine.rows(sql`select from contact_link where not enabled`)).to.deep.equal([]);
  });

  it('leaves a revoke that was due before out of the question', async () => {
    const client = await engine.client();
    const held = await engine.contact(client);
    const other = await engine.contact(client);
    await engine.settle();
    await engine.unlink(held);
    await engine.settle();
    const off = await request(engine, other, false);
    const { revokes } = await preview(engine, [off]);
    expect(revokes).to.have.length(1);
    await switchOff(engine, other);
    await engine.settle();
    expect(await engine.standing(held)).to.deep.include({ state: 'held', reason: 'BRAKE' });
    expect(await engine.standing(other)).to.deep.include({ reason: 'LINK_OFF' });
  });

  it('switches on, keeps the settings that are not named, and does nothing twice', async () => {
    const client = await engine.client({ linked: false });
    const on = await request(engine, client, true);
    expect(await apply(engine, [{ ...on, settings: { profile: 'reader' } }])).to.deep.equal([client.id]);
    expect(await apply(engine, [on])).to.deep.equal([]);
    expect(await engine.rows(sql`select enabled, settings from client_link`)).to.deep.equal([
      { enabled: true, settings: { profile: 'reader' } },
    ]);
    await engine.settle();
    expect(await engine.standing(client)).to.deep.include({ reason: 'IN_SYNC' });
    expect((await engine.audit()).filter(({ action }) => action === 'link.on')).to.have.length(1);
  });

  it('switches a client and its contacts in one go, and says first who gets access by it', async () => {
    const client = await engine.client({ number: '600', linked: false });
    const names = { infix: null, linked: false };
    const mia = await engine.contact(client, {
      ...names,
      firstName: 'Mia',
      lastName: 'Bos',
      email: 'mia@example.nl',
    });
    const mute = await engine.contact(client, { ...names, firstName: 'Mo', lastName: 'Bos', email: null });
    const all = await Promise.all([client, mia, mute].map((record) => request(engine, record, true)));
    const { records, revokes } = await preview(engine, all);
    expect(records.map(({ stands, waits }) => [stands, waits])).to.deep.equal([
      [false, null],
      [false, null],
      [false, 'EMAIL_MISSING'],
    ]);
    expect(records[1]?.grants).to.deep.equal(['Mia Bos <mia@example.nl>']);
    expect(revokes).to.deep.equal([]);
    expect(await apply(engine, all)).to.have.members([client.id, mia.id, mute.id]);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('600')).to.have.length(1);
    const off = await Promise.all([client, mia].map((record) => request(engine, record, false)));
    const ending = await preview(engine, off);
    expect(ending.revokes.map(({ email }) => email)).to.deep.equal(['mia@example.nl']);
    await apply(
      engine,
      off,
      ending.revokes.map(({ resourceId }) => resourceId),
    );
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('600')).to.deep.equal([]);
  });

  it('switches none of them where one has other accesses than were confirmed', async () => {
    const clients = [await engine.client(), await engine.client()];
    for (const client of clients) await engine.contact(client);
    await engine.settle();
    const off = await Promise.all(clients.map((client) => request(engine, client, false)));
    const { revokes } = await preview(engine, off);
    const [first] = revokes;
    expect(await refusalOf(apply(engine, off, [first?.resourceId ?? '']))).to.include('nothing was changed');
    expect(await engine.rows(sql`select from client_link where not enabled`)).to.deep.equal([]);
  });

  it('rule 2: switches a private client and a suspect on by no route, and nobody with them', async () => {
    const person = await engine.client({ kind: 'person', linked: false });
    const suspect = await engine.client({ status: 'suspect', linked: false });
    const contact = await engine.contact(person, { linked: false });
    const sound = await engine.client({ linked: false });
    const all = await Promise.all([person, suspect, contact, sound].map((one) => request(engine, one, true)));
    const { records } = await preview(engine, all);
    expect(records.map(({ refused }) => refused)).to.deep.equal([
      ...['CLIENT_IS_PRIVATE', 'CLIENT_IS_SUSPECT', 'CLIENT_IS_PRIVATE', null],
    ]);
    for (const one of all.slice(0, 3))
      expect(await refusalOf(apply(engine, [one, ...all.slice(3)]))).to.include('never go out');
    expect(await engine.rows(sql`select from client_link where enabled`)).to.deep.equal([]);
    expect(await engine.rows(sql`select from contact_link where enabled`)).to.deep.equal([]);
  });

  it('rule 2: refuses a private client and a suspect also where the link stands on already', async () => {
    const person = await engine.client({ kind: 'person' });
    const suspect = await engine.client({ status: 'suspect' });
    const all = await Promise.all([person, suspect].map((one) => request(engine, one, true)));
    const { records } = await preview(engine, all);
    expect(records.map(({ stands, refused }) => [stands, refused])).to.deep.equal([
      [true, 'CLIENT_IS_PRIVATE'],
      [true, 'CLIENT_IS_SUSPECT'],
    ]);
    const off = await preview(engine, [await request(engine, person, false)]);
    expect(off.records[0]?.refused).to.equal(null);
  });
});
