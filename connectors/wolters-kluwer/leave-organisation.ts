// Takes somebody out of an organisation, or takes back what could still let them in. Application access goes before the
// membership, and the last administrator stays.
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Known, Outcome, Target } from '../connector.ts';
import { GONE } from '../kit/write.ts';
import * as assumed from './assumed.ts';
import { invitationStatus, mayLookAway, watch } from './invitations.ts';
import { leaveTask } from './manual-tasks.ts';
import {
  administratorOf,
  insiderOf,
  invitationOf,
  isColleague,
  maySupport,
  membershipOf,
  requestOf,
} from './portal-lists.ts';
import { write } from './refusals.ts';
import { APPLICATIONS, type PandaSession } from './settings.ts';

/** Until the task about an invitation that only members see is done. */
const STAYS: Outcome = { status: 'waiting', on: 'client', what: 'MANUAL_TASK' };

export async function leave(session: PandaSession, target: Known): Promise<Outcome> {
  const organisation = target.parents['organisation'] ?? '';
  if ((await membershipOf(session, target.key, organisation)) !== null) {
    return endMembership(session, target, organisation);
  }
  const request = await requestOf(session, target.key, organisation);
  if (request?.status !== 'pending') return withdrawInvitation(session, target, organisation);
  return write(session, assumed.withdrawRequest(target.key, request.id), {
    done: () => done(target),
    // Answered in the same moment: what it is now is looked at.
    byCode: { NOT_OPEN: GONE, NOT_FOUND: GONE },
  });
}

function done({ portalId }: Known): Outcome {
  return { status: 'done', portalId };
}

/** Only an administrator of the organisation can do it: a person asks the client. */
export function byHand({ key }: Target): Outcome {
  return { status: 'manual', task: leaveTask(key) };
}

async function withdrawInvitation(
  session: PandaSession,
  target: Known,
  organisation: string,
): Promise<Outcome> {
  if (isColleague(session, target.key)) return GONE;
  const insider = await insiderOf(session, organisation);
  if (insider === null) {
    return (await invitationStatus(session, target, organisation)) === 'open' ? byHand(target) : GONE;
  }
  const invitation = await invitationOf(session, insider.place, target.key);
  if (invitation?.status !== 'open') return GONE;
  if (!insider.isAdministrator) {
    await watch(session, target.key, organisation);
    return byHand(target);
  }
  return write(session, assumed.withdrawInvitation(insider.place, invitation.id), {
    done: () => done(target),
    byCode: { NOT_OPEN: GONE, NOT_FOUND: GONE, NOT_ADMINISTRATOR: byHand(target) },
  });
}

async function endMembership(session: PandaSession, target: Known, organisation: string): Promise<Outcome> {
  const place = await actingFor(session, target.key, organisation);
  if (place === null) return byHand(target);
  // What the client ticked beside Koppel would keep the membership.
  if (await maySupport(session, target.key, organisation)) {
    const unticked = await untickAll(session, target, place);
    if (unticked.status !== 'done') return unticked;
  }
  if (isColleague(session, target.key) && !(await mayLookAway(session, place))) return STAYS;
  return write(session, assumed.removeMember(place, target.key), {
    done: () => done(target),
    byCode: {
      NOT_FOUND: GONE,
      NOT_ADMINISTRATOR: byHand(target),
      // Nothing is taken away until somebody else administers it.
      LAST_ADMINISTRATOR: { status: 'waiting', on: 'client', what: 'LAST_ADMINISTRATOR' },
    },
  });
}

async function untickAll(session: PandaSession, target: Known, place: assumed.Place): Promise<Outcome> {
  for (const application of APPLICATIONS) {
    const outcome = await write(session, assumed.untick(place, target.key, application), {
      done: () => done(target),
      byCode: { NOT_FOUND: done(target), NOT_ADMINISTRATOR: byHand(target) },
    });
    if (outcome.status !== 'done') return outcome;
  }
  return done(target);
}

/** Anybody may leave in their own name; others are removed by an administrator. [assumed] Null: nobody of the practice can. */
export async function actingFor(
  session: PandaSession,
  email: string,
  organisation: string,
): Promise<assumed.Place | null> {
  const self = { actor: email, organisation };
  if (isColleague(session, email)) return self;
  return (
    (await administratorOf(session, organisation)) ?? ((await isOfPractice(session, email)) ? self : null)
  );
}

/** A colleague whom the settings name no more. */
async function isOfPractice(session: PandaSession, email: string): Promise<boolean> {
  const response = await session.send({ ...assumed.readAccount(email), accept: [404] });
  return response.status < 400 && parseAnswer(assumed.accountSchema, response, 'GET').employee;
}
