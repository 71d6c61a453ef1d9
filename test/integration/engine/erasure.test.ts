// Erasing a person: access first, then everything that says who it was, and nothing comes back by itself.
import { expect } from 'chai';
import { sql } from 'kysely';
import { readPersonalData } from '../../../src/database/people/erasure.ts';
import type { ContactData } from '../../../src/domain/contact.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { connectorOf } from '../../../src/app/portals.ts';
import { eraseAsked, previewErasure } from '../../../src/actions/erase-contact.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { askErasureOf, BY, nameContact, tracesOf } from '../../support/erasing.ts';
import { openJobs, SLOT } from '../jobs/job-ports.ts';

const PERSON = {
  key: 'p-77',
  personKey: 'human-zebra',
  firstName: 'Quirijn',
  infix: 'uit den',
  lastName: 'Wolkenkrabber',
  initials: 'Q.X.',
  email: 'Quirijn.Wolken@example.nl',
  phone: '030 9988776',
  mobile: '06 55443322',
} satisfies ContactData & { readonly key: string };
const EARLIER_EMAIL = 'earlier.wolken@example.nl';
const WORDS = [
  ...Object.entries(PERSON).flatMap(([field, value]) => (field === 'key' ? [] : value.toLowerCase())),
  'wolken',
  'zebra',
  '9988776',
  '55443322',
  'earlier.wolken@example.nl',
];

