// Rule 22: off gets through, whatever else is wrong with an event, and nothing that was taken in is forgotten.
import { expect } from 'chai';
import { mock } from 'node:test';
import { sql } from 'kysely';
import { receiveEventJob } from '../../../jobs/receive-event.ts';
import { saidText } from '../../../src/answers/said-text.ts';
import { openRecordText } from '../../../src/answers/to-do-texts.ts';
import { readToDo } from '../../../src/answers/to-do.ts';
import { readFacts } from '../../../src/database/ledger/standing-facts.ts';
import { findRecords } from '../../../src/database/people/explain.ts';
import { readOpenStatements, readSaidLately } from '../../../src/database/people/open-statements.ts';
import { storeEvents } from '../../../src/database/records/events.ts';
import { currentStanding } from '../../../src/domain/standing.ts';
import { parseEvent } from '../../../src/intake/records/event-schema.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openJobs, SLOT } from './job-ports.ts';

describe('An event with something wrong in it', () => {
  let engine: Engine;
  let connection: string;
  beforeEach(async () => {
    engine = await openEngine();
    const client = await engine.client({ key: 'c-1' });
    await engine.contact(client, { key: 'p-1' });
    const [row] = await engine.rows(sql<{ name: string }>`select name from connection`);
    connection = row?.name ?? '';
  });
  afterEach(() => engine.close());

  /** As the webhook does it, and then the job. */
  async function receive(
    webhookId: string,
    type: string,
    { saidAt, ...data }: { saidAt?: string; [field: string]: unknown },
  ) {
    const body = { type, ...(saidAt === undefined ? {} : { timestamp: saidAt }), data };
    const parsed = parseEvent(body, { now: new Date(), arrivedAt: null });
    const event = parsed.ok ? parsed.event : parsed.certain;
    if (event === null) throw new Error('not even the record can be told');
    const problems = parsed.ok ? [] : parsed.problems;
    const stored = {
      webhookId,
      type,
      payload: JSON.stringify(body),
      ...{ record: event.record, problems },
    };
    await engine.store.inPractice(engine.practiceId, (tx) => storeEvents(tx, engine.practiceId, [stored]));
    const { ports } = openJobs(engine);
    const run = { signal: new AbortController().signal, attempt: 1 };
    return receiveEventJob.run(ports, { practiceId: engine.practiceId, webhookId }, run);
  }

  const contact = (given: Readonly<Record<string, unknown>> = {}) => ({
    ...{ key: 'p-1', clientKey: 'c-1', changedAt: '2026-01-15T09:00:00Z', lastName: 'Vries' },
    ...given,
  });
  const off = () => ({ links: { [connection]: false } });
  const isLinked = async (): Promise<boolean> =>
    (await engine.rows(sql`select from contact_link where enabled`)).length === 1;
  const statusOf = async (id: string): Promise<string | undefined> =>
    (
      await engine.rows(sql<{ status: string }>`select status from received_event where webhook_id = ${id}`)
    )[0]?.status;

  for (const [what, wrong] of [
    ['an unknown field', { nickname: 'x' }],
    ['an address that is too long', { email: `${'x'.repeat(300)}@example.nl` }],
    ['a field of the wrong type', { phone: 31 }],
    ['a date that is none', { changedAt: 'yesterday' }],
    ['a date far ahead', { changedAt: '2099-01-01T00:00:00Z' }],
    ['no client at all', { clientKey: null }],
  ] as const) {
    it(`rule 22: switches off all the same with ${what}, and is kept as refused`, async () => {
      expect(await receive('bad', 'contact.upserted', contact({ ...off(), ...wrong }))).to.deep.equal({
        outcome: 'refused',
      });
      expect(await isLinked()).to.equal(false);
      expect(await statusOf('bad')).to.equal('failed');
      expect(await engine.rows(sql`select last_name from contact where last_name = 'Vries'`)).to.deep.equal(
        [],
      );
    });
  }

  for (const [what, said, reason] of [
    ['suspect', { status: 'Suspect ' }, 'CLIENT_IS_SUSPECT'],
    ['private', { kind: 'person' }, 'CLIENT_IS_PRIVATE'],
  ] as const) {
    it(`rule 22: takes access away from a client that is ${what} whatever else is wrong, until it is said otherwise later`, async () => {
      await engine.settle();
      const [access] = (await engine.portal.state()).access;
      expect(access?.people).to.have.length(1);
      const client = { key: 'c-1', kind: 'company', status: 'client', number: '1001', name: 'Bakker' };
      const at = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
      const [before, then] = [at(-1), at(0)];
      const wrong = { saidAt: then, changedAt: then, kvkNumber: '1234567' };
      const answer = await receive('bad', 'client.upserted', { ...client, ...said, ...wrong });
      expect(answer).to.deep.equal({ outcome: 'refused' });
      await engine.settle();
      expect((await engine.portal.state()).access[0]?.people ?? []).to.deep.equal([]);
      // What was said before, and comes late, brings nothing back.
      await receive('late', 'client.upserted', { ...client, saidAt: before, changedAt: before });
      await engine.settle();
      const [late] = await engine.rows(sql<{ name: string; reason: string }>`
        select c.name, s.reason from standing s join client c on c.id = s.subject_id`);
      expect(late).to.deep.equal({ name: 'Bakker', reason });
      await receive('good', 'client.upserted', { ...client, saidAt: at(1), changedAt: at(1) });
      await engine.settle();
      expect((await engine.portal.state()).access[0]?.people).to.have.length(1);
    });
  }

  it('rule 22: does not switch on', async () => {
    await receive('off', 'contact.upserted', contact(off()));
    await receive('bad', 'contact.upserted', contact({ links: { [connection]: true }, nickname: 'x' }));
    expect(await isLinked()).to.equal(false);
  });

  it('rule 22: deletes although it says more than a delete may', async () => {
    const deleted = { key: 'p-1', lastName: 'Vries', reason: 7 };
    expect(await receive('bad', 'contact.deleted', deleted)).to.include({ outcome: 'refused' });
    expect(await engine.rows(sql`select from contact where deleted_at is null`)).to.deep.equal([]);
  });

  it('rule 22: of a contact that moves to a client nobody knows switches off, waits, and is said of the contact', async () => {
    expect(
      await receive(
        'moved',
        'contact.upserted',
        contact({ clientKey: 'c-9', changedAt: new Date().toISOString(), ...off() }),
      ),
    ).to.deep.equal({
      outcome: 'orphaned',
    });
    expect(await isLinked()).to.equal(false);
    expect(await statusOf('moved')).to.equal('orphaned');
  });

  it('rule 22: of a contact that is in sync and was last said to be elsewhere is not called in sync any more', async () => {
    await engine.settle();
    const reason = async () => {
      const [record] = await engine.store.inPractice(engine.practiceId, (tx) => findRecords(tx, 'p-1'));
      const one = { connectionId: engine.connectionId, kind: 'contact' as const, id: record?.id ?? '' };
      const facts = await engine.store.inPractice(engine.practiceId, (tx) => readFacts(tx, one, []));
      return facts === null ? null : currentStanding(facts).reason;
    };
    expect(await reason()).to.equal('IN_SYNC');
    const changedAt = new Date().toISOString();
    await receive('moved', 'contact.upserted', contact({ clientKey: 'c-9', changedAt }));
    expect(await reason()).to.equal('LAST_WORD_OPEN');
    const open = await engine.store.inPractice(engine.practiceId, readOpenStatements);
    expect(open.map(({ kind, count }) => `${kind} ${count}`).sort()).to.deep.equal([
      'questioned 1',
      'waits 1',
    ]);
    const said = await engine.store.inPractice(engine.practiceId, (tx) =>
      readSaidLately(tx, { kind: 'contact', key: 'p-1' }),
    );
    expect(said.map(({ status, clientKey }) => [status, clientKey])).to.deep.equal([['orphaned', 'c-9']]);
    await receive('client', 'client.upserted', { key: 'c-9', kind: 'company', status: 'client', changedAt });
    await engine.settle();
    expect(await reason()).not.to.equal('LAST_WORD_OPEN');
  });

  it('is named among what is to do by the key of its record, known or not, with what is wrong', async () => {
    const changedAt = new Date().toISOString();
    await receive('moved', 'contact.upserted', contact({ clientKey: 'c-9', changedAt }));
    await receive('early', 'contact.upserted', contact({ key: 'p-9', clientKey: 'c-9', changedAt }));
    await receive('bad', 'client.upserted', { key: 'c-8', kind: 'bv', status: 'client', changedAt });
    const toDo = await readToDo({ ...engine.ports, now: () => new Date() }, engine.practiceId);
    const said = (toDo?.items ?? []).flatMap((item) => item.said);
    const [known] = await engine.rows(sql<{ id: string }>`select id from contact where source_key = 'p-1'`);
    expect(
      said.map(({ open, kind, key, clientKey, recordId }) => [open, kind, key, clientKey, recordId]),
    ).to.have.deep.members([
      ['questioned', 'contact', 'p-1', 'c-9', known?.id],
      ['waits', 'contact', 'p-1', 'c-9', known?.id],
      ['waits', 'contact', 'p-9', 'c-9', null],
      ['refused', 'client', 'c-8', null, null],
    ]);
    const [moved] = said.filter(({ open }) => open === 'questioned');
    expect(moved === undefined ? '' : saidText(moved, 'en')).to.match(/belongs to another client, .* c-9\.$/);
    const refused = said.filter(({ open }) => open === 'refused');
    expect(refused.map((one) => `${openRecordText(one, 'nl')}: ${saidText(one, 'nl')}`).join()).to.match(
      /^klant c-8: .* geweigerd.* soort BAD_KIND\.$/,
    );
  });

  it('names no more of them than an office works through', async () => {
    const changedAt = new Date().toISOString();
    for (const n of [1, 2, 3, 4, 5, 6])
      await receive(`e${n}`, 'contact.upserted', contact({ key: `p-9${n}`, clientKey: 'c-9', changedAt }));
    const toDo = await readToDo({ ...engine.ports, now: () => new Date() }, engine.practiceId);
    const waits = toDo?.items.find(({ detail }) => detail === 'waits');
    expect(waits?.count).to.equal(6);
    expect(waits?.said.map(({ key }) => key)).to.deep.equal(['p-91', 'p-92', 'p-93', 'p-94', 'p-95']);
  });

  it('is settled by what is said later of the same record, and not by what was said before', async () => {
    await receive('bad', 'contact.upserted', contact({ nickname: 'x', saidAt: '2026-01-15T10:00:00Z' }));
    const jobs = openJobs(engine);
    await jobs.run('sweep', { slot: SLOT });
    expect(await statusOf('bad'), 'the engine spoke of it later').to.equal('stale');
    await receive('newer', 'contact.upserted', contact({ nickname: 'x' }));
    await jobs.run('sweep', { slot: SLOT });
    expect(await statusOf('newer')).to.equal('failed');
    await receive('good', 'contact.upserted', contact({ changedAt: new Date().toISOString() }));
    await jobs.run('sweep', { slot: SLOT });
    expect(await statusOf('newer')).to.equal('stale');
  });

  it('rule 22: gives way to nothing of another record under its own id: what it takes away may still be due', async () => {
    const storeOne = async (sourceKey: string, problems: readonly { field: string; code: string }[]) =>
      engine.store.inPractice(engine.practiceId, (tx) =>
        storeEvents(tx, engine.practiceId, [
          {
            ...{ webhookId: 'again', type: 'contact.upserted', payload: JSON.stringify({ sourceKey }) },
            ...{ record: { sourceKey, saidAt: new Date(), undated: false }, problems },
          },
        ]),
      );
    await storeOne('p-1', [{ field: 'data.nickname', code: 'UNKNOWN_FIELD' }]);
    expect([...(await storeOne('p-2', [])).added]).to.deep.equal([]);
    expect([...(await storeOne('p-1', [])).added]).to.deep.equal([]);
  });

  it('gives way to a corrected one under its own id', async () => {
    const changedAt = new Date().toISOString();
    await receive('same', 'contact.upserted', contact({ changedAt, phone: 7 }));
    expect(await receive('same', 'contact.upserted', contact({ changedAt, phone: '7' }))).to.deep.equal({
      outcome: 'applied',
    });
    expect(await engine.rows(sql`select phone from contact`)).to.deep.equal([{ phone: '7' }]);
  });

  it('rule 20: of two without a time the order of arrival decides, but an older version gives nothing back', async () => {
    await receive('off', 'contact.upserted', contact({ changedAt: '2026-11-01T09:00:00Z', ...off() }));
    const on = { links: { [connection]: true } };
    await receive('again', 'contact.upserted', contact({ changedAt: '2026-10-31T09:00:00Z', ...on }));
    expect(await isLinked(), 'sent again late').to.equal(false);
    await receive('on', 'contact.upserted', contact({ changedAt: '2099-01-01T00:00:00Z', ...on }));
    expect(await isLinked()).to.equal(false);
  });

  it('rule 20: an off that tells no time is as old as it is, although the clock of the server is behind', async () => {
    const on = { links: { [connection]: true }, saidAt: new Date().toISOString() };
    await receive('on', 'contact.upserted', contact(on));
    mock.timers.enable({ apis: ['Date'], now: Date.now() - 240_000 });
    try {
      await receive('off', 'contact.upserted', contact(off()));
    } finally {
      mock.timers.reset();
    }
    expect(await isLinked()).to.equal(false);
  });

  it('rule 20: deleted and made again within one second, it is there', async () => {
    const changedAt = new Date().toISOString();
    await receive('gone', 'contact.deleted', { key: 'p-1', changedAt });
    await receive('back', 'contact.upserted', contact({ changedAt }));
    expect(await engine.rows(sql`select from contact where deleted_at is null`)).to.have.length(1);
  });
});
