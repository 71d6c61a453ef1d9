// A colleague who manages the relation with a client's environment, connected under Partners › Relationship managers.
import type { Creation, Outcome, ResourceType } from '../../connector.ts';
import { colleagueSchema, connectManager, emailSchema, listManagers, readColleague } from '../assumed.ts';
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import { lookBelow, readRows, sendBelow, toRecord, type ReadBelow } from '../look-below.ts';
import { managerTask } from '../manual-tasks.ts';
import { errorCode, isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';

export const relationshipManager: ResourceType<EConnectSettings> = {
  scope: 'connection',
  below: ['partnership'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: false,
  onRemove: 'keep',
  repeat: 'idempotent',
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key, parents }) {
    const rows = await readManagers(session, parents);
    return rows.filter((row) => row.key === key).map(toRecord);
  },
  look: (session, targets) => lookBelow(session, targets, readManagers),
  observe: (session, targets) => lookBelow(session, targets, readManagers),
  async *list(session, parents) {
    yield* await readManagers(session, parents);
  },

  create: connect,
  manual: managerTask,
};

const readManagers: ReadBelow = async (session, { partnership = '' }) => {
  if (partnership === '') return [];
  const rows = await readRows(session, listManagers(partnership), emailSchema);
  return rows.map(({ email }) => {
    const key = email.toLowerCase();
    return { portalId: key, key, attributes: {} };
  });
};

async function connect(session: EConnectSession, { key, parents }: Creation): Promise<Outcome> {
  const request = { ...connectManager(parents.partnership ?? '', key), accept: REFUSED_STATUSES };
  const response = await sendBelow(session, request);
  if (response.status === 404) return judgeUnknown(session, key);
  if (!isRefused(response)) return { status: 'done', portalId: key };
  const code = errorCode(response);
  if (code === 'ROLE_TOO_LOW') return { status: 'waiting', on: 'practice', what: 'ROLE_TOO_LOW' };
  if (code === 'NO_MANAGER_ROLE') return { status: 'waiting', on: 'practice', what: 'MANAGER_ROLE_MISSING' };
  return refused('relationshipManagers');
}

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
