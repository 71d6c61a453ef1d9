// A practice on the same Koppel whose relations stand in Exact Online, with a portal of its own. Its time is not waited for: it
// is put back in what Koppel keeps of the reading, and forward in the software.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS as PORTAL_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import {
  REDIRECT_URI,
  SANDBOX_CREDENTIALS,
} from '../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import { openExactOnline, type ExactOnlineCaller } from '../support/contract/exact-online-caller.ts';
import { OFFICE_CONNECTION, OFFICE_SEED, OFFICE_SETTINGS } from '../support/exact-office.ts';
import { putBack } from '../support/put-back.ts';
import { runKoppel } from '../support/koppel-process.ts';
import { startSandboxPortal, type SandboxPortal } from '../support/sandbox-portal.ts';
import type { Ledger } from './ledger.ts';

export const SOFTWARE_PRACTICE = 'kantoor';

interface SoftwareState {
  readonly problem: string | null;
  readonly isBusy: boolean;
  /** Since time was last let pass. */
  readonly isRead: boolean;
  /** Readings that came to nothing, ever. */
  readonly failed: number;
  readonly isSignedIn: boolean;
}

export interface Software {
  readonly exact: ExactOnlineCaller;
  readonly portal: SandboxPortal;
  state(): Promise<SoftwareState>;
  /** A person signs in, until Koppel is let in. */
  signIn(): Promise<void>;
  passMinutes(minutes: number): Promise<void>;
  /** So many minutes the clock of the software is ahead. */
  setClock(minutes: number): Promise<void>;
  /** What may be asked in a day is whole again. */
  nextDay(): Promise<void>;
  /** Calls that it made and that have not come yet. */
  readonly calls: string[];
  collectCalls(): Promise<void>;
  call(text: string): Promise<void>;
}

export interface SoftwarePractice {
  /** One after the other; the first brings it to life. */
  alone(work: (software: Software) => Promise<void>): Promise<void>;
  hasBegun(): boolean;
  close(): Promise<void>;
}

interface Ground {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly address: () => string | null;
  readonly ledger: Ledger;
  readonly policy: object;
  /** A person at the command line; tried again while the database is away. */
  readonly koppel: (...args: string[]) => Promise<void>;
}

export function openSoftware(ground: Ground): SoftwarePractice {
  let opened: Promise<Software> | null = null;
  let queue: Promise<void> = Promise.resolve();
  return {
    alone: (work) => {
      const done = queue.then(async () => work(await (opened ??= open(ground))));
      queue = done.catch(() => undefined);
      return done;
    },
    hasBegun: () => opened !== null,
    close: async () => {
      const software = await opened;
      await software?.exact.close();
      await software?.portal.close();
    },
  };
}

async function open(ground: Ground): Promise<Software> {
  const { folder, koppel, ledger } = ground;
  // Pages of few rows, so that one may fail in the middle.
  const exact = await openExactOnline({ syncPage: 5, page: 3 });
  await exact.tell('POST /seed', OFFICE_SEED);
  const portal = await startSandboxPortal();
  const write = async (name: string, content: object): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(content));
    await chmod(path, 0o600);
    return `@${path}`;
  };
  const ofPractice = ['--practice', SOFTWARE_PRACTICE];
  const app = await write('exact.json', SANDBOX_CREDENTIALS);
  const own = await write('exact-portal.json', PORTAL_CREDENTIALS);
  await koppel('practice', 'add', SOFTWARE_PRACTICE, '--name', 'Kantoor Accountants');
  const given = ['--portal', 'caseware-cloud', '--url', portal.url, '--credentials', own];
  const limits = ['--policy', JSON.stringify(ground.policy), '--concurrency', '20', '--rate', '60'];
  const settings = ['--settings', JSON.stringify({ accessBy: 'contact-group' })];
  await koppel('connection', 'add', OFFICE_CONNECTION, ...ofPractice, ...given, ...limits, ...settings);
  const source = ['--url', exact.url, '--credentials', app, '--redirect-uri', REDIRECT_URI];
  const choice = ['--settings', JSON.stringify(OFFICE_SETTINGS)];
  await koppel('source', 'connect', SOFTWARE_PRACTICE, 'exact-online', ...source, ...choice, '--no-wait');
  let passed = 0;
  let skew = 0;
  let heard = 0;
  const calls: string[] = [];
  const software: Software = {
    ...{ exact, portal, calls },
    state: async () => {
      const [row] = await ledger.read<SoftwareState & Record<string, unknown>>(STATE);
      if (row === undefined) throw new Error('The practice that is read has no source.');
      return row;
    },
    signIn: () => signIn(ground, software),
    passMinutes: async (minutes) => {
      passed += minutes * 60_000;
      await exact.clock(passed + skew);
      for (const statement of putBack(minutes)) await ledger.read(statement);
    },
    setClock: async (minutes) => {
      skew = minutes * 60_000;
      await exact.clock(passed + skew);
    },
    nextDay: async () => {
      await software.passMinutes(24 * 60);
      await ledger.read(`update koppel.source_state set day_at = '-infinity'`);
    },
    collectCalls: async () => {
      const made = (await exact.hooks()).deliveries.filter(({ kind }) => kind === 'change');
      calls.push(...made.slice(heard).map(({ text }) => text));
      heard = made.length;
    },
    call: (text) => post(ground, text),
  };
  await software.signIn();
  return software;
}

/** Read since: what looks long ago was put back. */
const STATE = `
  select p.source_problem as problem, p.source_lease_until > clock_timestamp() as "isBusy",
    coalesce(s.looked_at > clock_timestamp() - interval '5 minutes', false) as "isRead",
    (select count(*)::integer from koppel.audit a where a.practice_id = p.id and a.action = 'source.failed') as failed,
    s.tokens is not null and not s.reconnect_needed as "isSignedIn"
  from koppel.practice p join koppel.source_state s on s.practice_id = p.id where p.id = '${SOFTWARE_PRACTICE}'`;

const begunSchema = z.object({ address: z.string() });
const TRIES = 60;
const PAUSE_MS = 500;

/** By the server, which the software sends the person back to. */
async function signIn({ env, address }: Ground, software: Software): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const begun = await runKoppel(['source', 'connect', SOFTWARE_PRACTICE, '--no-wait', '--json'], { env });
    const server = address();
    if (begun.code === 0 && server !== null) {
      const { headers } = await software.exact.send(begunSchema.parse(begun.json()).address);
      const { search } = new URL(headers.get('location') ?? REDIRECT_URI);
      await fetch(`${server}/oauth/callback${search}`).catch(() => undefined);
      if ((await software.state()).isSignedIn) return;
    }
    await delay(PAUSE_MS);
  }
  throw new Error('Nobody could sign in to the software.');
}

/** Lost where nobody serves. */
async function post({ address }: Ground, text: string): Promise<void> {
  const server = address();
  if (server === null) return;
  const url = `${server}/webhooks/source/${SOFTWARE_PRACTICE}`;
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }).catch(
    () => undefined,
  );
}
