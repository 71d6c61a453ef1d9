// The four portals of one practice, each played by a sandbox of its own, and what it shows of the one client that is let in
// everywhere.
import { z } from 'zod';
import * as caseware from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import * as clearfacts from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import * as econnect from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import * as panda from '../../connectors/wolters-kluwer/sandbox/wolters-kluwer-sandbox.ts';
import { openDoor, type SandboxDoor } from './contract/sandbox-door.ts';
import { enterpriseNumber } from './clearfacts-engine.ts';
import { openDoorway, type Doorway } from './doorway.ts';
import { releaseAtEnd } from './released-at-end.ts';

/** Of the connections. */
export const PORTALS = ['caseware', 'econnect', 'clearfacts', 'panda'] as const;
export type PortalName = (typeof PORTALS)[number];

/** The client that has arrived everywhere. */
export const CLIENT = {
  ...{ number: '1001', kvkNumber: '12345678', wkCustomerNumber: '1004711' },
  enterpriseNumber: enterpriseNumber(4_100_001),
} as const;
const PARTY = `NL:KVK:${CLIENT.kvkNumber}`;
/** In the practice: it manages the relation in eConnect, and is the employee in the Panda portal. */
const COLLEAGUE = 'rianne@kantoor.example.nl';

export interface PlayedPortal {
  readonly name: PortalName;
  /** For `koppel connection add`. */
  readonly connection: {
    readonly portal: string;
    readonly url: string;
    readonly credentials: object;
    readonly settings: object;
  };
  /** The way of Koppel's requests. */
  readonly way: Doorway;
  readonly door: SandboxDoor;
  /** Addresses of those whom the portal lets in at the client's, colleagues apart, sorted. */
  people(): Promise<readonly string[]>;
  /** Whether it shows what `sendChange` of two-offices.ts changes. */
  isChanged(): Promise<boolean>;
}

export function playPortals(): Promise<readonly PlayedPortal[]> {
  return Promise.all([playCaseWare(), playEConnect(), playClearFacts(), playPanda()]);
}

interface Sandbox {
  readonly url: string;
  readonly adminUrl: string;
  close(): Promise<void>;
}

async function played(
  name: PortalName,
  sandbox: Sandbox,
  connection: Omit<PlayedPortal['connection'], 'url'>,
): Promise<Pick<PlayedPortal, 'name' | 'connection' | 'way' | 'door'>> {
  releaseAtEnd(() => sandbox.close());
  const way = await openDoorway(sandbox.url);
  return { name, connection: { ...connection, url: way.url }, way, door: openDoor(sandbox.adminUrl) };
}

/** Of the client, or of a contact, once it was changed. */
export const NEW_NAME = 'Nieuw';

function outsiders(emails: readonly string[]): readonly string[] {
  return [...new Set(emails)].filter((email) => email !== COLLEAGUE).sort();
}

const entitiesSchema = z.object({
  entities: z.array(z.looseObject({ EntityNo: z.string(), Name: z.string() })),
});

async function playCaseWare(): Promise<PlayedPortal> {
  const sandbox = await caseware.startCaseWareSandbox({ switches: { bucket: null, readBack: true } });
  const about = { portal: 'caseware-cloud', credentials: caseware.SANDBOX_CREDENTIALS, settings: {} };
  const portal = await played('caseware', sandbox, about);
  const peopleSchema = z.object({ people: z.array(z.string()) });
  return {
    ...portal,
    people: async () => {
      const access = await portal.door.read(`/access?entityNo=${CLIENT.number}`);
      return outsiders(peopleSchema.parse(access).people);
    },
    isChanged: async () => {
      const { entities } = entitiesSchema.parse(await portal.door.read('/state'));
      const entity = entities.find(({ EntityNo }) => EntityNo === CLIENT.number);
      return entity?.Name.startsWith(NEW_NAME) === true;
    },
  };
}

const peopleSchema = z.object({ people: z.array(z.looseObject({ email: z.string() })) });
const groupsSchema = z.looseObject({ groups: z.array(z.looseObject({ name: z.string() })) });

async function playEConnect(): Promise<PlayedPortal> {
  const sandbox = await econnect.startEConnectSandbox({ rateLimit: false });
  const shares = [{ location: 'documents', level: 'read', with: 'group' }];
  const portal = await played('econnect', sandbox, {
    portal: 'econnect',
    credentials: econnect.SANDBOX_CREDENTIALS,
    settings: { authorisationRequests: 'soap', relationshipManagers: [{ email: COLLEAGUE }], shares },
  });
  const rianne = { email: COLLEAGUE, platformRole: 'Administrator', relationshipManager: true };
  await portal.door.post('/seed', { colleagues: [rianne] });
  return {
    ...portal,
    people: async () => {
      const access = await portal.door.read(`/access?organisation=${PARTY}`);
      const { people } = peopleSchema.parse(access);
      // The client's own members belong to the client: Koppel lets contacts in by the group.
      return outsiders(people.filter(({ by }) => by === 'group').map(({ email }) => email));
    },
    isChanged: async () => {
      const { groups } = groupsSchema.parse(await portal.door.read('/state'));
      return groups.some(({ name }) => name.startsWith(NEW_NAME));
    },
  };
}

const usersSchema = z.looseObject({ users: z.array(z.looseObject({ lastName: z.string() })) });

async function playClearFacts(): Promise<PlayedPortal> {
  const sandbox = await clearfacts.startClearFactsSandbox();
  const about = { portal: 'clearfacts', credentials: clearfacts.SANDBOX_CREDENTIALS, settings: {} };
  const portal = await played('clearfacts', sandbox, about);
  await portal.door.post('/seed', {
    dossiers: [{ companyNumber: CLIENT.enterpriseNumber, name: 'Een dossier' }],
  });
  return {
    ...portal,
    people: async () => {
      const access = await portal.door.read(`/access?companyNumber=${CLIENT.enterpriseNumber}`);
      return outsiders(peopleSchema.parse(access).people.map(({ email }) => email));
    },
    isChanged: async () => {
      const { users } = usersSchema.parse(await portal.door.read('/state'));
      return users.some(({ lastName }) => lastName === NEW_NAME);
    },
  };
}

const organisationsSchema = z.looseObject({
  organisations: z.array(
    z.looseObject({
      customerNumber: z.string(),
      members: z.array(z.looseObject({ email: z.string(), applications: z.array(z.string()) })),
    }),
  ),
});

async function playPanda(): Promise<PlayedPortal> {
  const sandbox = await panda.startWoltersKluwerSandbox({ rateLimit: false });
  const portal = await played('panda', sandbox, {
    portal: 'wolters-kluwer',
    credentials: panda.SANDBOX_CREDENTIALS,
    settings: { employees: [{ email: COLLEAGUE, firstName: 'Rianne', lastName: 'Smit' }] },
  });
  await portal.door.post('/seed', {
    accounts: [{ email: COLLEAGUE, employee: true, firstName: 'Rianne', lastName: 'Smit' }],
  });
  const members = async () => {
    const { organisations } = organisationsSchema.parse(await portal.door.read('/state'));
    const found = organisations.find(({ customerNumber }) => customerNumber === CLIENT.wkCustomerNumber);
    return found?.members.filter(({ email }) => email !== COLLEAGUE) ?? [];
  };
  return {
    ...portal,
    people: async () => outsiders((await members()).map(({ email }) => email)),
    isChanged: async () => (await members()).some(({ applications }) => applications.length > 0),
  };
}
