// The sandbox of the Panda portal by its back door: what it holds, what it was asked, and people who do something in it.
import { z } from 'zod';
import { postBackDoor, readBackDoor } from '../back-door.ts';
import type { Sandbox } from '../story.ts';

const memberSchema = z.object({ email: z.string(), role: z.string(), applications: z.array(z.string()) });
const stateSchema = z.object({
  accounts: z.array(
    z.object({
      email: z.string(),
      status: z.string(),
      memberOf: z.array(z.string()),
      mayManageCasesFor: z.array(z.string()),
    }),
  ),
  organisations: z.array(
    z.object({
      id: z.string(),
      customerNumber: z.string(),
      name: z.string(),
      members: z.array(memberSchema),
    }),
  ),
  joinRequests: z.array(z.object({ organisation: z.string(), email: z.string(), status: z.string() })),
  invitations: z.array(z.object({ email: z.string(), role: z.string(), status: z.string() })),
  mails: z.array(z.object({ to: z.string(), occasion: z.string(), reference: z.string().nullable() })),
});
export type PortalState = z.infer<typeof stateSchema>;

const countsSchema = z.object({ byMethod: z.record(z.string(), z.number()) });
const logSchema = z.array(z.object({ method: z.string(), path: z.string() }));
export type AskedRequest = z.infer<typeof logSchema>[number];

export interface PortalEyes {
  state(): Promise<PortalState>;
  /** How often it was asked, by method; sign-ins apart. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** The last requests, oldest first. */
  asked(): Promise<readonly AskedRequest[]>;
  /** `administrator approve`, say; the demo ends when it is refused. */
  does(who: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
}

export function openEyes(sandbox: Sandbox): PortalEyes {
  return {
    state: () => readBackDoor(sandbox, '/state', stateSchema),
    requests: async () => (await readBackDoor(sandbox, '/counts', countsSchema)).byMethod,
    asked: () => readBackDoor(sandbox, '/requests', logSchema),
    async does(who, fields) {
      const [human, does] = who.split(' ');
      const response = await postBackDoor(sandbox.adminUrl, '/act', { human, does, ...fields });
      if (!response.ok) throw new Error(`The sandbox does not let the ${who}: ${await response.text()}.`);
      await response.body?.cancel();
    },
  };
}
