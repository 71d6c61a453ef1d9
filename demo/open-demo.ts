// Opens the real thing for the demo: an embedded PostgreSQL in a folder of its own, Koppel serving and working on it, the
// sandbox of a portal, and an empty practice with a connection to that sandbox.
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openApp } from '../src/app/app.ts';
import { readConfig, type Config } from '../src/app/config.ts';
import { writeConnection } from '../src/database/portal/connections.ts';
import { addPractice, listPracticeIds } from '../src/database/records/practices.ts';
import { policySchema } from '../src/domain/connection.ts';
import { UsageError } from '../src/errors.ts';
import { openFoundation, type Foundation } from '../src/app/foundation.ts';
import { hashPassword, makePassword } from '../src/http/sign-in/password.ts';
import { createLogger } from '../src/app/logger.ts';
import { credentialsContext } from '../src/app/open-portals.ts';
import { connectorOf } from '../src/app/portals.ts';
import { newWebhookSecret, webhookContext } from '../src/secrets/webhook-secrets.ts';
import { choosePort } from './choose-port.ts';
import { openSandbox } from './open-sandbox.ts';
import { createPracticeSoftware } from './practice-software.ts';
import { PRACTICE_ID, type Demo, type DemoStory, type Sandbox, type SignIn } from './story.ts';

const PRACTICE_NAME = 'Kantoor Zomerdijk';
/** The sandbox runs on this machine and limits nothing. */
const LIMITS = { concurrency: 10, requestsPerSecond: 10_000 };

export interface DemoOptions {
  readonly story: DemoStory;
  /** Kept afterwards when given; else a temporary one, removed at the end. */
  readonly dataDir: string | null;
  /** Whether people will look at it: then it listens at the usual port where that is free. */
  readonly stays: boolean;
}

export async function openDemo(options: DemoOptions): Promise<Demo> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  { story, dataDir: given, stays }: DemoOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<Demo, 'close'>> {
  const dataDir = given === null ? await openTemporaryFolder(closers) : resolve(given);
  const signIns = ['operator', 'viewer'].map((name) => ({
    name,
    password: makePassword(),
  }));
  const [sandbox, config] = await Promise.all([
    openSandbox(story),
    configure({ dataDir, signIns, port: stays ? await choosePort() : 0, publicUrl: story.publicUrl }),
  ]);
  closers.push(() => sandbox.close());
  const foundation = await openFoundation(config, createLogger(config.logLevel));
  closers.push(() => foundation.close());
  await assertEmpty(foundation, dataDir);
  const secret = newWebhookSecret();
  const connectionId = await setUpPractice(foundation, { story, sandbox, secret });
  const app = await openApp(foundation, { serve: true, work: true });
  closers.push(() => app.close());
  const url = app.url ?? '';
  const practiceSoftware = createPracticeSoftware(`${url}/webhooks/practice/${PRACTICE_ID}`, secret);
  return { story, foundation, app, url, sandbox, connectionId, practiceSoftware, dataDir, signIns };
}

async function openTemporaryFolder(closers: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'koppel-demo-'));
  closers.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  // PostgreSQL runs under another account where the demo is run by root, and must get in.
  if (process.getuid?.() === 0) await chmod(folder, 0o755);
  return folder;
}

/** Everything is set here: what the environment says about a real Koppel does not concern the demo. */
async function configure({
  dataDir,
  signIns,
  port,
  publicUrl,
}: {
  dataDir: string;
  signIns: readonly SignIn[];
  port: number;
  publicUrl: string | undefined;
}): Promise<Config> {
  const users = await Promise.all(
    signIns.map(async ({ name, password }) => `${name}:${name}:${await hashPassword(password)}`),
  );
  return readConfig({
    KOPPEL_DATA_DIR: dataDir,
    KOPPEL_PORT: String(port),
    ...(publicUrl === undefined ? {} : { KOPPEL_PUBLIC_URL: publicUrl }),
    KOPPEL_USERS: users.join(','),
    KOPPEL_SESSION_KEY: randomBytes(32).toString('base64'),
    // A record that fails is part of the story, and the table tells it.
    KOPPEL_LOG_LEVEL: 'error',
  });
}

/** The sandbox starts empty, so what an earlier run knows of it would be wrong; and a real practice is not to be mixed in. */
async function assertEmpty({ store }: Foundation, dataDir: string): Promise<void> {
  const practices = await store.inSystem(listPracticeIds);
  if (practices.length > 0) {
    throw new UsageError({
      en: `${dataDir} holds a practice already. Give KOPPEL_DATA_DIR another folder, or leave it out for a temporary one.`,
      nl: `In ${dataDir} staat al een kantoor. Geef KOPPEL_DATA_DIR een andere map, of laat die instelling weg: dan wordt het een tijdelijke map.`,
    });
  }
}

/** What `koppel practice add` and `koppel connection add` do. Returns the id of the connection. */
async function setUpPractice(
  { store, sealer }: Foundation,
  { story, sandbox, secret }: { story: DemoStory; sandbox: Sandbox; secret: string },
): Promise<string> {
  const id = randomUUID();
  const practiceId = PRACTICE_ID;
  const connector = connectorOf(story.portal);
  await store.inPractice(practiceId, async (tx) => {
    await addPractice(tx, {
      id: practiceId,
      name: PRACTICE_NAME,
      linksFrom: 'practice-software',
      webhookSecrets: [sealer.seal(secret, webhookContext(practiceId))],
      source: null,
    });
    await writeConnection(tx, {
      id,
      practiceId,
      name: story.connection,
      portal: story.portal,
      baseUrl: sandbox.url,
      settings: connector.settings.parse(story.settings),
      policy: policySchema.parse(story.policy),
      limits: LIMITS,
      credentials: sealer.seal(JSON.stringify(story.credentials), credentialsContext({ practiceId, id })),
      ...LIMITS,
      provenTypes: story.provenTypes,
      documentedTypes: [],
    });
  });
  return id;
}
