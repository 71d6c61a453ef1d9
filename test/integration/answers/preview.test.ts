import { expect } from 'chai';
import { sql } from 'kysely';
import { previewClient, previewPending, type ClientPreview } from '../../../src/answers/preview.ts';
import { commandContext } from '../../support/command-context.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

async function preview(engine: Engine, clientId: string): Promise<ClientPreview> {
  const context = await commandContext(engine);
  const found = await engine.store.inPractice(engine.practiceId, (tx) =>
    previewClient(tx, clientId, context),
  );
  if (found === null) throw new Error('The client of the test is gone.');
  return found;
}

describe('koppel plan', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ listed: true });
  });
  afterEach(() => engine.close());

  it('shows what would be made for a new client, parents first', async () => {
    const client = await engine.client();
    await engine.contact(client, {
      firstName: 'Anna',
      infix: 'de',
      lastName: 'Vries',
      email: 'anna@example.nl',
    });
    const { operations } = await preview(engine, client.id);
    expect(operations.map(({ action, type }) => `${action} ${type}`)).to.deep.equal([
      'create entity',
      'create address',
      'create person',
      'create group',
      'create group-role',
      'create access',
    ]);
    expect(operations.at(-1)?.about).to.deep.equal(['Anna de Vries <anna@example.nl>']);
  });

  it('rule 26: says what is left to a person, as the run then does', async () => {
    await engine.close();
    engine = await openEngine({ listed: true, provenTypes: [] });
    const client = await engine.client();
    await engine.contact(client);
    const { operations } = await preview(engine, client.id);
    const left = operations.filter(({ by }) => by === 'person').map(({ type }) => type);
    expect(left).to.deep.equal(['group', 'group-role', 'access']);
    await engine.settle();
    const tasks = await engine.rows(sql<{ type: string }>`
      select r.type from manual_task t join portal_resource r on r.id = t.resource_id`);
    expect(left).to.include.members(tasks.map(({ type }) => type));
  });

  it('rule 17: says that an unlink is left to a person', async () => {
    await engine.setPolicy({ propagateUnlinks: 'manual' });
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    await engine.unlink(contact);
    const { operations } = await preview(engine, client.id);
    expect(operations.map(({ action, type, by }) => `${action} ${type} ${by}`)).to.deep.equal([
      'remove access person',
    ]);
  });

  it('shows per field what was and what will be', async () => {
    const client = await engine.client({ name: 'Old name B.V.' });
    await engine.settle();
    await engine.change(client, { name: 'New name B.V.' });
    const { operations } = await preview(engine, client.id);
    expect(operations).to.have.length(1);
    expect(operations[0]).to.deep.include({ action: 'update', type: 'entity', by: 'koppel', heldBy: null });
    expect(operations[0]?.fields).to.deep.include({
      field: 'Name',
      before: 'Old name B.V.',
      after: 'New name B.V.',
    });
  });

  it('says which revokes the brake would hold, and which pass', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    await engine.unlink(contact);
    expect((await preview(engine, client.id)).operations[0]).to.deep.include({
      action: 'remove',
      heldBy: null,
    });
    await engine.setPolicy({ brake: { count: 0 } });
    expect((await preview(engine, client.id)).operations[0]).to.deep.include({
      action: 'remove',
      heldBy: 'brake',
    });
    await engine.rows(sql`update portal_resource set revoke_approved_until = now() + interval '1 hour'`);
    expect((await preview(engine, client.id)).operations[0]).to.deep.include({
      action: 'remove',
      heldBy: null,
    });
  });

  it('says whose data the portal cannot take', async () => {
    const client = await engine.client();
    await engine.contact(client, { firstName: 'Bob', lastName: 'Bos', email: null });
    expect((await preview(engine, client.id)).notPushed).to.deep.equal([
      { about: 'Bob de Bos', reason: 'EMAIL_MISSING' },
    ]);
  });

  it('goes through every client that has something due, once', async () => {
    const made = await engine.clients(120, 0);
    const seen: string[] = [];
    for await (const { client } of previewPending(engine.store, await commandContext(engine)))
      seen.push(client.id);
    expect(seen.sort()).to.deep.equal(made.map(({ client }) => client.id).sort());
    await engine.rows(sql`update due_pair set pending = false`);
    for await (const { client } of previewPending(engine.store, await commandContext(engine)))
      seen.push(client.id);
    expect(seen).to.have.length(120);
  });

  it('sends nothing and writes nothing', async () => {
    const client = await engine.client();
    await engine.contact(client);
    await preview(engine, client.id);
    expect(await engine.resources()).to.deep.equal([]);
    expect((await engine.portal.counts()).total).to.equal(0);
    expect(await engine.audit()).to.deep.equal([]);
  });
});
