// A first load through `koppel import` and `koppel start`, against an unlimited sandbox: how long, how many requests, how
// much memory. Usage: npm run build && npx tsx bench/first-load.ts [--companies FILE.csv] [--redis URL] [--clients N]
// FILE.csv has the columns kvk_number and name; without it names are invented. Prints a table, asserts nothing.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startCaseWareSandbox,
} from '../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';

const { values: options } = parseArgs({
  options: {
    companies: { type: 'string' },
    redis: { type: 'string' },
    clients: { type: 'string', default: '1000' },
  },
});
const ENTRY = resolve(import.meta.dirname, '../dist/src/main.js');
const countsSchema = z.object({ total: z.number(), byMethod: z.record(z.string(), z.number()) });
const stateSchema = z.object({
  entities: z.array(z.unknown()),
  users: z.array(z.unknown()),
  mails: z.array(z.unknown()),
  access: z.array(z.object({ people: z.array(z.string()) })),
});
const figures = z.object({
  total: z.number(),
  byState: z.record(z.string(), z.number()),
  byReason: z.record(z.string(), z.number()),
});
const statusSchema = z.object({
  practices: z.array(
    z.object({ connections: z.array(z.looseObject({ clients: figures, contacts: figures })) }),
  ),
});

const folder = await mkdtemp(join(tmpdir(), 'koppel-bench-'));
const sandbox = await startCaseWareSandbox({ switches: { bucket: null, readBack: true } });
const say = (text: string): void => void process.stdout.write(`${text}\n`);
try {
  await run();
} finally {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const env = await settings();
  const companies = await readCompanies();
  await writeFiles(companies);
  await koppel(env, 'practice', 'add', 'bench', '--name', 'Bench');
  const limits = ['--concurrency', '20', '--rate', '5000', '--brake-count', '100000', '--brake-share', '1'];
  const place = [
    '--portal',
    'caseware-cloud',
    '--url',
    sandbox.url,
    '--credentials',
    `@${join(folder, 'credentials.json')}`,
  ];
  await koppel(env, 'connection', 'add', 'caseware', '--practice', 'bench', ...place, ...limits);
  const server = spawn(process.execPath, [ENTRY, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  process.once('exit', () => server.kill('SIGTERM'));
  await delay(8_000);
  const begun = Date.now();
  const files = ['--clients', join(folder, 'clients.csv'), '--contacts', join(folder, 'contacts.csv')];
  await koppel(
    env,
    'import',
    '--practice',
    'bench',
    ...files,
    '--as-of',
    new Date(Date.now() - 60_000).toISOString(),
  );
  const importedMs = Date.now() - begun;
  say(`imported ${companies.length} clients in ${(importedMs / 1000).toFixed(1)} s`);
  let peakMb = 0;
  let status = await readStatus(env);
  while ((status.clients.byState['due'] ?? 0) + (status.contacts.byState['due'] ?? 0) > 0) {
    await delay(5_000);
    peakMb = Math.max(peakMb, await residentMb(server.pid));
    status = await readStatus(env);
    say(
      `${((Date.now() - begun) / 1000).toFixed(0)} s  in sync ${status.clients.byState['in-sync'] ?? 0}  memory ${peakMb.toFixed(0)} MB`,
    );
  }
  const seconds = (Date.now() - begun) / 1000;
  const state = stateSchema.parse(await read('/state'));
  const before = countsSchema.parse(await read('/counts'));
  say('waiting for a sweep');
  await delay(70_000);
  const after = countsSchema.parse(await read('/counts'));
  const table = {
    clients: status.clients.total,
    'clients by reason': JSON.stringify(status.clients.byReason),
    contacts: status.contacts.total,
    'contacts by reason': JSON.stringify(status.contacts.byReason),
    seconds: Math.round(seconds),
    'clients per second': Math.round(status.clients.total / seconds),
    'entities in the portal': state.entities.length,
    'people in the portal': state.users.length,
    'accesses in the portal': state.access.reduce((sum, { people }) => sum + people.length, 0),
    mails: state.mails.length,
    requests: JSON.stringify(before.byMethod),
    'requests during a sweep': after.total - before.total,
    'peak memory of the worker, MB': Math.round(peakMb),
  };
  for (const [name, value] of Object.entries(table)) say(`${name.padEnd(32)} ${String(value)}`);
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
}

async function settings(): Promise<NodeJS.ProcessEnv> {
  const password = await koppel({ PATH: process.env['PATH'] }, 'password', 'bench');
  return {
    PATH: process.env['PATH'],
    KOPPEL_USERS: password.trim(),
    KOPPEL_SESSION_KEY: randomBytes(32).toString('base64'),
    KOPPEL_DATA_DIR: join(folder, 'data'),
    KOPPEL_PORT: '0',
    KOPPEL_LOG_LEVEL: 'error',
    KOPPEL_SWEEP_CRON: '* * * * *',
    ...(options.redis === undefined ? {} : { REDIS_URL: options.redis }),
  };
}

async function readCompanies(): Promise<readonly { kvk_number: string; name: string }[]> {
  if (options.companies === undefined) {
    return Array.from({ length: Number(options.clients) }, (_, index) => ({
      kvk_number: String(10_000_000 + index),
      name: `Bedrijf ${index}`,
    }));
  }
  const rows: unknown = parse(await readFile(options.companies, 'utf8'), { columns: true, bom: true });
  return z.array(z.object({ kvk_number: z.string(), name: z.string() })).parse(rows);
}

async function writeFiles(companies: readonly { kvk_number: string; name: string }[]): Promise<void> {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const clients = companies.map(
    ({ kvk_number: kvk, name }, n) => `c${n},${100_000 + n},${quote(name)},company,client,${kvk},Utrecht,yes`,
  );
  const contacts = companies.flatMap((_, n) =>
    [1, 2].map((m) => `k${n}-${m},c${n},Anna,Contact ${m},contact${n}.${m}@example.nl,yes`),
  );
  await writeFile(
    join(folder, 'clients.csv'),
    ['key,number,name,kind,status,kvk_number,city,link:caseware', ...clients].join('\n'),
  );
  await writeFile(
    join(folder, 'contacts.csv'),
    ['key,client_key,first_name,last_name,email,link:caseware', ...contacts].join('\n'),
  );
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(SANDBOX_CREDENTIALS));
}

async function koppel(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [ENTRY, ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end('bench bench bench');
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (out += piece));
  const code = await new Promise((done) => child.once('close', done));
  // 5: the answer of a status is no, which is no failure here.
  if (code !== 0 && code !== 5)
    throw new Error(`koppel ${args.join(' ')} ended with ${String(code)}: ${out.slice(0, 500)}`);
  return out;
}

async function readStatus(env: NodeJS.ProcessEnv) {
  const answer: unknown = JSON.parse(await koppel(env, 'status', '--practice', 'bench', '--json'));
  const connection = statusSchema.parse(answer).practices[0]?.connections[0];
  if (connection === undefined) throw new Error('there is no connection');
  return connection;
}

async function read(path: string): Promise<unknown> {
  return (await fetch(`${sandbox.adminUrl}${path}`)).json();
}

async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
