// What was taken in and does not count: told by a number with its age, and in `koppel status`, until it is closed.
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { receiveEventJob } from '../../../jobs/receive-event.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { storeEvents } from '../../../src/database/records/events.ts';
import type { ContactData } from '../../../src/domain/contact.ts';
import { timeText } from '../../../src/domain/time-text.ts';
import { parseEvent } from '../../../src/intake/records/event-schema.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { koppelCommand } from '../../support/koppel-command.ts';
import { openJobs, SLOT } from '../jobs/job-ports.ts';

const statusSchema = z.object({
  practices: z.tuple([z.object({ open: z.array(z.object({ kind: z.string(), count: z.number() })) })]),
});

describe('events that are open', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
    await engine.contact(await engine.client({ key: 'c-1' }), { key: 'p-1' });
  });
  afterEach(() => engine.close());

  async function receive(webhookId: string, data: Readonly<Record<string, unknown>>): Promise<void> {
    const type = 'contact.upserted';
    const body = { type, timestamp: new Date().toISOString(), data: { clientKey: 'c-1', ...data } };
    const parsed = parseEvent(body, { now: new Date(), arrivedAt: null });
    const event = parsed.ok ? parsed.event : parsed.certain;
    if (event === null) throw new Error('not even the record can be told');
    const stored = {
      ...{ webhookId, type, payload: JSON.stringify(body), record: event.record },
      problems: parsed.ok ? [] : parsed.problems,
    };
    await engine.store.inPractice(engine.practiceId, (tx) => storeEvents(tx, engine.practiceId, [stored]));
    const run = { signal: new AbortController().signal, attempt: 1 };
    await receiveEventJob.run(openJobs(engine).ports, { practiceId: engine.practiceId, webhookId }, run);
  }

  /** What a row of an export says of p-1, that was said and changed an hour before. */
  async function importOld(): Promise<void> {
    const [row] = await engine.rows(sql<{ data: ContactData }>`
      select json_build_object('personKey', person_key, 'firstName', first_name, 'infix', infix, 'lastName', 'Older',
        'initials', initials, 'email', email, 'phone', phone, 'mobile', mobile) as data
      from contact where source_key = 'p-1'`);
    const at = new Date('2020-01-01T09:00:00Z');
    await createIntake(engine.store).upsertContacts(engine.practiceId, [
      {
        ...{ sourceKey: 'p-1', clientKey: 'c-1', saidAt: at, undated: false, changedAt: at },
        ...{ data: row?.data ?? null, links: {} },
      },
    ]);
  }

  const told = async (prefix = 'koppel_open_events'): Promise<Readonly<Record<string, number>>> => {
    const lines = (await createMetrics(engine.store).registry.metrics()).split('\n');
    const events = lines.filter((line) => line.startsWith(prefix));
    return Object.fromEntries(events.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
  };
  const ask = async (...command: string[]) => {
    const env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: randomBytes(32).toString('base64') };
    return koppelCommand([...command, '--practice', 'jansen'], { env });
  };
  const status = () => ask('status');
  const passAnHour = (): Promise<unknown> =>
    engine.rows(sql`update received_event set received_at = received_at - interval '1 hour'`);

  it('are none where all that came counts', async () => {
    await receive('fine', { key: 'p-1', lastName: 'Vries' });
    expect(await told()).to.deep.equal({});
    expect((await status()).stdout).to.not.match(/events (?:of|that)/);
  });

  it('are counted by what keeps them, with the age of the oldest, until something later is said', async () => {
    await receive('moved', { key: 'p-2', clientKey: 'c-9' });
    await receive('wrong', { key: 'p-1', nickname: 'x' });
    await receive('wrong too', { key: 'p-1', nickname: 'y' });
    await passAnHour();
    const numbers = await told();
    expect(numbers).to.include({
      'koppel_open_events{what="waits"}': 1,
      'koppel_open_events{what="refused"}': 2,
    });
    for (const what of ['waits', 'refused'])
      expect(numbers[`koppel_open_events_oldest_seconds{what="${what}"}`]).to.be.within(3_600, 3_700);
    const { stdout } = await status();
    expect(stdout).to.match(/events of contacts that wait for their client: 1, the oldest for 1 h 0 min/);
    expect(stdout).to.match(/of which only what they take away was taken over: 2, the oldest for 1 h 0 min/);

    await receive('right', { key: 'p-1', lastName: 'Vries' });
    await openJobs(engine).run('sweep', { slot: SLOT });
    expect(await told()).to.have.property('koppel_open_events{what="waits"}', 1);
    expect(await told()).to.not.have.any.keys('koppel_open_events{what="refused"}');
  });

  it('a row of an export that was outdated is told of its record, with its age, until the record is said anew', async () => {
    const numbers = () => told('koppel_outdated_statements');
    expect(await numbers()).to.deep.equal({
      koppel_outdated_statements: 0,
      koppel_outdated_statements_oldest_seconds: 0,
    });
    await importOld();
    await engine.rows(sql`update outdated_statement set received_at = received_at - interval '1 hour'`);
    expect(await numbers()).to.have.property('koppel_outdated_statements', 1);
    expect((await numbers())['koppel_outdated_statements_oldest_seconds']).to.be.within(3_600, 3_700);
    expect((await status()).stdout).to.match(
      /something older came later and does not count: 1, the oldest for 1 h 0 min/,
    );
    const answer = statusSchema.parse(JSON.parse((await ask('status', '--json')).stdout));
    expect(answer.practices[0].open).to.deep.equal([{ kind: 'outdated', count: 1 }]);
    const said = new Date('2020-01-01T09:00:00Z');
    expect((await ask('explain', 'p-1', '--lang', 'en')).stdout).to.include(
      `The practice software said at ${timeText(said, 'en')}: in an export, which something newer overtook`,
    );
    expect((await ask('explain', 'p-1', '--lang', 'nl')).stdout).to.include(
      `De praktijksoftware zei op ${timeText(said, 'nl')}: in een export, dat is ingehaald door iets nieuwers`,
    );
    await receive('right', { key: 'p-1', lastName: 'Vries' });
    await openJobs(engine).run('sweep', { slot: SLOT });
    expect(await numbers()).to.have.property('koppel_outdated_statements', 0);
  });

  it('an event that was outdated is told of its record once', async () => {
    await receive('first', { key: 'p-1', lastName: 'Vries' });
    await receive('late', { key: 'p-1', lastName: 'Older', changedAt: '2020-01-01T09:00:00Z' });
    const { stdout } = await ask('explain', 'p-1', '--lang', 'en');
    expect(stdout.match(/which something newer overtook/g)).to.have.length(1);
    expect(stdout).to.match(/a message about a contact, which something newer overtook/);
    expect((await status()).stdout).to.match(/something older came later and does not count: 1,/);
  });
});
