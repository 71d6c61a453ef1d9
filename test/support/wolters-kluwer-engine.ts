// The engine against the sandbox of the Panda portal: a practice with one or two employees, and people in the portal who do
// what a test tells them to.
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startWoltersKluwerSandbox,
} from '../../connectors/wolters-kluwer/sandbox/wolters-kluwer-sandbox.ts';
import { openEngine, type Engine, type EngineOptions } from './engine.ts';
import type { ClientFields } from './engine-records.ts';
import { openDoor } from './contract/sandbox-door.ts';
import type { PortalFault } from './sandbox-portal.ts';

export const ANNA = 'anna@kantoor.example.nl';
export const RONALD = 'ronald@kantoor.example.nl';
export const BOSS = 'baas@bakker.example.nl';
export const PARTNER = 'vennoot@bakker.example.nl';
export const CUSTOMER = '1004711';
/** What a client needs to be found. */
export const NUMBERS = { wkCustomerNumber: CUSTOMER, enterpriseNumber: '0123456749' };

const memberSchema = z.object({ email: z.string(), role: z.string(), applications: z.array(z.string()) });
const stateSchema = z.object({
  accounts: z.array(
    z.looseObject({
      email: z.string(),
      status: z.string(),
      memberOf: z.array(z.string()),
      mayManageCasesFor: z.array(z.string()),
    }),
  ),
  organisations: z.array(z.looseObject({ customerNumber: z.string(), members: z.array(memberSchema) })),
  joinRequests: z.array(z.looseObject({ email: z.string(), status: z.string() })),
  invitations: z.array(z.looseObject({ email: z.string(), role: z.string(), status: z.string() })),
  mails: z.array(z.object({ to: z.string(), occasion: z.string(), reference: z.string().nullable() })),
});
type PandaState = z.infer<typeof stateSchema>;

interface PandaPortal {
  readonly url: string;
  readonly adminUrl: string;
  state(): Promise<PandaState>;
  /** Somebody does something in the portal by hand: `person confirm`. The test fails when it is refused. */
  does(who: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  seed(what: object): Promise<void>;
  arm(fault: PortalFault): Promise<void>;
  /** The last requests that change something, as `POST /accounts/…`. */
  writes(): Promise<readonly string[]>;
  resetCounts(): Promise<void>;
  /** `join-request a@example.nl`, in order. */
  mails(occasion?: string): Promise<readonly string[]>;
  /** `a@example.nl administrator support-community`, of the organisation with this customer number. */
  members(customerNumber?: string): Promise<readonly string[]>;
}

export interface PandaEngine extends Engine {
  readonly panda: PandaPortal;
  /** Lets time pass and runs all that is due, until everybody waits for somebody. */
  goOn(): Promise<void>;
  /** A client with both numbers. */
  bakker(fields?: ClientFields): ReturnType<Engine['client']>;
}

const ALL_TYPES = ['account', 'organisation', 'membership', 'application-access', 'hand-over'];

export interface PandaOptions extends Pick<EngineOptions, 'policy' | 'provenTypes' | 'leaseMs'> {
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The people of the practice and of the client have accounts; the client's organisation is not there. */
export async function openPandaEngine(options: PandaOptions = {}): Promise<PandaEngine> {
  const sandbox = await startWoltersKluwerSandbox({ rateLimit: false });
  const panda = portalOf(sandbox);
  await panda.seed({
    accounts: [
      ...[ANNA, RONALD].map((email) => ({ email, employee: true, firstName: 'Anna', lastName: 'Smit' })),
      ...[BOSS, PARTNER].map((email) => ({ email, firstName: 'Bea', lastName: 'Baas' })),
    ],
  });
  const engine = await openEngine({
    provenTypes: ALL_TYPES,
    ...options,
    at: { portal: 'wolters-kluwer', url: sandbox.url },
    credentials: SANDBOX_CREDENTIALS,
    settings: { employees: [ANNA], ...options.settings },
  });
  return {
    ...engine,
    panda,
    async goOn() {
      for (let round = 0; round < 3; round += 1) {
        await engine.passTime();
        await engine.settle();
      }
    },
    bakker: (fields = {}) => engine.client({ name: 'Bakkerij Bakker', ...NUMBERS, ...fields }),
    async close() {
      await engine.close();
      await sandbox.close();
    },
  };
}

/** As the client has added it, with two administrators. */
export function ownOrganisation(administrators: readonly string[] = [BOSS, PARTNER]): object {
  const { wkCustomerNumber: customerNumber, enterpriseNumber } = NUMBERS;
  return { organisations: [{ customerNumber, enterpriseNumber, name: 'Bakker', administrators }] };
}

function portalOf({ url, adminUrl }: { url: string; adminUrl: string }): PandaPortal {
  const { read, must, requests } = openDoor(adminUrl);
  const state = async (): Promise<PandaState> => stateSchema.parse(await read('/state'));
  return {
    url,
    adminUrl,
    state,
    does: (who, fields) => {
      const [human, does] = who.split(' ');
      return must('/act', { human, does, organisation: CUSTOMER, ...fields });
    },
    seed: (what) => must('/seed', what),
    arm: (fault) => must('/faults', fault),
    writes: async () =>
      (await requests())
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path }) => `${method} ${decodeURIComponent(path)}`),
    resetCounts: () => must('/counts/reset', {}),
    mails: async (wished) =>
      (await state()).mails
        .filter(({ occasion }) => wished === undefined || occasion === wished)
        .map(({ occasion, to }) => `${occasion} ${to}`),
    members: async (customerNumber = CUSTOMER) => {
      const found = (await state()).organisations.find((each) => each.customerNumber === customerNumber);
      return (found?.members ?? [])
        .map(({ email, role, applications }) => [email, role, ...applications].join(' '))
        .sort();
    },
  };
}
