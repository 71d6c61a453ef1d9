// Answers with which the Panda portal refuses a write, as outcomes. Errors hold a code beside their words. [assumed]
import type { Outcome, PortalRequest } from '../connector.ts';
import * as kit from '../kit/write.ts';
import type { PandaSession } from './settings.ts';

/** Of whatever is done in the name of somebody. Nothing was sent to anybody then. */
const ABOUT_THE_ACTOR: NonNullable<kit.Answered['byCode']> = {
  ACCOUNT_NOT_ACTIVE: { status: 'waiting', on: 'employee', what: 'ACCOUNT_NOT_CONFIRMED' },
  NOT_YOURS: { status: 'waiting', on: 'practice', what: 'ACCOUNT_NOT_OF_PRACTICE' },
};

export function write(
  session: PandaSession,
  request: PortalRequest,
  { byCode, ...answered }: kit.Answered,
): Promise<Outcome> {
  return kit.write(session, request, { ...answered, byCode: { ...ABOUT_THE_ACTOR, ...byCode } });
}
