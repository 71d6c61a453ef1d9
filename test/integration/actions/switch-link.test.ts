import { expect } from 'chai';
import { sql } from 'kysely';
import { nameRecords } from '../../../src/database/people/explain.ts';
import {
  previewSwitches,
  switchLink,
  type SwitchPreview,
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

async function onePreview(engine: Engine, given: SwitchRequest): Promise<SwitchPreview> {
  const [preview] = await previewSwitches(engine.store, await commandContext(engine), [given]);
  if (preview === undefined) throw new Error('There is no preview.');
  return preview;
}

async function switchOff(engine: Engine, record: RecordHandle): Promise<boolean> {
  const context = await commandContext(engine);
  const off = await request(engine, record, false);
  const { revokes } = await onePreview(engine, off);
  const confirmed = revokes.map(({ resourceId }) => resourceId);
  return switchLink(engine.store, context, { ...off, confirmed });
}

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
    const { revokes, stands } = await onePreview(engine, off);
    expect(stands).to.equal(false);
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
      const preview = await onePreview(engine, await request(engine, record, true));
      return preview.waits;
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
    const refused = await switchLink(engine.store, await commandContext(engine), {
      ...off,
      confirmed: [],
    }).catch((error: unknown) => (error instanceof Error ? error.message : ''));
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
    const { revokes } = await onePreview(engine, off);
    expect(revokes).to.have.length(1);
    await switchOff(engine, other);
    await engine.settle();
    expect(await engine.standing(held)).to.deep.include({ state: 'held', reason: 'BRAKE' });
    expect(await engine.standing(other)).to.deep.include({ reason: 'LINK_OFF' });
  });

  it('switches on, keeps the settings that are not named, and does nothing twice', async () => {
    const client = await engine.client({ linked: false });
    const context = await commandContext(engine);
    const on = { ...(await request(engine, client, true)), confirmed: [] };
    expect(await switchLink(engine.store, context, { ...on, settings: { profile: 'reader' } })).to.equal(
      true,
    );
    expect(await switchLink(engine.store, context, on)).to.equal(false);
    expect(await engine.rows(sql`select enabled, settings from client_link`)).to.deep.equal([
      { enabled: true, settings: { profile: 'reader' } },
    ]);
    await engine.settle();
    expect(await engine.standing(client)).to.deep.include({ reason: 'IN_SYNC' });
    expect((await engine.audit()).filter(({ action }) => action === 'link.on')).to.have.length(1);
  });
});
