// Webhooks at a steady rate against a real `koppel start`: how soon each is answered, and whether any is lost. What is
// answered 429 is sent again after its Retry-After. Prints a table, asserts nothing.
// Usage: npm run build && npx tsx bench/webhooks.ts [--redis URL] [--database URL] [--count N] [--seconds N]
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import axios from 'axios';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';

const { values: options } = parseArgs({
  options: {
    redis: { type: 'string' },
    database: { type: 'string' },
    count: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
  },
});
const COUNT = Number(options.count);
const SECONDS = Number(options.seconds);
/** A Redis that is used again still knows the jobs of the last time. */
const RUN = randomBytes(6).toString('hex');
const PATIENCE_MS = 10 * 60_000;
const ENTRY = resolve(import.meta.dirname, '../dist/src/main.js');
const addedSchema = z.object({ webhook: z.object({ secret: z.string() }) });
const readySchema = z.object({ address: z.string() });
const statusSchema = z.object({
  practices: z.tuple([
    z.object({ connections: z.tuple([z.object({ clients: z.object({ total: z.number() }) })]) }),
  ]),
});

interface Answers {
  readonly tookMs: number[];
  /** By status; 0 where no answer came. */
  readonly byStatus: Map<number, number>;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'koppel-bench-'));
// The embedded PostgreSQL does not run as root, and must get in.
await chmod(folder, 0o711);
let server: ChildProcess | undefined;
// Called off: the server would go on by itself.
process.once('SIGTERM', () => process.exit(143));
process.once('exit', () => server?.kill('SIGTERM'));
try {
  await run();
} finally {
  server?.kill('SIGTERM');
  if (server !== undefined) await new Promise((done) => server?.once('exit', done));
  await rm(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const env = await settings();
  if (options.database !== undefined) await koppel(env, 'migrate');
  server = spawn(process.execPath, [ENTRY, 'start'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await addressOf(server);
  const added: unknown = JSON.parse(
    await koppel(env, 'practice', 'add', 'bench', '--name', 'Bench', '--json'),
  );
  const { secret } = addedSchema.parse(added).webhook;
  // Nothing is linked: the records are the point here, not the portal.
  const place = [
    '--portal',
    'caseware-cloud',
    '--url',
    'http://127.0.0.1:9',
    '--credentials',
    'env:BENCH_CREDENTIALS',
  ];
  await koppel(env, 'connection', 'add', 'caseware', '--practice', 'bench', ...place);
  const answers = await sendAll(`${address}/webhooks/practice/bench`, secret);
  const sentAt = Date.now();
  const applied = await waitForRecords(env);
  const figures = [...answers.tookMs].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(figures[Math.ceil(figures.length * share) - 1] ?? 0).toFixed(1)} ms`;
  const table = {
    queue: options.redis === undefined ? 'PostgreSQL' : 'Redis',
    webhooks: COUNT,
    'answers by status': JSON.stringify(Object.fromEntries(answers.byStatus)),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    'clients known at the end': applied,
    lost: COUNT - applied,
    'all applied after the last answer, s': ((Date.now() - sentAt) / 1000).toFixed(1),
  };
  for (const [name, value] of Object.entries(table)) say(`${name.padEnd(38)} ${String(value)}`);
}

async function settings(): Promise<NodeJS.ProcessEnv> {
  const { PATH, HOME } = process.env;
  const password = await koppel({ PATH, HOME }, 'password', 'bench');
  return {
    PATH,
    HOME,
    KOPPEL_USERS: password.trim(),
    KOPPEL_SESSION_KEY: randomBytes(32).toString('base64'),
    KOPPEL_SECRET_KEY: randomBytes(32).toString('base64'),
    KOPPEL_DATA_DIR: join(folder, 'data'),
    KOPPEL_PORT: '0',
    BENCH_CREDENTIALS: JSON.stringify(SANDBOX_CREDENTIALS),
    ...(options.redis === undefined ? {} : { REDIS_URL: options.redis }),
    ...(options.database === undefined ? {} : { DATABASE_URL: options.database }),
  };
}

/** One webhook each 1/rate seconds, whatever became of those before: a slow server does not slow its sender down. */
async function sendAll(url: string, secret: string): Promise<Answers> {
  const answers: Answers = { tookMs: [], byStatus: new Map() };
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const begun = performance.now();
  const sends: Promise<void>[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const waitMs = begun + (n * SECONDS * 1000) / COUNT - performance.now();
    if (waitMs > 1) await delay(waitMs);
    sends.push(sendUntilTaken({ url, secret, n, agent, answers }));
  }
  await Promise.all(sends);
  agent.destroy();
  return answers;
}

interface Sending {
  readonly url: string;
  readonly secret: string;
  readonly n: number;
  readonly agent: Agent;
  readonly answers: Answers;
}

async function sendUntilTaken(sending: Sending): Promise<void> {
  const { answers } = sending;
  for (;;) {
    const begun = performance.now();
    const { status, retryAfterMs } = await send(sending);
    answers.tookMs.push(performance.now() - begun);
    answers.byStatus.set(status, (answers.byStatus.get(status) ?? 0) + 1);
    if (status === 202) return;
    if (status !== 429 && status !== 0) throw new Error(`A webhook was answered ${status}.`);
    await delay(retryAfterMs);
  }
}

async function send({ url, secret, n, agent }: Sending): Promise<{ status: number; retryAfterMs: number }> {
  const at = new Date();
  const data = { key: `c${n}`, number: String(n), name: `Bedrijf ${n}`, kind: 'company', status: 'client' };
  const event = {
    type: 'client.upserted',
    timestamp: at.toISOString(),
    data: { ...data, changedAt: at.toISOString() },
  };
  const body = JSON.stringify(event);
  const id = `msg_${RUN}_${n}`;
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  try {
    const answer = await axios.post(url, body, { headers, httpAgent: agent, validateStatus: () => true });
    const retryAfter = Number(answer.headers['retry-after']);
    return { status: answer.status, retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : 1000 };
  } catch {
    return { status: 0, retryAfterMs: 1000 };
  }
}

/** How many clients are known once all are, or when patience ends. */
async function waitForRecords(env: NodeJS.ProcessEnv): Promise<number> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer: unknown = JSON.parse(await koppel(env, 'status', '--practice', 'bench', '--json'));
    const { total } = statusSchema.parse(answer).practices[0].connections[0].clients;
    if (total >= COUNT || Date.now() > end) return total;
    await delay(500);
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let last = '';
    child.once('exit', () => failed(new Error(`koppel ended: ${last}`)));
    if (child.stderr === null) throw new Error('koppel has no log');
    // Read on to the end: a log that nobody reads would hold the server up.
    createInterface(child.stderr).on('line', (line) => {
      last = line;
      if (line.includes('koppel is ready')) found(readySchema.parse(JSON.parse(line)).address);
    });
  });
}

async function koppel(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [ENTRY, ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end('bench bench bench');
  const code = new Promise((done) => child.once('close', done));
  const out = await text(child.stdout);
  // 5: the answer of a status is no, which is no failure here.
  if (![0, 5].includes(Number(await code)))
    throw new Error(`koppel ${args.join(' ')} failed: ${out.slice(0, 500)}`);
  return out;
}
