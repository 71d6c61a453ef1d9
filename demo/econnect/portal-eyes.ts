// The sandbox of eConnect by its back door: what it holds, what it was asked, and people who do something in it by hand.
import { z } from 'zod';
import { postBackDoor, readBackDoor } from '../back-door.ts';
import type { Sandbox } from '../story.ts';

const memberSchema = z.object({ email: z.string(), role: z.string(), status: z.enum(['invited', 'active']) });
const stepSchema = z.object({ by: z.string(), action: z.string(), to: z.string().optional() });
const stateSchema = z.object({
  partners: z.array(
    z.object({
      id: z.string(),
      domain: z.string(),
      status: z.enum(['active', 'ended']),
      connected: z.array(z.string()),
      relationshipManagers: z.array(z.string()),
    }),
  ),
  organisations: z.array(
    z.object({ party: z.string(), active: z.boolean(), members: z.array(memberSchema) }),
  ),
  requests: z.array(
    z.object({ token: z.string(), reference: z.string(), email: z.string(), status: z.string() }),
  ),
  groups: z.array(
    z.object({ id: z.string(), partner: z.string(), name: z.string(), members: z.array(z.string()) }),
  ),
  shares: z.array(z.object({ group: z.string(), location: z.string(), level: z.string() })),
  delegationRules: z.array(z.object({ group: z.string(), organisation: z.string() })),
  tasks: z.array(
    z.object({
      id: z.string(),
      organisation: z.string(),
      document: z.string(),
      state: z.string(),
      assignedTo: z.array(z.string()),
      log: z.array(stepSchema),
    }),
  ),
  mails: z.array(z.object({ to: z.string(), occasion: z.string(), reference: z.string() })),
  maxOpenPerDomain: z.record(z.string(), z.number()),
  access: z.array(
    z.object({
      organisation: z.string(),
      people: z.array(z.object({ email: z.string(), by: z.string() })),
    }),
  ),
});
export type PortalState = z.infer<typeof stateSchema>;

const countsSchema = z.object({ byMethod: z.record(z.string(), z.number()) });
const logSchema = z.array(z.object({ method: z.string(), path: z.string(), body: z.unknown().optional() }));
const refusalSchema = z.object({ code: z.string() });
export type AskedRequest = z.infer<typeof logSchema>[number];

/** What somebody does in the portal by hand: who, what, and about whom or what. */
export type HandAction = Readonly<Record<'human' | 'does', string>> & Readonly<Record<string, string>>;

export interface PortalEyes {
  state(): Promise<PortalState>;
  /** How often it was asked, by method; sign-ins apart. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** The last requests, oldest first. */
  asked(): Promise<readonly AskedRequest[]>;
  /** The code of the refusal, or null when it was done. */
  tries(action: HandAction): Promise<string | null>;
  /** The same; the demo ends when it is refused. */
  does(action: HandAction): Promise<void>;
}

export function openEyes(sandbox: Sandbox): PortalEyes {
  const tries = (action: HandAction): Promise<string | null> => act(sandbox, action);
  return {
    state: () => readBackDoor(sandbox, '/state', stateSchema),
    requests: async () => (await readBackDoor(sandbox, '/counts', countsSchema)).byMethod,
    asked: () => readBackDoor(sandbox, '/requests', logSchema),
    tries,
    async does(action) {
      const refusal = await tries(action);
      if (refusal !== null)
        throw new Error(`The sandbox does not let the ${action.human} ${action.does}: ${refusal}.`);
    },
  };
}

async function act({ adminUrl }: Pick<Sandbox, 'adminUrl'>, action: HandAction): Promise<string | null> {
  const response = await postBackDoor(adminUrl, '/act', action);
  if (response.ok) {
    await response.body?.cancel();
    return null;
  }
  return refusalSchema.parse(await response.json()).code;
}
