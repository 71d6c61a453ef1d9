// The sandbox of ClearFacts by its back door: what it holds, what it was asked, and people who do something in it by hand.
import { z } from 'zod';
import { postBackDoor, readBackDoor } from '../back-door.ts';
import type { Sandbox } from '../story.ts';

const stateSchema = z.object({
  dossiers: z.array(
    z.object({
      companyNumber: z.string(),
      configuration: z.string(),
      access: z.array(
        z.object({ email: z.string(), profile: z.string(), can: z.array(z.string()), sees: z.string() }),
      ),
    }),
  ),
  users: z.array(z.object({ email: z.string(), profile: z.string(), companyNumbers: z.array(z.string()) })),
  requests: z.array(z.object({ id: z.string(), email: z.string(), status: z.string() })),
  mails: z.array(z.object({ to: z.string(), occasion: z.string(), reference: z.string() })),
});
export type PortalState = z.infer<typeof stateSchema>;

const countsSchema = z.object({ byPattern: z.record(z.string(), z.number()) });

export interface PortalEyes {
  state(): Promise<PortalState>;
  /** How often it was asked what. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** Somebody does something in the portal by hand; the demo ends when it is refused. */
  does(human: string, action: string, rest: object): Promise<void>;
}

export function openEyes(sandbox: Sandbox): PortalEyes {
  return {
    state: () => readBackDoor(sandbox, '/state', stateSchema),
    async requests() {
      const { byPattern } = await readBackDoor(sandbox, '/counts', countsSchema);
      return Object.fromEntries(
        Object.entries(byPattern).map(([name, count]) => [name.replace(/^.*\//, ''), count]),
      );
    },
    async does(human, action, rest) {
      const response = await postBackDoor(sandbox.adminUrl, '/act', { human, does: action, ...rest });
      if (!response.ok)
        throw new Error(`The sandbox does not let the ${human} ${action}: ${await response.text()}.`);
      await response.body?.cancel();
    },
  };
}
