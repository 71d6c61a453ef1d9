// What was in the portal before, and how the portal behaves. Nobody is mailed: what is seeded happened long ago.
import { z } from 'zod';
import { after, emailSchema, invalid, needShape } from '../../sandbox-kit/answer.ts';
import type { DoorCall } from '../../sandbox-kit/portal.ts';
import { CONFIGURATIONS, DEFAULT_CONFIGURATION, PROFILES } from '../capabilities.ts';
import { MODULES } from './act.ts';
import { addUser } from './client-users.ts';
import { findDossier } from './dossiers.ts';
import { RESPONSIBLES } from './words.ts';
import { newDossier, OFFICE_EMAIL, type SandboxState } from './sandbox-state.ts';

const delay = z.number().int().nonnegative();
const number = z.string().regex(/^[01]\d{9}$/, 'companyNumber is of ten digits');
const dossier = z.strictObject({
  companyNumber: number,
  name: z.string().default(''),
  configuration: z.enum(CONFIGURATIONS).default(DEFAULT_CONFIGURATION),
  responsible: z.enum(RESPONSIBLES).default('office'),
  modules: z.array(z.enum(MODULES)).default([]),
  accountManager: emailSchema.default(OFFICE_EMAIL),
  clientGroupEmail: emailSchema.default(OFFICE_EMAIL),
  visibleAfterMs: delay.default(0),
});
const clientUser = z.looseObject({
  profile: z.enum(PROFILES).optional(),
  companyNumbers: z.array(number).default([]),
});
const seedSchema = z.strictObject({
  dossiers: z.array(dossier).default([]),
  clientUsers: z.array(clientUser).default([]),
  dossierDelayMs: delay.optional(),
  configurationDelayMs: delay.optional(),
  refusesWith: z.enum(['status', 'graphql', 'words']).optional(),
  showsCountry: z.boolean().optional(),
});

/** Adds to what is there. */
export const seed = after(({ state, body }: DoorCall<SandboxState>) => {
  const { dossiers, clientUsers, ...behaviour } = needShape(seedSchema, body);
  Object.assign(state, behaviour);
  for (const { visibleAfterMs, ...about } of dossiers)
    state.dossiers.set(about.companyNumber, newDossier({ ...about, visibleAt: Date.now() + visibleAfterMs }));
  const { length } = state.mails;
  for (const each of clientUsers) {
    if (each.companyNumbers.some((one) => findDossier(state, one) === null))
      invalid('companyNumbers are of dossiers');
    addUser(state, each, 0);
  }
  state.mails.length = length;
});
