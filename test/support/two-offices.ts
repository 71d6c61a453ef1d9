// One `koppel start` for two practices, each with the four portals of four-portals.ts and the same records under other names:
// a client that is let in everywhere, and others that wait for their people in all portals but one.
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { policySchema } from '../../src/domain/connection.ts';
import { landsWithinMs } from '../../src/domain/landing.ts';
import { enterpriseNumber } from './clearfacts-engine.ts';
import {
  CLIENT,
  NEW_NAME,
  playPortals,
  PORTALS,
  type PlayedPortal,
  type PortalName,
} from './four-portals.ts';
import { koppelCommand } from './koppel-command.ts';
import { startKoppel, type KoppelResult, type RunningKoppel } from './koppel-process.ts';
import { ready } from './koppel-server.ts';
import { freshDatabase } from './postgres.ts';
import { sendSigned, twoUsers } from './practice-calls.ts';
import { releaseAtEnd } from './released-at-end.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

export interface Office {
  readonly id: string;
  /** Part of every name and address of this practice, and of nothing else. */
  readonly mark: string;
  /** In the order of PORTALS. */
  readonly portals: readonly PlayedPortal[];
  readonly anna: string;
  readonly bart: string;
  /** One signed call of its practice software. */
  send(type: string, data: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface TwoOffices {
  koppel(...args: string[]): Promise<KoppelResult>;
  readonly running: RunningKoppel;
  readonly database: pg.Client;
  readonly one: Office;
  readonly two: Office;
}

/** How soon Koppel looks again; a request to a portal is given up after the time that is the default. */
const POLICY = { landingGraceMs: 1_000, lookAgainMs: 2_000, lookAgainSoonMs: 300 };

export async function openTwoOffices(): Promise<TwoOffices> {
  const { url } = await freshDatabase();
  const env = { DATABASE_URL: url, KOPPEL_SECRET_KEY: randomBytes(32).toString('base64') };
  const database = new pg.Client({ connectionString: url });
  // Ended by the server, it says so to whoever waits for an answer; nobody else need hear of it.
  database.on('error', () => undefined);
  await database.connect();
  releaseAtEnd(() => database.end());
  const running = await startKoppel(['start'], {
    env: {
      ...env,
      ...{ KOPPEL_PORT: '0', KOPPEL_USERS: await twoUsers() },
      KOPPEL_SESSION_KEY: randomBytes(32).toString('base64'),
    },
  });
  const address = await ready(running);
  const folder = await temporaryFolder('two-offices');
  const koppel = (...args: string[]): Promise<KoppelResult> => koppelCommand(args, { env });
  const place = { koppel, address, folder };
  const [one, two] = await Promise.all([
    openOffice(place, { id: 'noorderlicht', mark: 'appel' }),
    openOffice(place, { id: 'zuiderzon', mark: 'mispel' }),
  ]);
  return { koppel, running, database, one, two };
}

interface Place {
  readonly koppel: TwoOffices['koppel'];
  readonly address: string;
  readonly folder: string;
}

const addedSchema = z.object({ webhook: z.object({ secret: z.string() }) });

async function openOffice(place: Place, { id, mark }: Pick<Office, 'id' | 'mark'>): Promise<Office> {
  const added = await place.koppel('practice', 'add', id, '--name', `Kantoor ${mark}boom`, '--json');
  const { secret } = addedSchema.parse(added.json()).webhook;
  const portals = await playPortals();
  for (const portal of portals) await connect(portal, place, id);
  const send: Office['send'] = async (type, data) => {
    const event = { type, data: { ...data, changedAt: new Date((tick += 1)).toISOString() } };
    const call = { id: `msg_${randomUUID()}`, practice: id, secret, event };
    const { status } = await sendSigned(place.address, call);
    if (status !== 202) throw new Error(`The webhook answered ${status} to ${type}.`);
  };
  const [anna, bart] = [`anna@${mark}.example.nl`, `bart@${mark}.example.nl`];
  return { id, mark, portals, anna, bart, send };
}

let tick = Date.now() - 600_000;

async function connect(
  { name, connection }: PlayedPortal,
  { koppel, folder }: Place,
  practice: string,
): Promise<void> {
  const { portal, url, credentials, settings } = connection;
  const file = join(folder, `${practice}-${name}.json`);
  await writeFile(file, JSON.stringify(credentials));
  const { code, stderr } = await koppel(
    ...['connection', 'add', name, '--practice', practice, '--portal', portal, '--url', url],
    ...['--credentials', `@${file}`, '--settings', JSON.stringify(settings)],
    // Vendors allow less; here all clients of a connection shall be under way together.
    ...['--rate', '100', '--concurrency', '4', '--policy', JSON.stringify(POLICY)],
  );
  if (code !== 0) throw new Error(`There is no connection: ${stderr}`);
}

const linked = (settings: Partial<Record<PortalName, object>> = {}) =>
  Object.fromEntries(PORTALS.map((name) => [name, { enabled: true, settings: settings[name] ?? {} }]));
const unlinked = Object.fromEntries(PORTALS.map((name) => [name, false]));
const COMPANY = { kind: 'company', status: 'client', country: 'BE', links: linked() };
type Change = 'as before' | 'changed';

function sendClient(office: Office, change: Change): Promise<void> {
  const name = change === 'changed' ? `${NEW_NAME} ${office.mark}moes` : `${office.mark}moes`;
  return office.send('client.upserted', { ...COMPANY, ...CLIENT, key: 'c-1', name, email: office.anna });
}

/** For these nobody acts in the portals. */
const WAITING = [0, 1].map((index) => ({
  ...{ key: `c-${index + 2}`, number: `100${index + 2}`, kvkNumber: `2345678${index}` },
  ...{ wkCustomerNumber: `102000${index}`, enterpriseNumber: enterpriseNumber(4_200_001 + index) },
}));

async function sendWaiting(office: Office, change: Change): Promise<void> {
  const name = change === 'changed' ? `${NEW_NAME} ${office.mark}sap` : `${office.mark}sap`;
  for (const one of WAITING)
    await office.send('client.upserted', {
      ...COMPANY,
      ...one,
      name,
      email: `info@${office.mark}-${one.key}.example.nl`,
    });
}

function sendAnna(office: Office, change: Change): Promise<void> {
  const isChanged = change === 'changed';
  return office.send('contact.upserted', {
    key: 'k-1',
    clientKey: 'c-1',
    firstName: 'Anna',
    lastName: isChanged ? NEW_NAME : `${office.mark}stroop`,
    email: office.anna,
    links: linked({ panda: { applications: isChanged ? ['support-community'] : [] } }),
  });
}

function sendBart(office: Office, link: 'on' | 'off'): Promise<void> {
  return office.send('contact.upserted', {
    key: 'k-2',
    clientKey: 'c-1',
    firstName: 'Bart',
    lastName: `${office.mark}stroop`,
    email: office.bart,
    links: link === 'on' ? linked() : unlinked,
  });
}

/** A change that shows in every portal, and one contact of the same client unlinked from them all. */
export async function sendChange(office: Office): Promise<void> {
  await sendBart(office, 'off');
  await sendAnna(office, 'changed');
  await sendClient(office, 'changed');
  await sendWaiting(office, 'changed');
}

/** Sends everything, and has the people of c-1 do in the portals what is asked of them. */
export async function letEverybodyIn(office: Office): Promise<void> {
  const { anna, bart, portals } = office;
  await preparePanda(office);
  await sendClient(office, 'as before');
  await sendWaiting(office, 'as before');
  await sendAnna(office, 'as before');
  await sendBart(office, 'on');
  await playsInEConnect(office, { human: 'client', does: 'accept', email: anna });
  await playsInEConnect(office, { human: 'user', does: 'join', email: bart });
  for (const email of [anna, bart]) await acceptsInvitation(office, email);
  for (const portal of portals) await untilLetIn(portal, [anna, bart]);
}

function untilLetIn(portal: PlayedPortal, people: readonly string[]): Promise<boolean> {
  return waitFor(async () => (await portal.people()).join() === people.join(), {
    what: `${portal.name} to let in ${people.join(' and ')}`,
    timeoutMs: 60_000,
  });
}

/**
 * The change and the unlink of `sendChange` are in the portal. A list that an unanswered write may still rewrite is left
 * alone until it no longer can (docs/decisions/0010-rights-that-must-agree.md), so that it may take as long after an
 * outage.
 */
export function untilChanged({ anna }: Office, portal: PlayedPortal): Promise<boolean> {
  return waitFor(async () => (await portal.people()).join() === anna && portal.isChanged(), {
    what: `${portal.name} to show the change, and to let in ${anna} only`,
    timeoutMs: landsWithinMs(policySchema.parse(POLICY)) + 30_000,
  });
}

export function portalOf({ portals }: Office, name: PortalName): PlayedPortal {
  const found = portals.find((portal) => portal.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

/** Contacts have accounts; the organisations of those who wait are there, with administrators who do nothing. */
async function preparePanda(office: Office): Promise<void> {
  const { mark, anna, bart } = office;
  const people = [anna, bart, `baas@${mark}.example.nl`];
  await portalOf(office, 'panda').door.post('/seed', {
    accounts: people.map((email) => ({ email, firstName: 'Bea', lastName: `${mark}stroop` })),
    organisations: WAITING.map(({ wkCustomerNumber: customerNumber, enterpriseNumber: number }) => ({
      ...{ customerNumber, enterpriseNumber: number, name: `${mark}sap` },
      administrators: [`baas@${mark}.example.nl`],
    })),
  });
}

/** As soon as the portal lets them: there is something to act on by then. */
async function acts(portal: PlayedPortal, action: Readonly<Record<string, string>>): Promise<void> {
  await waitFor(async () => (await portal.door.post('/act', action)).ok, {
    what: `${portal.name} to let a ${action['human']} ${action['does']}`,
    timeoutMs: 60_000,
  });
}

function playsInEConnect(office: Office, action: Readonly<Record<string, string>>): Promise<void> {
  return acts(portalOf(office, 'econnect'), action);
}

function acceptsInvitation(office: Office, email: string): Promise<void> {
  const action = { human: 'person', does: 'accept-invitation', organisation: CLIENT.wkCustomerNumber };
  return acts(portalOf(office, 'panda'), { ...action, email });
}
