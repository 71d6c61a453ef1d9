// A colleague who manages the relation with a client's environment, connected under Partners › Relationship managers.
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Outcome } from '../../connector.ts';
import { KEPT, readRows } from '../../kit/listed-resource.ts';
import { GONE, parentMissing, refused } from '../../kit/write.ts';
import { colleagueSchema, connectManager, emailSchema, listManagers, readColleague } from '../assumed.ts';
import { listedBelow, makeBelow, personRow } from '../look-below.ts';
import { managerTask } from '../manual-tasks.ts';
import type { EConnectSession } from '../settings.ts';

export const relationshipManager = listedBelow({
  scope: 'connection',
  below: ['partnership'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'idempotent',
  keyInUse: 'EMAIL_IN_USE',
  isObserved: true,
  async read(session, { partnership = '' }) {
    if (partnership === '') return [];
    const rows = await readRows(session, listManagers(partnership), emailSchema);
    return rows.map(({ email }) => personRow(email));
  },
  async create(session, { key, parents }) {
    const outcome = await makeBelow(session, connectManager(parents.partnership ?? '', key), {
      done: key,
      byCode: {
        ROLE_TOO_LOW: { status: 'waiting', on: 'practice', what: 'ROLE_TOO_LOW' },
        NO_MANAGER_ROLE: { status: 'waiting', on: 'practice', what: 'MANAGER_ROLE_MISSING' },
      },
      whenMissing: GONE,
      field: 'relationshipManagers',
    });
    return outcome === GONE ? judgeUnknown(session, key) : outcome;
  },
  manual: managerTask,
});

/** Nobody of that address works here, or the partnership does not show. */
async function judgeUnknown(session: EConnectSession, email: string): Promise<Outcome> {
  if ((await findRole(session, email)) === null) return refused('relationshipManagers');
  throw parentMissing();
}

/** The platform role of a colleague; null for somebody who is none. */
export async function findRole(session: EConnectSession, email: string): Promise<string | null> {
  const response = await session.send({ ...readColleague(email), accept: [404] });
  return response.status === 404 ? null : parseAnswer(colleagueSchema, response, 'GET').platformRole;
}
