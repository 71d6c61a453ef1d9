// A first reading of practice software: 20,000 relations and 60,000 contacts from the sandbox of Exact Online, which keeps its limits,
// through the engine. Where a wait for the next minute would come the clocks are moved. Fails when a call is refused for their
// number, when records are missing, or when it takes much longer than was said beforehand.
import { guid, inventAccount, inventPerson } from '../demo/exact-online/exact-practice.ts';
import { openSandbox } from '../demo/open-sandbox.ts';
import { tellDuration } from '../src/cli/source/tell-duration.ts';
import { tellProgress } from '../src/cli/source/tell-progress.ts';
import { readPractice } from '../src/database/records/practices.ts';
import { readFullReading } from '../src/database/records/source-state.ts';
import { readingSeconds } from '../src/domain/source-plan.ts';
import { openExactPractice, type ExactPractice } from '../test/support/exact-practice.ts';
import { releaseAtEnd } from '../test/support/released-at-end.ts';
import { startMeasuredServer } from './support/measured-postgres.ts';
import { readCounts } from './support/portal.ts';
import { note, runBench, type Asked, type Report } from './support/run-bench.ts';

const HELP = `npm run bench:source -- [--relations 20000] [--contacts 3] [--json]
  --relations  that are clients
  --contacts   of each`;

/** Of what was said, and what is asked beside the pages: nobody knows how long an answer of Exact takes. */
const LONGER = { times: 1.5, seconds: 15 };
const ROWS_AT_ONCE = 5_000;
const MB = 2 ** 20;

interface Figures {
  readonly relations: number;
  readonly contacts: number;
  readonly calls: number;
  /** Refused for their number. */
  readonly refused: number;
  /** For the next minute. */
  readonly waits: number;
  readonly saidSeconds: number;
  /** Waits that the clocks were moved for included. */
  readonly tookSeconds: number;
  readonly workedSeconds: number;
  readonly statements: number;
  readonly databaseMs: number;
  /** Of this process, the sandbox and the database apart. */
  readonly memoryMb: { readonly before: number; readonly most: number };
  readonly nextLookCalls: number;
}

async function run(asked: Asked): Promise<Report> {
  const relations = asked.number('relations');
  const contacts = relations * asked.number('contacts');
  const server = await startMeasuredServer({ logsPlans: false });
  releaseAtEnd(() => server.stop());
  const database = await server.freshDatabase();
  const sandbox = await openSandbox({ portal: 'exact-online' });
  const practice = await openExactPractice({ database, sandbox });
  releaseAtEnd(() => practice.close());
  await fill(practice, relations, asked.number('contacts'));
  await practice.signIn();
  const { count, limits } = await readCount(practice);
  note(tellDuration(count, limits).en);
  await practice.calls();
  const memory = watchMemory();
  const telling = setInterval(() => void tell(practice, limits), 5_000);
  const began = performance.now();
  const { statements, ms } = await database.measure(
    () => practice.read(),
    () => practice.state(),
  );
  const workedSeconds = (performance.now() - began) / 1000;
  clearInterval(telling);
  const memoryMb = memory.end();
  const { total, limited } = await readCounts(sandbox);
  const waits = practice.waits.reduce((sum, wait) => sum + wait, 0) / 1000;
  const found = { client: await practice.present('client'), contact: await practice.present('contact') };
  await practice.calls();
  await practice.passMinutes(60);
  await practice.read();
  return report({
    ...{ relations, contacts, calls: total, refused: limited, waits: practice.waits.length },
    ...{ saidSeconds: readingSeconds(count ?? 0, limits), tookSeconds: workedSeconds + waits, workedSeconds },
    ...{ statements, databaseMs: ms, memoryMb, nextLookCalls: (await readCounts(sandbox)).total },
    missing: relations + contacts - found.client.length - found.contact.length,
  });
}

async function fill(practice: ExactPractice, relations: number, contactsEach: number): Promise<void> {
  await practice.exact.tell('POST /reset');
  const accounts = Array.from({ length: relations }, (_, nth) => ({
    ...inventAccount(nth),
    ...{ Country: 'NL', Postcode: '3511 AB', ChamberOfCommerce: String(90_000_000 + nth) },
    ...{ Status: 'C', Classification1: null },
  }));
  const contacts = accounts.flatMap((_, nth) =>
    Array.from({ length: contactsEach }, (_each, place) => ({
      ...inventPerson(nth, place),
      ID: guid(2, nth * contactsEach + place),
    })),
  );
  for (const [name, rows] of Object.entries({ accounts, contacts }))
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
      await practice.exact.tell('POST /seed', { [name]: rows.slice(at, at + ROWS_AT_ONCE) });
}

async function readCount({ engine, sources }: ExactPractice) {
  const practice = await engine.store.inPractice(engine.practiceId, readPractice);
  if (practice?.source?.kind !== 'software') throw new Error('The practice has no software.');
  const { signal } = new AbortController();
  const { source, session } = await sources.open(engine.practiceId, practice.source, signal);
  return { count: (await source.count?.(session)) ?? null, limits: source.limits };
}

/** What `koppel source status` would say. */
async function tell(
  { engine }: ExactPractice,
  limits: { perPage: number; perMinute: number },
): Promise<void> {
  const reading = await engine.store.inPractice(engine.practiceId, readFullReading).catch(() => null);
  if (reading !== null) note(tellProgress(reading, limits, 'en'));
}

function watchMemory() {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
  return {
    end: () => {
      clearInterval(timer);
      return { before: before / MB, most: most / MB };
    },
  };
}

function report({ missing, ...figures }: Figures & { readonly missing: number }): Report {
  const { relations, contacts, calls, refused, waits, saidSeconds, tookSeconds, workedSeconds } = figures;
  const { statements, databaseMs, memoryMb, nextLookCalls } = figures;
  const of = (part: number): string => (part / relations).toFixed(2);
  const rows = [
    ['relations, contacts', `${relations}, ${contacts}`],
    ['calls; refused for their number', `${calls}; ${refused}`],
    ['seconds: said beforehand', String(saidSeconds)],
    [`seconds: taken, ${waits} waits for the minute included`, tookSeconds.toFixed(0)],
    ['seconds: taken by Koppel and the sandbox', workedSeconds.toFixed(0)],
    ['statements; of a relation with its contacts', `${statements}; ${of(statements)}`],
    ['ms of the database of a relation with its contacts', of(databaseMs)],
    ['MB of the process, before and at most', `${memoryMb.before.toFixed(0)}, ${memoryMb.most.toFixed(0)}`],
    ['calls of the next look, an hour later', String(nextLookCalls)],
  ];
  const missed = [
    ...(refused > 0 ? [`${refused} calls were refused for their number`] : []),
    ...(missing > 0 ? [`${missing} records are missing`] : []),
    ...(tookSeconds > saidSeconds * LONGER.times + LONGER.seconds
      ? [`it took ${tookSeconds.toFixed(0)} seconds, and ${saidSeconds} were said`]
      : []),
    ...(nextLookCalls > 3 ? [`${nextLookCalls} calls of a look at nothing new`] : []),
  ];
  return { tables: [{ head: ['', ''], rows }], figures, missed };
}

await runBench({ help: HELP, options: { relations: '20000', contacts: '3' }, run });
