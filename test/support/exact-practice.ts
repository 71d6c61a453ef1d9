// A practice whose relations stand in Exact Online: the sandbox of it beside an engine, signed in to. Time is not waited for:
// it is put back in what Koppel keeps, and forward in the sandbox.
import { sql } from 'kysely';
import { z } from 'zod';
import { changePractice, type SoftwareSetting } from '../../src/database/records/practices.ts';
import { writeSourceCredentials } from '../../src/database/records/source-state.ts';
import { openSources, sourceContext, type Sources } from '../../src/app/open-sources.ts';
import {
  REDIRECT_URI,
  SANDBOX_CREDENTIALS,
} from '../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import type { RunningSandbox } from '../../connectors/sandbox-kit/sandbox.ts';
import type { SwitchesGiven } from '../../sources/exact-online/sandbox/switches.ts';
import { openJobs, type TestJobs } from '../integration/jobs/job-ports.ts';
import { openExactOnline, type ExactOnlineCaller } from './contract/exact-online-caller.ts';
import { openEngine, type Engine } from './engine.ts';
import { putBack } from './put-back.ts';
import type { TestDatabase } from './postgres.ts';

const PUBLIC_URL = 'https://koppel.example.nl';

export interface ExactPractice {
  readonly engine: Engine;
  readonly exact: ExactOnlineCaller;
  readonly jobs: TestJobs;
  readonly sources: Sources;
  /** Of the limits, in milliseconds: nobody waited, the clocks were moved. */
  readonly waits: readonly number[];
  /** Of the app; what was read and signed in to with others stays. */
  setCredentials(credentials: object): Promise<void>;
  /** A person signs in. */
  signIn(): Promise<void>;
  read(): Promise<Readonly<Record<string, unknown>>>;
  /** As if so much time had gone by since. */
  passMinutes(minutes: number): Promise<void>;
  /** So many minutes the clock of the software is ahead. */
  setClock(minutes: number): Promise<void>;
  /** Of both sides: what may be asked in a day is whole again. */
  nextDay(): Promise<void>;
  /** Requests by what they asked for, since it was last asked. */
  calls(): Promise<readonly string[]>;
  /** One more process. */
  openSources(): Sources;
  /** Keys that are there, and not deleted. */
  present(kind: 'client' | 'contact'): Promise<readonly string[]>;
  state(): Promise<Readonly<Record<string, unknown>>>;
  problem(): Promise<string | null>;
  close(): Promise<void>;
}

export interface ExactPracticeOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly switches?: SwitchesGiven;
  /** Of one request. */
  readonly timeoutMs?: number;
  /** Whether the sandbox's calls would reach Koppel. Default: yes. */
  readonly isReachable?: boolean;
  /** Default: one of its own. */
  readonly database?: TestDatabase;
  readonly sandbox?: RunningSandbox;
}

export async function openExactPractice(options: ExactPracticeOptions = {}): Promise<ExactPractice> {
  const engine = await openEngine(options.database === undefined ? {} : { database: options.database });
  const { store, sealer, practiceId } = engine;
  const exact = await openExactOnline({}, options.sandbox);
  if (options.switches !== undefined) await exact.tell('POST /switches', options.switches);
  const opened: Sources[] = [];
  const timing = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  const open = (): Sources => {
    const publicUrl = (options.isReachable ?? true) ? PUBLIC_URL : null;
    const config = { publicUrl, allowedAddresses: [] };
    const sources = openSources({ ...{ store, sealer, config, ...timing }, wait: (ms) => letWait(ms) });
    opened.push(sources);
    return sources;
  };
  const sources = open();
  const jobs = openJobs(engine, { openSource: sources.open });
  const setting: SoftwareSetting = {
    ...{ kind: 'software', software: 'exact-online', baseUrl: exact.url },
    settings: options.settings ?? {},
  };
  const setCredentials = (credentials: object, startAnew = false): Promise<void> =>
    store.inPractice(practiceId, (tx) =>
      writeSourceCredentials(tx, {
        ...{ practiceId, redirectUri: REDIRECT_URI, startAnew },
        credentials: sealer.seal(JSON.stringify(credentials), sourceContext(practiceId)),
      }),
    );
  await store.inPractice(practiceId, (tx) => changePractice(tx, { source: setting }));
  await setCredentials(SANDBOX_CREDENTIALS, true);
  let passed = 0;
  let skew = 0;
  const waits: number[] = [];
  // Whole minutes, so that both clocks begin theirs together.
  const letWait = async (ms: number): Promise<void> => {
    waits.push(ms);
    await practice.passMinutes(Math.ceil(ms / 60_000));
  };
  const practice: ExactPractice = {
    ...{ engine, exact, jobs, sources, waits, setCredentials },
    async signIn() {
      const address = await sources.beginSignIn(practiceId, 'tester');
      const { headers } = await exact.send(address);
      const back = new URL(headers.get('location') ?? '').searchParams;
      await sources.finishSignIn({ code: back.get('code') ?? '', state: back.get('state') ?? '' });
    },
    read: () => jobs.run('read-source', { practiceId }),
    async passMinutes(minutes) {
      passed += minutes * 60_000;
      await exact.clock(passed + skew);
      for (const statement of putBack(minutes)) await engine.rows(sql.raw(statement));
    },
    async setClock(minutes) {
      skew = minutes * 60_000;
      await exact.clock(passed + skew);
    },
    async nextDay() {
      await practice.passMinutes(24 * 60);
      await engine.rows(sql`update source_state set day_at = '-infinity'`);
    },
    calls: async () => {
      const { text } = await exact.door('GET /counts');
      await exact.tell('POST /counts/reset');
      return readCalls(text);
    },
    openSources: open,
    present: async (kind) =>
      (
        await engine.rows(
          sql<{
            key: string;
          }>`select source_key as key from ${sql.table(kind)} where deleted_at is null order by 1`,
        )
      ).map(({ key }) => key),
    state: async () => (await engine.rows(sql<Record<string, unknown>>`select * from source_state`))[0] ?? {},
    problem: async () =>
      (await engine.rows(sql<{ code: string | null }>`select source_problem as code from practice`))[0]
        ?.code ?? null,
    async close() {
      for (const each of opened) each.close();
      await exact.close();
      await engine.close();
    },
  };
  return practice;
}

const countsSchema = z.object({ byPattern: z.record(z.string(), z.number()), tokens: z.number() });

function readCalls(text: string): readonly string[] {
  const { byPattern, tokens } = countsSchema.parse(JSON.parse(text));
  return Object.entries({ ...byPattern, 'POST oauth2/token': tokens }).flatMap(([pattern, times]) =>
    Array.from({ length: times }, () => pattern.replace('/api/v1/{division}/', '')),
  );
}
