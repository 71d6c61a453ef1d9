// Webhooks at a steady rate against a real `koppel start`: how soon each is answered, and whether any is lost. What is
// answered 429 is sent again after its Retry-After.
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { openKoppelPlace, readStores, type KoppelPlace, type StoreKind } from './support/koppel-place.ts';
import { quantile, runBench, type Asked, type Report } from './support/run-bench.ts';

const HELP = `npm run bench:webhooks -- [--count 10000] [--seconds 60] [--stores embedded,redis] [--json]
  --count    webhooks, each with a client of its own
  --seconds  in which they are sent
  --stores   embedded, postgres or redis, a row each`;

const PATIENCE_MS = 10 * 60_000;
const addedSchema = z.object({ webhook: z.object({ secret: z.string() }) });
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

interface Row {
  readonly store: StoreKind;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  readonly lost: number;
  /** After the last answer, until the last record was applied. */
  readonly appliedMs: number;
}

async function run(asked: Asked): Promise<Report> {
  const rows: Row[] = [];
  for (const store of readStores(asked)) rows.push(await measure(store, asked));
  const head = [
    'store',
    'answers',
    'half within, ms',
    '99 of 100 within, ms',
    'all within, ms',
    'lost',
    'applied after, s',
  ];
  const table = rows.map(({ store, byStatus, p50Ms, p99Ms, longestMs, lost, appliedMs }) => [
    ...[store, JSON.stringify(byStatus), ...[p50Ms, p99Ms, longestMs].map((ms) => ms.toFixed(0))],
    ...[String(lost), (appliedMs / 1000).toFixed(1)],
  ]);
  const missed = rows.filter(({ lost }) => lost > 0).map(({ store, lost }) => `${lost} lost with ${store}`);
  return { tables: [{ head, rows: table }], figures: { rows }, missed };
}

async function measure(store: StoreKind, asked: Asked): Promise<Row> {
  const [count, seconds] = [asked.number('count'), asked.number('seconds')];
  const place = await openKoppelPlace(store, { BENCH_CREDENTIALS: JSON.stringify(SANDBOX_CREDENTIALS) });
  const server = await place.start('start');
  const added = (await place.koppel('practice', 'add', 'bench', '--name', 'Bench', '--json')).json();
  const { secret } = addedSchema.parse(added).webhook;
  // Nothing is linked: the records are the point here, not the portal.
  await place.koppel(
    ...['connection', 'add', 'caseware', '--practice', 'bench', '--portal', 'caseware-cloud'],
    ...['--url', 'http://127.0.0.1:9', '--credentials', 'env:BENCH_CREDENTIALS'],
  );
  const url = `${server.address}/webhooks/practice/bench`;
  const { tookMs, byStatus } = await sendAll({ url, secret, count, seconds });
  const sentAt = performance.now();
  const applied = await waitForRecords(place, count);
  const appliedMs = performance.now() - sentAt;
  await server.stop();
  await place.close();
  return {
    ...{ store, byStatus: Object.fromEntries(byStatus), lost: count - applied, appliedMs },
    ...{ p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99), longestMs: quantile(tookMs, 1) },
  };
}

interface Sender {
  readonly url: string;
  readonly secret: string;
  readonly count: number;
  readonly seconds: number;
}

/** One webhook each 1/rate seconds, whatever became of those before: a slow server does not slow its sender down. */
async function sendAll({ url, secret, count, seconds }: Sender): Promise<Answers> {
  const answers: Answers = { tookMs: [], byStatus: new Map() };
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const begun = performance.now();
  const sends: Promise<void>[] = [];
  for (let n = 0; n < count; n += 1) {
    const waitMs = begun + (n * seconds * 1000) / count - performance.now();
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
  const id = `msg_${n}`;
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
async function waitForRecords({ koppel }: KoppelPlace, count: number): Promise<number> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = statusSchema.parse((await koppel('status', '--practice', 'bench', '--json')).json());
    const { total } = status.practices[0].connections[0].clients;
    if (total >= count || Date.now() > end) return total;
    await delay(500);
  }
}

await runBench({
  help: HELP,
  options: { count: '10000', seconds: '60', stores: 'embedded,redis' },
  run,
});
