// What was in the portal before: people with an account, and organisations that were added already.
import { z } from 'zod';
import { after, emailSchema, invalid, needShape } from '../../sandbox-kit/answer.ts';
import type { DoorCall } from '../../sandbox-kit/portal.ts';
import { addMember, findByNumbers, needNumbers } from './organisations.ts';
import { newId, type Organisation, type SandboxState } from './sandbox-state.ts';

const account = z.strictObject({
  email: emailSchema,
  firstName: z.string().trim().default(''),
  lastName: z.string().trim().default(''),
  employee: z.boolean().default(false),
  awaiting: z.boolean().default(false),
});
const organisation = z.strictObject({
  ...{ customerNumber: z.string(), enterpriseNumber: z.string(), name: z.string().trim().default('') },
  /** Nobody can have added it without becoming its administrator. [seed] */
  administrators: z.array(emailSchema).min(1),
  members: z.array(emailSchema).default([]),
});
const seedSchema = z.strictObject({
  accounts: z.array(account).default([]),
  organisations: z.array(organisation).default([]),
});

/** Adds to what is there. Nobody is mailed: what is seeded happened long ago. */
export const seed = after(({ state, body }: DoorCall<SandboxState>) => {
  const { accounts, organisations } = needShape(seedSchema, body);
  const added = organisations.map(readOrganisation);
  if (added.some((each) => findByNumbers(state, each) !== null)) invalid('It is there already');
  for (const { awaiting, ...about } of accounts) {
    const status = awaiting ? 'awaiting-confirmation' : 'active';
    state.accounts.set(about.email, { ...about, status, visibleAt: 0 });
  }
  state.organisations.push(...added);
});

function readOrganisation({
  administrators,
  members,
  ...about
}: z.output<typeof organisation>): Organisation {
  const described = { ...needNumbers(about), name: about.name };
  const made: Organisation = { id: newId(), ...described, members: new Map(), visibleAt: 0 };
  for (const email of members) addMember(made, email, 'member');
  for (const email of administrators) addMember(made, email, 'administrator');
  return made;
}
