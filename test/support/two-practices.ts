// Two practices in one running Koppel on its embedded database: each with a sandbox, a webhook secret and records of its
// own, which have the same keys, numbers and addresses where they can, and names that tell whose they are.
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { koppelCommand } from './koppel-command.ts';
import { startKoppel, type KoppelResult, type RunningKoppel } from './koppel-process.ts';
import { ready } from './koppel-server.ts';
import { sendSigned, twoUsers } from './practice-calls.ts';
import { releaseAtEnd } from './released-at-end.ts';
import { startSandboxPortal, type SandboxPortal } from './sandbox-portal.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The key of a client, and the address of a contact, of both practices. */
export const SHARED_KEY = 'c-1';
export const SHARED_EMAIL = 'gedeeld@example.nl';

export interface Practice {
  readonly id: string;
  /** Part of every name of this practice, and of the key, number and address of some of its records; of nothing else. */
  readonly mark: string;
  readonly portal: SandboxPortal;
  readonly secret: string;
  koppel(...args: string[]): Promise<KoppelResult>;
  /** One signed call of its practice software; `secret` is another's for a forged one. */
  send(webhookId: string, event: object, secret?: string): Promise<Response>;
}

export interface TwoPractices {
  readonly running: RunningKoppel;
  readonly address: string;
  readonly one: Practice;
  readonly two: Practice;
}

/** An unlink becomes a task for a person in the first practice, and waits for approval in the second. */
const FIRST = { id: 'noorderlicht', mark: 'appel', policy: { propagateUnlinks: 'manual' } };
const SECOND = { id: 'zuiderzon', mark: 'mispel', policy: { brake: { count: 0 } } };

interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly address: string;
  readonly credentials: string;
}

export async function openTwoPractices(): Promise<TwoPractices> {
  const folder = await temporaryFolder('two-practices');
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  const credentials = join(folder, 'credentials.json');
  await writeFile(credentials, JSON.stringify(SANDBOX_CREDENTIALS));
  const env = { KOPPEL_DATA_DIR: dataDir, KOPPEL_USERS: await twoUsers() };
  const settings = { ...env, KOPPEL_PORT: '0', KOPPEL_LOG_LEVEL: 'trace' };
  const running = await startKoppel(['start'], { env: settings });
  const address = await ready(running);
  const place = { env, address, credentials };
  const [one, two] = await Promise.all([openPractice(place, FIRST), openPractice(place, SECOND)]);
  return { running, address, one, two };
}

const addedSchema = z.object({ webhook: z.object({ secret: z.string() }) });

async function openPractice(
  place: Place,
  { id, mark, policy }: typeof FIRST | typeof SECOND,
): Promise<Practice> {
  const portal = await startSandboxPortal();
  releaseAtEnd(() => portal.close());
  const koppel = (...args: string[]): Promise<KoppelResult> => koppelCommand(args, { env: place.env });
  const added = await koppel('practice', 'add', id, '--name', `Kantoor ${mark}boom`, '--json');
  const { secret } = addedSchema.parse(added.json()).webhook;
  const given = ['--portal', 'caseware-cloud', '--url', portal.url, '--credentials', `@${place.credentials}`];
  const about = ['--practice', id, '--policy', JSON.stringify(policy)];
  const connected = await koppel('connection', 'add', 'caseware', ...given, ...about);
  if (connected.code !== 0) throw new Error(`There is no connection: ${connected.stderr}`);
  return {
    id,
    mark,
    portal,
    secret,
    koppel: (...args) => koppel(...args, '--practice', id),
    send: (webhookId, event, key = secret) =>
      sendSigned(place.address, { id: webhookId, practice: id, secret: key, event }),
  };
}

/** A client of both practices, one of this practice alone, and a contact of each; another has no address yet. */
export async function sendRecords(practice: Practice): Promise<readonly Response[]> {
  const own = ownNumber(practice);
  const human = { personKey: 'h-1', firstName: `${practice.mark}bloesem` };
  return [
    await practice.send('msg_1', clientEvent(practice, { key: SHARED_KEY, number: '1001' })),
    await practice.send('msg_2', contactEvent(practice, { ...human, key: 'p-1', email: SHARED_EMAIL })),
    await practice.send('msg_3', clientEvent(practice, { key: own, number: own })),
    await practice.send(
      `msg_${practice.id}`,
      contactEvent(practice, { ...human, key: `p-${own}`, clientKey: own, email: ownEmail(practice) }),
    ),
    await practice.send('msg_4', contactEvent(practice, { key: 'p-3', clientKey: own, email: null })),
  ];
}

/** Of what this practice alone has. */
export const ownNumber = ({ mark }: Practice): string => `${mark}-2`;
export const ownEmail = ({ mark }: Practice): string => `anna@${mark}.example.nl`;

/** The shared contact loses its link. */
export function sendUnlink(practice: Practice): Promise<Response> {
  const off = { key: 'p-1', personKey: 'h-1', email: SHARED_EMAIL, links: { caseware: false } };
  return practice.send('msg_5', contactEvent(practice, off));
}

/** A client of this name for `practice`, signed with the secret of the other. */
export function sendForged(practice: Practice, other: Practice, name: string): Promise<Response> {
  const forged = clientEvent(practice, { key: name, number: '1009', name, street: null });
  return practice.send(`msg_${randomUUID()}`, forged, other.secret);
}

function clientEvent({ mark }: Practice, fields: Readonly<Record<string, unknown>>): object {
  const links = { caseware: true };
  const data = {
    name: `${mark}moes B.V.`,
    kind: 'company',
    status: 'client',
    street: `${mark}gaarde`,
    links,
  };
  return event('client.upserted', { ...data, ...fields });
}

function contactEvent({ mark }: Practice, fields: Readonly<Record<string, unknown>>): object {
  const data = { clientKey: SHARED_KEY, lastName: `${mark}stroop`, links: { caseware: true } };
  return event('contact.upserted', { ...data, ...fields });
}

let tick = Date.now() - 60_000;

function event(type: string, data: object): object {
  return { type, data: { ...data, changedAt: new Date((tick += 1)).toISOString() } };
}
