// Opens a laboratory: starts the stores, adds the practice and its connection, starts the processes.
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { migrateQueues } from '../../src/queue/prepare-store.ts';
import { runKoppel, type KoppelResult } from '../support/koppel-process.ts';
import { twoUsers } from '../support/practice-calls.ts';
import { startSandboxPortal, type SandboxPortal } from '../support/sandbox-portal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { findClocks, type Clocks } from './clocks.ts';
import { mountDataDisk, type DataDisk } from './data-disk.ts';
import { openDiary } from './diary.ts';
import { openFleet, type Member } from './koppel-fleet.ts';
import { openLedger } from './ledger.ts';
import { findEmbeddedPostgres, startLabPostgres, type LabPostgres } from './lab-postgres.ts';
import { startLabRedis, type LabRedis } from './lab-redis.ts';
import { heavyTimes } from './heavy-times.ts';
import type { Lab, Shape } from './lab.ts';
import { openModel } from './open-model.ts';
import { openNeighbour } from './neighbour.ts';
import { openPracticeExports } from './practice-exports.ts';
import { openPracticeSender } from './practice-sender.ts';
import { CONNECTION, PRACTICE } from './practice-wire.ts';
import { openSoftware } from './software.ts';

/** What a portal may take, and how long after it a request may still land: short, so that a run sees much of it. */
export const TIMES = { requestTimeoutMs: 1_500, landingGraceMs: 2_500 } as const;

const POLICY = { ...TIMES, brake: { count: 100_000, share: 1, shareFloor: 100_000 } };

interface Ground {
  readonly shape: Shape;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly database: LabPostgres;
  readonly redis: LabRedis | null;
  readonly clocks: Clocks | null;
  readonly disk: DataDisk | null;
}

/** Throws Lacking where this machine cannot have what the shape needs. */
export async function openLab(shape: Shape): Promise<Lab> {
  const ground = await openGround(shape);
  const portal = await startSandboxPortal();
  const sourceFolder = join(ground.folder, 'source');
  await mkdir(sourceFolder);
  const secret = await addPractice(ground, { portal, sourceFolder });
  const heavy = heavyTimes();
  const fleet = openFleet(await membersOf(ground), () => heavy.isUnderWay());
  const ledger = openLedger(() => ground.database.url(), { graceMs: TIMES.landingGraceMs });
  const sender = openPracticeSender({
    practice: PRACTICE,
    secret,
    address: () => fleet.address(),
    newId: randomUUID,
  });
  await fleet.whenUp();
  const software = openSoftware({
    ...{ folder: ground.folder, env: ground.env, address: () => fleet.address(), policy: POLICY },
    ...{ ledger, koppel: (...args: string[]) => insist(ground, args) },
  });
  return {
    ...ground,
    software,
    portal,
    fleet,
    ledger,
    sender,
    exports: openPracticeExports(sourceFolder),
    neighbour: openNeighbour(ground.folder, (...args) => insist(ground, args)),
    diary: openDiary(Date.now),
    model: openModel(),
    heavy,
    koppel: (...args) => insist(ground, args),
    koppelOnce: async (...args) => (await runKoppel(args, ground)).code,
    close: async () => {
      await ledger.close();
      await fleet.stop();
      await software.close();
      await portal.close();
    },
  };
}

async function openGround(shape: Shape): Promise<Ground> {
  const folder = await temporaryFolder('faults');
  const clocks = await findClocks(join(folder, 'clocks'));
  const common = {
    KOPPEL_USERS: await twoUsers(),
    KOPPEL_PORT: '0',
    KOPPEL_SWEEP_CRON: '* * * * *',
    KOPPEL_READ_SOURCE_CRON: '* * * * *',
    KOPPEL_PUBLIC_URL: 'https://koppel.example.nl',
  };
  if (shape === 'embedded') {
    const disk = await mountDataDisk(join(folder, 'disk'));
    const dataDir = disk?.folder ?? join(folder, 'data');
    const env = { ...common, KOPPEL_DATA_DIR: dataDir };
    return { shape, folder, env, clocks, disk, redis: null, database: findEmbeddedPostgres(dataDir) };
  }
  const redis = shape === 'redis' ? await startLabRedis() : null;
  const database = await startLabPostgres(join(folder, 'postgres'));
  const url = await database.url();
  await migrateDatabase(url);
  await migrateQueues(url);
  const key = (): string => randomBytes(32).toString('base64');
  const keys = { DATABASE_URL: url, KOPPEL_SECRET_KEY: key(), KOPPEL_SESSION_KEY: key() };
  const env = { ...common, ...keys, ...(redis === null ? {} : { REDIS_URL: redis.url }) };
  return { shape, folder, env, clocks, disk: null, redis, database };
}

const addedSchema = z.object({ webhook: z.object({ secret: z.string() }) });

async function addPractice(
  { env, folder }: Ground,
  { portal, sourceFolder }: { portal: SandboxPortal; sourceFolder: string },
): Promise<string> {
  const credentials = join(folder, 'credentials.json');
  await writeFile(credentials, JSON.stringify(SANDBOX_CREDENTIALS));
  await chmod(credentials, 0o600);
  const added = await runKoppel(
    ['practice', 'add', PRACTICE, '--name', 'Jansen Accountants', '--source-folder', sourceFolder, '--json'],
    { env },
  );
  const given = ['--portal', 'caseware-cloud', '--url', portal.url, '--credentials', `@${credentials}`];
  const limits = ['--policy', JSON.stringify(POLICY), '--concurrency', '40', '--rate', '60'];
  // Groups can be read back: every revoke has to be proven here.
  const settings = ['--settings', JSON.stringify({ accessBy: 'contact-group' })];
  const add = ['connection', 'add', CONNECTION, '--practice', PRACTICE, ...given, ...limits, ...settings];
  expectDone(await runKoppel(add, { env }));
  return addedSchema.parse(added.json()).webhook.secret;
}

async function membersOf({ shape, env, clocks }: Ground): Promise<readonly Member[]> {
  const members =
    shape === 'embedded'
      ? [{ name: 'koppel', args: ['start'] }]
      : [
          { name: 'worker-1', args: ['worker'] },
          { name: 'worker-2', args: ['worker'] },
          { name: 'server', args: ['serve'] },
        ];
  return Promise.all(
    members.map(async (member) => ({ ...member, env: { ...env, ...(await clocks?.env(member.name)) } })),
  );
}

const INSISTS_MS = 120_000;

async function insist({ env }: Ground, args: readonly string[]): Promise<void> {
  const end = Date.now() + INSISTS_MS;
  for (;;) {
    const result = await runKoppel(args, { env });
    if (result.code === 0) return;
    if (Date.now() > end) expectDone(result);
    await delay(500);
  }
}

function expectDone({ code, stderr }: KoppelResult): void {
  if (code !== 0) throw new Error(`koppel ended with ${code}: ${stderr}`);
}
