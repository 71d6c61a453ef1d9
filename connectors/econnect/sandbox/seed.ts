// What was in the portal before: the practice's colleagues, its own organisations, and how the portal behaves.
import { z } from 'zod';
import { after, emailSchema, needShape } from '../../sandbox-kit/answer.ts';
import type { DoorCall } from '../../sandbox-kit/portal.ts';
import {
  FINDABLE,
  PENDING_ANSWERS,
  PLATFORM_ROLES,
  USER_STATES,
  type Organisation,
  type SandboxState,
} from './sandbox-state.ts';
import { SANDBOX_USER } from './tokens.ts';

const colleague = z.strictObject({
  email: emailSchema,
  platformRole: z.enum(PLATFORM_ROLES).default('Advanced'),
  relationshipManager: z.boolean().default(false),
  state: z.enum(USER_STATES).default('Active'),
});
const seedSchema = z.strictObject({
  colleagues: z.array(colleague).default([]),
  ownOrganisations: z.array(z.string()).default([]),
  sharedDomains: z.array(z.string().toLowerCase()).default([]),
  visibleAfterMs: z.number().int().nonnegative().optional(),
  canSendAppIntegrationRequests: z.boolean().optional(),
  pendingAnswer: z.enum(PENDING_ANSWERS).optional(),
  findable: z.enum(FINDABLE).optional(),
});

/** Adds to what is there. Nobody is mailed: what is seeded happened long ago. */
export const seed = after(({ state, body }: DoorCall<SandboxState>) => {
  const { colleagues, ownOrganisations, sharedDomains, ...behaviour } = needShape(seedSchema, body);
  for (const each of colleagues) state.colleagues.set(each.email, each);
  for (const party of ownOrganisations) state.organisations.set(party, ownOrganisation(party));
  for (const domain of sharedDomains) state.sharedDomains.add(domain);
  Object.assign(state, behaviour);
});

/** Of the practice, with the user in whose name Koppel signs in as its administrator. */
function ownOrganisation(party: string): Organisation {
  const email = SANDBOX_USER;
  const administrator = { email, role: 'Administrator', status: 'active', visibleAt: 0 } as const;
  return { party, environment: null, active: true, members: new Map([[email, administrator]]) };
}