describe('erasing a contact', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;

  beforeEach(async () => {
    engine = await openEngine();
    client = await engine.client();
    contact = await engine.contact(client, { ...PERSON, email: EARLIER_EMAIL });
    await engine.contact(client);
    await engine.settle();
    contact = await engine.change(contact, { email: PERSON.email });
    await engine.settle();
  });
  afterEach(() => engine.close());

  /** What webhooks and lists of the portal leave behind. */
  async function addTraces(): Promise<void> {
    const data = { ...PERSON, clientKey: client.key, key: ` ${PERSON.key} ` };
    const event = JSON.stringify({ type: 'contact.upserted', data });
    await engine.rows(sql`
      insert into received_event (practice_id, webhook_id, type, payload, status)
      values (${engine.practiceId}, 'w1', 'contact.upserted', ${event}, 'applied'),
        (${engine.practiceId}, 'w2', 'contact.upserted', ${event}, 'received'),
        (${engine.practiceId}, 'w3', 'contact.upserted', ${event.replaceAll(PERSON.key, 'p-78')}, 'applied')`);
    await engine.rows(
      sql`update received_event set payload = '{"data":{"key":"p-78"}}' where webhook_id = 'w3'`,
    );
    await engine.rows(sql`
      insert into received_event (practice_id, webhook_id, type, payload, status, client_key)
      values (${engine.practiceId}, 'w4', 'contact.upserted', ${event}, 'orphaned', 'Wolkenkrabber B.V.')`);
    await listPortal();
  }

  /** As when a person retries it: at once. */
  async function listPortal(): Promise<void> {
    const { practiceId, connectionId } = engine;
    const listed = await openJobs(engine).run('verify-connection', { practiceId, connectionId }, 2);
    expect(listed).to.have.property('listed').above(0);
  }

  const ask = (confirmed?: readonly string[]) => askErasureOf(engine, contact.id, confirmed);
  const sweep = () => eraseAsked(engine.store, engine.practiceId);

  const leftOf = (words: readonly string[]) => tracesOf(engine.databaseUrl, words);

  it('takes the access away first, and erases only when that is proven', async () => {
    const number = client.fields.number ?? '';
    await engine.portal.arm({
      match: { method: 'PATCH', path: 'user-assignments' },
      fault: 'no-effect',
      times: 100,
    });
    expect(await ask()).to.deep.include({ asked: true, erasedAt: null });
    await engine.settle(2);
    expect(await sweep()).to.equal(0);
    expect(await leftOf(['wolken'])).to.include('koppel.contact: wolken');
    await engine.portal.disarm();
    await engine.passTime();
    await engine.settle();
    expect(await sweep()).to.equal(1);
    expect(await engine.portal.peopleWithAccess(number)).not.to.include(PERSON.email.toLowerCase());
    expect(await leftOf(WORDS)).to.deep.equal([]);
  });

  it('leaves nothing of the person in any column of any table, and leaves the neighbours whole', async () => {
    await addTraces();
    const before = await leftOf(WORDS);
    for (const table of [
      'contact',
      'claim',
      'portal_resource',
      'portal_record',
      'operation',
      'received_event',
    ])
      expect(before.join()).to.include(`koppel.${table}: `);
    await ask();
    await engine.settle();
    expect(await openJobs(engine).run('sweep', { slot: SLOT })).to.include({ erased: 1 });
    expect(await leftOf(WORDS)).to.deep.equal([]);
    const others = await engine.rows(
      sql<{ n: number }>`select count(*)::integer as n from contact where email is not null`,
    );
    expect(others).to.deep.equal([{ n: 1 }]);
    const events = await engine.rows(sql<{ id: string; payload: string; status: string }>`
      select webhook_id as id, payload, status from received_event order by 1`);
    expect(events).to.deep.equal([
      { id: 'w1', payload: '{}', status: 'applied' },
      { id: 'w2', payload: '{}', status: 'stale' },
      { id: 'w3', payload: '{"data":{"key":"p-78"}}', status: 'applied' },
      { id: 'w4', payload: '{}', status: 'stale' },
    ]);
    expect(await engine.settle()).to.deep.equal([]);
  });

  it('is not undone by the next list of the portal, which still holds the person', async () => {
    await addTraces();
    await ask();
    await engine.settle();
    await sweep();
    await listPortal();
    const { users } = await engine.portal.state();
    expect(JSON.stringify(users)).to.include('Wolkenkrabber');
    expect(await leftOf(WORDS)).to.deep.equal([]);
  });

  it('keeps the audit trail, with ids only', async () => {
    const before = (await engine.audit()).length;
    await ask();
    await engine.settle();
    await sweep();
    const audit = await engine.rows(
      sql<{
        action: string;
        actor: string;
      }>`select action, actor from audit where subject_id = ${contact.id} order by id`,
    );
    expect((await engine.audit()).length).to.be.greaterThan(before);
    expect(audit).to.deep.include({ action: 'contact.erasure-asked', actor: BY });
    expect(audit.at(-1)).to.deep.equal({ action: 'contact.erased', actor: 'koppel' });
  });

  it('is asked for once: again, it says how far it is and changes nothing', async () => {
    await ask();
    expect(await ask()).to.deep.include({ asked: false, erasedAt: null });
    await engine.settle();
    const done = await ask();
    expect(done.erasedAt).to.be.instanceOf(Date);
    const rows = (await engine.audit()).length;
    expect((await ask()).erasedAt).to.deep.equal(done.erasedAt);
    expect((await engine.audit()).length).to.equal(rows);
  });

  it('is refused whole when access has come to it that was not shown', async () => {
    const error = await ask([]).catch((e: unknown) => e);
    expect(error).to.include({ code: 'USAGE' });
    expect(await engine.rows(sql`select id from contact where erase_asked_at is not null`)).to.deep.equal([]);
  });

  it('passes the brake: the person who asked has seen what goes', async () => {
    await engine.setPolicy({ brake: { count: 0, share: 0, shareFloor: 0 } });
    await ask();
    await engine.settle();
    expect(await sweep()).to.equal(1);
  });

  it('rule 20: an older record does not bring the person back, not even years later', async () => {
    await ask();
    await engine.settle();
    await sweep();
    const changedAt = new Date(Date.now() - 3_600_000);
    const intake = createIntake(engine.store);
    const { key, ...data } = PERSON;
    const record = {
      sourceKey: key,
      clientKey: client.key,
      saidAt: changedAt,
      undated: false,
      changedAt,
      data,
      links: {},
    };
    const judge = async () =>
      (await intake.upsertContacts(engine.practiceId, [record])).map(({ verdict }) => verdict);
    expect(await judge()).to.deep.equal(['stale']);
    await engine.rows(
      sql`update contact set deleted_at = now() - interval '900 days' where deleted_at is not null`,
    );
    await openJobs(engine).run('prune', { slot: SLOT });
    expect(await judge()).to.deep.equal(['stale']);
    expect(await leftOf(WORDS)).to.deep.equal([]);
  });

  it('rule 21: a newer record brings the same portal person back, without a double, and not silently', async () => {
    await addTraces();
    await ask();
    await engine.settle();
    await sweep();
    await engine.rows(sql`update connection set listed_at = now()`);
    await engine.change(contact, { changedAt: new Date(Date.now() + 1_000) });
    expect(await engine.settle()).to.deep.equal([]);
    const { users } = await engine.portal.state();
    expect(users.filter((user) => JSON.stringify(user).includes('Wolkenkrabber'))).to.have.length(1);
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).to.include(
      PERSON.email.toLowerCase(),
    );
    expect((await engine.audit()).find(({ action }) => action === 'contact.returned')?.details).to.deep.equal(
      {
        erased: true,
      },
    );
    const [row] = await engine.rows(
      sql`select erase_asked_at, erased_at from contact where id = ${contact.id}`,
    );
    expect(row).to.deep.equal({ erase_asked_at: null, erased_at: null });
  });

  it('leaves what the same human has at another client, and says so', async () => {
    const second = await engine.client();
    const other = await engine.contact(second, { ...PERSON, key: 'p-99' });
    await engine.settle();
    const request = { practiceId: engine.practiceId, contact: await nameContact(engine, contact.id) };
    const { sameHuman } = await previewErasure(engine.store, connectorOf, request);
    expect(sameHuman.map(({ id }) => id)).to.deep.equal([other.id]);
    await ask();
    await engine.settle();
    expect(await sweep()).to.equal(1);
    const email = PERSON.email.toLowerCase();
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).not.to.include(email);
    expect(await engine.portal.peopleWithAccess(second.fields.number ?? '')).to.include(email);
    expect(await engine.standing(other)).to.include({ state: 'in-sync' });
  });

  it('forgets that something outdated was said of the person, and not of others', async () => {
    await engine.rows(sql`
      insert into outdated_statement (practice_id, kind, record_key, said_at, received_at, overtaken_by)
      select ${engine.practiceId}, kind, key, now(), now(), now()
      from unnest(array['contact', 'client', 'contact'], array[${PERSON.key}, ${PERSON.key}, 'p-78']) as of(kind, key)`);
    const data = await engine.store.inPractice(engine.practiceId, (tx) => readPersonalData(tx, contact.id));
    expect(data['outdated_statement']).to.have.length(1);
    await ask();
    await engine.settle();
    expect(await sweep()).to.equal(1);
    const left = await engine.rows(sql<{ said: string }>`
      select kind || ' ' || record_key as said from outdated_statement order by 1`);
    expect(left.map(({ said }) => said)).to.deep.equal([`client ${PERSON.key}`, 'contact p-78']);
  });

  it('forgets that the person was to be looked at in practice software, or was refused, and not others', async () => {
    const { practiceId } = engine;
    await engine.rows(sql`insert into source_hint (practice_id, kind, key)
      values (${practiceId}, 'contact', ${PERSON.key}), (${practiceId}, 'client', ${PERSON.key})`);
    await engine.rows(sql`insert into source_refusal (practice_id, kind, key, problems, said_at)
      values (${practiceId}, 'contact', ${PERSON.key}, '[]', now()), (${practiceId}, 'contact', 'p-78', '[]', now())`);
    const data = await engine.store.inPractice(practiceId, (tx) => readPersonalData(tx, contact.id));
    expect([data['source_hint'], data['source_refusal']].map((rows) => rows?.length)).to.deep.equal([1, 1]);
    await ask();
    await engine.settle();
    expect(await sweep()).to.equal(1);
    const left = await engine.rows(sql<{ kept: string }>`
      select 'hint ' || kind as kept from source_hint union all select 'refusal ' || key from source_refusal order by 1`);
    expect(left.map(({ kept }) => kept)).to.deep.equal(['hint client', 'refusal p-78']);
  });

  it('does nothing for another practice, nor unasked', async () => {
    await engine.remove(contact);
    await engine.settle();
    expect(await engine.rows(sql`select erase_contact(${contact.id}) as erased`)).to.deep.equal([
      { erased: false },
    ]);
    await engine.rows(sql`update contact set erase_asked_at = now() where id = ${contact.id}`);
    const elsewhere = await engine.store.inPractice('elsewhere', (tx) =>
      sql`select erase_contact(${contact.id}) as erased`.execute(tx),
    );
    expect(elsewhere.rows).to.deep.equal([{ erased: false }]);
  });

  it('everything held can be shown: each table in which the person stands', async () => {
    await addTraces();
    const data = await engine.store.inPractice(engine.practiceId, (tx) => readPersonalData(tx, contact.id));
    const shown = JSON.stringify(data).toLowerCase();
    for (const word of WORDS) expect(shown, word).to.include(word);
    const standsIn = (await leftOf(WORDS)).map((trace) => trace.replace(/^koppel\.(\w+):.*$/, '$1'));
    for (const table of new Set(standsIn)) expect(data[table], table).to.have.property('length').above(0);
  });
});
