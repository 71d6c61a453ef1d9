// The tick beside a membership that lets somebody manage cases in the client's name on the Support Community. [seed] An
// administrator of the organisation sets it: a colleague who is one, or else the client, who is waited for.
import type { Outcome, Target } from '../../connector.ts';
import { ACCESS, bareRecord, seenResource } from '../../kit/listed-resource.ts';
import { GONE, parentMissing } from '../../kit/write.ts';
import { tick, untick } from '../assumed.ts';
import { actingFor, byHand } from '../leave-organisation.ts';
import { applicationTask } from '../manual-tasks.ts';
import { administratorOf, isColleague, maySupport } from '../portal-lists.ts';
import { write } from '../refusals.ts';
import type { PandaSession } from '../settings.ts';

const TICK_MISSING: Outcome = { status: 'waiting', on: 'client', what: 'TICK_MISSING' };

export const applicationAccess = seenResource({
  scope: 'client',
  below: ['membership', 'organisation'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'idempotent',

  see: async (session: PandaSession, target) =>
    (await isTicked(session, target))
      ? { state: 'present', record: bareRecord(target.key, target.key) }
      : { state: 'absent' },
  // Of colleagues only, as with memberships.
  async *list(session, { membership: email = '', organisation = '' }) {
    if (isColleague(session, email) && (await maySupport(session, email, organisation))) {
      const key = applicationKey('support-community', email);
      yield bareRecord(key, key);
    }
  },

  async create(session, target): Promise<Outcome> {
    const { email, organisation } = whereOf(target);
    const done = { status: 'done', portalId: target.key } as const;
    if (await isTicked(session, target)) return done;
    const place = await administratorOf(session, organisation);
    if (place === null) return TICK_MISSING;
    return write(session, tick(place, email, applicationOf(target)), {
      done: () => done,
      byCode: { NOT_ADMINISTRATOR: TICK_MISSING },
    });
  },

  async remove(session, target): Promise<Outcome> {
    const { email, organisation } = whereOf(target);
    const place = await actingFor(session, email, organisation);
    if (place === null) return (await isTicked(session, target)) ? byHand({ ...target, key: email }) : GONE;
    return write(session, untick(place, email, applicationOf(target)), {
      done: target.portalId,
      byCode: { NOT_FOUND: GONE, NOT_ADMINISTRATOR: byHand({ ...target, key: email }) },
    });
  },

  manual: applicationTask,
});

/** Koppel's own name for the tick of one application for one person. */
export function applicationKey(application: string, email: string): string {
  return `${application}:${email}`;
}

function applicationOf({ key }: Pick<Target, 'key'>): string {
  return key.split(':', 1).join('');
}

function whereOf({ parents }: Target) {
  return { email: parents['membership'] ?? '', organisation: parents['organisation'] ?? '' };
}

function isTicked(session: PandaSession, target: Target): Promise<boolean> {
  const { email, organisation } = whereOf(target);
  if (email === '' || organisation === '') throw parentMissing();
  return maySupport(session, email, organisation);
}
