// Every safety of Koppel: docs/safety.md shows this list, and `npm run mutations` breaks each of them.
import { BELIEVING_SAFETIES } from './believing-safeties.ts';
import { CASEWARE_SAFETIES } from './caseware-safeties.ts';
import { CLOCK_SAFETIES } from './clock-safeties.ts';
import { BORDER_SAFETIES } from './border-safeties.ts';
import { ENDING_SAFETIES } from './ending-safeties.ts';
import { FILE_SAFETIES } from './file-safeties.ts';
import { FAIRNESS_SAFETIES } from './fairness-safeties.ts';
import { IN_VAIN_SAFETIES } from './in-vain-safeties.ts';
import { MAKING_SAFETIES } from './making-safeties.ts';
import type { Safety } from './mutation.ts';
import { OUTDATED_SAFETIES } from './outdated-safeties.ts';
import { OVERTAKEN_SAFETIES } from './overtaken-safeties.ts';
import { PAGE_SAFETIES } from './page-safeties.ts';
import { BRAKING_SAFETIES } from './braking-safeties.ts';
import { PROOF_SAFETIES } from './proof-safeties.ts';
import { UNSEEN_SAFETIES } from './unseen-safeties.ts';
import { REVOKING_SAFETIES } from './revoking-safeties.ts';
import { RIGHTS_SAFETIES } from './rights-safeties.ts';
import { SENDING_SAFETIES } from './sending-safeties.ts';
import { EXACT_SAFETIES } from './exact-safeties.ts';
import { SOURCE_SAFETIES } from './source-safeties.ts';
import { STATE_SAFETIES } from './state-safeties.ts';

export const SAFETIES: readonly Safety[] = [
  ...OVERTAKEN_SAFETIES,
  ...ENDING_SAFETIES,
  ...SENDING_SAFETIES,
  ...MAKING_SAFETIES,
  ...REVOKING_SAFETIES,
  ...IN_VAIN_SAFETIES,
  ...STATE_SAFETIES,
  ...BRAKING_SAFETIES,
  ...PROOF_SAFETIES,
  ...UNSEEN_SAFETIES,
  ...CASEWARE_SAFETIES,
  ...BELIEVING_SAFETIES,
  ...CLOCK_SAFETIES,
  ...OUTDATED_SAFETIES,
  ...FILE_SAFETIES,
  ...FAIRNESS_SAFETIES,
  ...BORDER_SAFETIES,
  ...RIGHTS_SAFETIES,
  ...PAGE_SAFETIES,
  ...SOURCE_SAFETIES,
  ...EXACT_SAFETIES,
];
