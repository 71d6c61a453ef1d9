// Reads what the portal shows below something, however stale the session is: a token shows nothing of a partnership that
// is younger than itself [seed], so that "not there" is believed only of a token taken after it was first said.
import { UnclearRefusalError } from '../../src/errors.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Outcome, PortalRequest, PortalResponse, ResourceType, Seen, Target } from '../connector.ts';
import {
  bareRecord,
  listedResource,
  lookInLists,
  type Listed,
  type ReadList,
  type Row,
} from '../kit/listed-resource.ts';
import { GONE, TAKEN, write, type Answered } from '../kit/write.ts';
import { createdSchema } from './assumed.ts';
import type { EConnectSession, EConnectSettings } from './settings.ts';

export type ReadBelow = ReadList<EConnectSettings>;
type WhenAbsent = (session: EConnectSession, target: Target) => Seen | Promise<Seen>;

type ListedBelow = Listed<EConnectSettings> & {
  /** Of what others make: who is waited for. */
  readonly whenAbsent?: WhenAbsent;
  /** Is observed as it is looked at. */
  readonly isObserved?: true;
};

export function listedBelow({
  whenAbsent,
  isObserved,
  ...type
}: ListedBelow): ResourceType<EConnectSettings> {
  const { read } = type;
  const look: ResourceType<EConnectSettings>['look'] = (session, targets) =>
    lookBelow(session, targets, read);
  const observe: ResourceType<EConnectSettings>['observe'] = (session, targets) =>
    whenAbsent === undefined
      ? lookBelow(session, targets, read)
      : observeBelow(session, targets, { read, whenAbsent });
  const waits = whenAbsent !== undefined || isObserved === true;
  return listedResource({ look, ...(waits ? { observe } : {}), ...type });
}

/** Somebody whom the portal knows by the address. */
export function personRow(email: string): Row {
  const key = email.toLowerCase();
  return bareRecord(key, key);
}

/** What was made, by the id that the portal answers. */
export function doneWithId(response: PortalResponse): Outcome {
  return { status: 'done', portalId: parseAnswer(createdSchema, response, 'POST').id };
}

/** For what Koppel knows to have been there: nothing is taken for gone because a token is old. */
export async function lookBelow(
  session: EConnectSession,
  targets: readonly Target[],
  read: ReadBelow,
): Promise<readonly Seen[]> {
  const seen = await lookInLists(session, targets, read);
  const mayBeStale = seen.some(({ state }) => state === 'absent') && (await renewOnce(session, targets));
  return mayBeStale ? lookInLists(session, targets, read) : seen;
}

/** For what others make: each look that finds nothing is tried again with a new token, then somebody is waited for. */
export async function observeBelow(
  session: EConnectSession,
  targets: readonly Target[],
  { read, whenAbsent }: { readonly read: ReadBelow; readonly whenAbsent: WhenAbsent },
): Promise<readonly Seen[]> {
  let seen = await lookInLists(session, targets, read);
  if (seen.some(({ state }) => state === 'absent')) {
    session.renew();
    seen = await lookInLists(session, targets, read);
  }
  const waiting: Seen[] = [];
  for (const [index, target] of targets.entries()) {
    const one = seen[index] ?? { state: 'absent' };
    waiting.push(one.state === 'absent' ? await whenAbsent(session, target) : one);
  }
  return waiting;
}

/**
 * A new token where none was taken for this place lately. What Koppel made there is younger than the partnership, so one
 * token newer than both is enough for all later looks.
 */
async function renewOnce(session: EConnectSession, targets: readonly Target[]): Promise<boolean> {
  const { partnership, group, organisation } = targets[0]?.parents ?? {};
  let renewed = false;
  await session.remember(`renewed:${partnership ?? group ?? organisation ?? ''}`, () => {
    session.renew();
    renewed = true;
    return Promise.resolve(true);
  });
  return renewed;
}

/**
 * Makes something below a partner; one that the session does not show yet is tried again with a new token. 409: it was processed
 * already [doc].
 */
export function makeBelow(
  session: EConnectSession,
  request: PortalRequest,
  answered: Answered,
): Promise<Outcome> {
  const send = async (sent: PortalRequest): Promise<PortalResponse> => {
    const response = await session.send(sent);
    if (response.status !== 404) return response;
    session.renew();
    return session.send(sent);
  };
  return write({ send }, request, { whenConflict: TAKEN, ...answered });
}

/** Takes something away. 409: it was processed already [doc], which the read-back of an access shows. */
export function takeAway(
  session: EConnectSession,
  request: PortalRequest,
  answered: Answered,
): Promise<Outcome> {
  return write(session, request, { whenMissing: GONE, whenConflict: GONE, ...answered });
}

/** Changes something. 409: it was processed already [doc]: what it holds is looked at before that is believed. */
export async function change(
  session: EConnectSession,
  request: PortalRequest,
  answered: Answered,
): Promise<Outcome> {
  const outcome = await write(session, request, { whenMissing: GONE, whenConflict: TAKEN, ...answered });
  if (outcome !== TAKEN) return outcome;
  throw new UnclearRefusalError(
    {
      en: 'The portal says that this was processed already.',
      nl: 'Het portaal zegt dat dit al is verwerkt.',
    },
    { code: 'PORTAL_PROCESSED_ALREADY', details: { method: request.method, status: 409 } },
  );
}
