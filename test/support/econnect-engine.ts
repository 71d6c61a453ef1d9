// The engine against the sandbox of eConnect: a practice with two relationship managers, and people in the portal who do
// what a test tells them to.
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startEConnectSandbox,
} from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { openEngine, type Engine, type EngineOptions } from './engine.ts';
import { openDoor } from './contract/sandbox-door.ts';
import type { PortalFault } from './sandbox-portal.ts';

export const MANAGER = 'rianne@kantoor.example.nl';
export const SECOND_MANAGER = 'bas@kantoor.example.nl';

const personSchema = z.looseObject({ email: z.string(), by: z.string() });
const stateSchema = z.looseObject({
  environments: z.array(
    z.looseObject({ key: z.string(), users: z.array(z.looseObject({ email: z.string() })) }),
  ),
  partners: z.array(
    z.looseObject({
      id: z.string(),
      domain: z.string(),
      status: z.string(),
      connected: z.array(z.string()),
      relationshipManagers: z.array(z.string()),
    }),
  ),
  organisations: z.array(
    z.looseObject({
      party: z.string(),
      active: z.boolean(),
      members: z.array(z.object({ email: z.string(), role: z.string(), status: z.string() })),
    }),
  ),
  requests: z.array(z.looseObject({ email: z.string(), reference: z.string(), status: z.string() })),
  groups: z.array(z.looseObject({ id: z.string(), name: z.string(), members: z.array(z.string()) })),
  shares: z.array(
    z.looseObject({ location: z.string(), level: z.string(), with: z.object({ kind: z.string() }) }),
  ),
  delegationRules: z.array(z.looseObject({ organisation: z.string() })),
  tasks: z.array(z.looseObject({ id: z.string(), state: z.string() })),
  mails: z.array(z.looseObject({ to: z.string(), occasion: z.string() })),
  maxOpenPerDomain: z.record(z.string(), z.number()),
  access: z.array(z.object({ organisation: z.string(), people: z.array(personSchema) })),
});
type EConnectState = z.infer<typeof stateSchema>;

interface EConnectPortal {
  readonly url: string;
  readonly adminUrl: string;
  state(): Promise<EConnectState>;
  /** Somebody does something in the portal. Returns the status: 2xx, or why not. */
  act(action: Readonly<Record<string, unknown>>): Promise<{ status: number; code: string }>;
  /** The same, and the test fails when it is refused. */
  does(action: Readonly<Record<string, unknown>>): Promise<void>;
  seed(what: object): Promise<void>;
  arm(fault: PortalFault): Promise<void>;
  block(blocked: boolean): Promise<void>;
  /** A request that somebody else makes to the portal. Throws unless the answer is 2xx. */
  call(method: string, path: string): Promise<void>;
  /** The portal calls this address, signed. Returns the status of the answer. */
  deliverHook(url: string, rest?: object): Promise<number>;
  /** Requests by path pattern since the last reset, sign-ins apart. */
  counts(): Promise<{ total: number; logins: number; byPattern: Record<string, number> }>;
  /** All tokens end at once. */
  expireTokens(): Promise<void>;
  resetCounts(): Promise<void>;
  /** Who was mailed, and about what, in order. */
  mails(): Promise<readonly string[]>;
}

export interface EConnectEngine extends Engine {
  readonly econnect: EConnectPortal;
  /** Lets time pass and runs all that is due, until everybody waits for somebody. */
  goOn(): Promise<void>;
}

const ALL_TYPES = [
  ...['authorisation-request', 'partnership', 'relationship-manager', 'organisation', 'organisation-member'],
  ...[
    'user',
    'user-connection',
    'guest-member',
    'group',
    'group-member',
    'document-share',
    'delegation-rule',
  ],
];

export interface EConnectOptions extends Pick<EngineOptions, 'policy' | 'provenTypes' | 'leaseMs'> {
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function openEConnectEngine(options: EConnectOptions = {}): Promise<EConnectEngine> {
  const sandbox = await startEConnectSandbox({ rateLimit: false });
  const econnect = portalOf(sandbox);
  await econnect.seed({
    colleagues: [
      { email: MANAGER, platformRole: 'Administrator', relationshipManager: true },
      { email: SECOND_MANAGER, platformRole: 'Advanced', relationshipManager: true },
    ],
  });
  const engine = await openEngine({
    provenTypes: ALL_TYPES,
    listed: true,
    ...options,
    at: { portal: 'econnect', url: sandbox.url },
    credentials: SANDBOX_CREDENTIALS,
    settings: {
      authorisationRequests: 'soap',
      relationshipManagers: [{ email: MANAGER, primary: true }, { email: SECOND_MANAGER }],
      ...options.settings,
    },
  });
  return {
    ...engine,
    econnect,
    async goOn() {
      for (let round = 0; round < 3; round += 1) {
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

function portalOf({ url, adminUrl }: { url: string; adminUrl: string }): EConnectPortal {
  const { read, post, must } = openDoor(adminUrl);
  const act: EConnectPortal['act'] = async (action) => {
    const answer = await post('/act', action);
    const text = await answer.text();
    return { status: answer.status, code: /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? '' };
  };
  const state = async (): Promise<EConnectState> => stateSchema.parse(await read('/state'));
  return {
    url,
    adminUrl,
    act,
    state,
    does: async (action) => {
      const { status, code } = await act(action);
      if (status >= 300) throw new Error(`${JSON.stringify(action)} is refused: ${status} ${code}`);
    },
    seed: (what) => must('/seed', what),
    arm: (fault) => must('/faults', fault),
    block: (blocked) => must('/block', { blocked }),
    deliverHook: async (to, rest = {}) => {
      const answer = await post('/hook', { url: to, ...rest });
      return z.object({ status: z.number() }).parse(await answer.json()).status;
    },
    call: (method, path) => callByHand(url, { method, path }),
    counts: async () =>
      z
        .object({ total: z.number(), logins: z.number(), byPattern: z.record(z.string(), z.number()) })
        .parse(await read('/counts')),
    expireTokens: () => must('/expire-tokens', {}),
    resetCounts: () => must('/counts/reset', {}),
    mails: async () => (await state()).mails.map(({ occasion, to }) => `${occasion} ${to}`),
  };
}

async function callByHand(url: string, { method, path }: { method: string; path: string }): Promise<void> {
  const { clientId, clientSecret } = SANDBOX_CREDENTIALS;
  const signedIn = await fetch(url.replace(/psb$/, 'identity/connect/token'), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'ap',
    }),
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await signedIn.json());
  const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`The sandbox refuses ${method} ${path}: ${await answer.text()}`);
}
