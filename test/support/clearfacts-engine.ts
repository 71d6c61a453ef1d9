// The engine against the sandbox of ClearFacts: a practice with Belgian clients, and people who do in the portal what a test
// tells them to.
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startClearFactsSandbox,
} from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import type { ClientHandle } from './engine-records.ts';
import { openEngine, type Engine, type EngineOptions } from './engine.ts';
import { openDoor } from './contract/sandbox-door.ts';
import type { PortalFault } from './sandbox-portal.ts';

const userSchema = z.looseObject({
  id: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  profile: z.string(),
  companyNumbers: z.array(z.string()),
});
const stateSchema = z.looseObject({
  users: z.array(userSchema),
  requests: z.array(z.looseObject({ id: z.string(), email: z.string(), status: z.string() })),
  mails: z.array(z.looseObject({ to: z.string(), occasion: z.string() })),
});
type ClearFactsState = z.infer<typeof stateSchema>;
type ShownUser = z.infer<typeof userSchema>;

interface ClearFactsPortal {
  readonly url: string;
  state(): Promise<ClearFactsState>;
  user(email: string): Promise<ShownUser | null>;
  /** What people can do in a dossier, by e-mail: the portal's own reckoning. */
  access(companyNumber: string): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Somebody does something in the portal; the test fails when it is refused. */
  does(human: string, action: string, rest: object): Promise<void>;
  seed(what: object): Promise<void>;
  arm(fault: PortalFault): Promise<void>;
  expireTokens(): Promise<void>;
  /** Requests by operation since the last reset. */
  counts(): Promise<Readonly<Record<string, number>>>;
  resetCounts(): Promise<void>;
  /** Who was mailed, and about what, in order. */
  mails(): Promise<readonly string[]>;
}

export interface ClearFactsEngine extends Engine {
  readonly clearfacts: ClearFactsPortal;
  /** A linked client with a dossier in the portal. */
  clientWith(companyNumber: string, fields?: ClientHandle['fields']): Promise<ClientHandle>;
  /** Lets time pass and runs all that is due, until everybody waits for somebody. */
  goOn(): Promise<void>;
}

/** Valid enterprise numbers, one for each whole number below ten million. */
export function enterpriseNumber(n: number): string {
  const first = String(n).padStart(8, '0');
  return `${first}${String(97 - (Number(first) % 97)).padStart(2, '0')}`;
}

export async function openClearFactsEngine(
  options: Pick<EngineOptions, 'policy' | 'provenTypes' | 'settings' | 'listed' | 'leaseMs'> = {},
): Promise<ClearFactsEngine> {
  const sandbox = await startClearFactsSandbox();
  const clearfacts = portalOf(sandbox);
  const engine = await openEngine({
    provenTypes: ['user', 'assignment'],
    ...options,
    at: { portal: 'clearfacts', url: sandbox.url },
    credentials: SANDBOX_CREDENTIALS,
  });
  return {
    ...engine,
    clearfacts,
    async clientWith(companyNumber, fields = {}) {
      await clearfacts.seed({ dossiers: [{ companyNumber, name: 'Een dossier' }] });
      return engine.client({ country: 'BE', enterpriseNumber: companyNumber, ...fields });
    },
    async goOn() {
      for (let round = 0; round < 2; round += 1) {
        await engine.passTime();
        await engine.settle();
      }
    },
    async close() {
      await engine.close();
      await sandbox.close();
    },
  };
}

function portalOf({ url, adminUrl }: { url: string; adminUrl: string }): ClearFactsPortal {
  const { read, must } = openDoor(adminUrl);
  const state = async (): Promise<ClearFactsState> => stateSchema.parse(await read('/state'));
  return {
    url,
    state,
    user: async (email) => (await state()).users.find((user) => user.email === email) ?? null,
    access: async (companyNumber) => {
      const { people } = accessSchema.parse(await read(`/access?companyNumber=${companyNumber}`));
      return Object.fromEntries(people.map(({ email, can }) => [email, can]));
    },
    does: (human, does, rest) => must('/act', { human, does, ...rest }),
    seed: (what) => must('/seed', what),
    arm: (fault) => must('/faults', fault),
    expireTokens: () => must('/expire-tokens', {}),
    counts: async () => {
      const { byPattern } = countsSchema.parse(await read('/counts'));
      return Object.fromEntries(
        Object.entries(byPattern).map(([name, count]) => [name.replace('POST /graphql/', ''), count]),
      );
    },
    resetCounts: () => must('/counts/reset', {}),
    mails: async () => (await state()).mails.map(({ occasion, to }) => `${occasion} ${to}`),
  };
}

const countsSchema = z.object({ byPattern: z.record(z.string(), z.number()) });
const accessSchema = z.object({
  people: z.array(z.object({ email: z.string(), can: z.array(z.string()) })),
});
