// A contact as a user of the client's environment: the contact registers, or the client's administrator adds them.
import type { ResourceType, Seen } from '../../connector.ts';
import { madeByOthers } from '../../made-by-others.ts';
import { listUsers, userSchema } from '../assumed.ts';
import { lookBelow, observeBelow, readRows, toRecord, type ReadBelow } from '../look-below.ts';
import { userTask } from '../manual-tasks.ts';
import type { EConnectSettings } from '../settings.ts';

export const user: ResourceType<EConnectSettings> = {
  scope: 'connection',
  below: ['partnership'],
  evidence: 'assumed',
  managed: 'observed',
  create: madeByOthers,
  grantsAccess: false,
  onRemove: 'keep',
  repeat: 'find',
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key, parents }) {
    const rows = await readUsers(session, parents);
    return rows.filter((row) => row.key === key).map(toRecord);
  },
  look: (session, targets) => lookBelow(session, targets, readUsers),
  observe: (session, targets) =>
    observeBelow(session, targets, { read: readUsers, whenAbsent: () => NOT_THERE }),
  async *list(session, parents) {
    yield* await readUsers(session, parents);
  },

  manual: userTask,
};

const NOT_THERE: Seen = { state: 'waiting', on: 'client', what: 'USER_NOT_IN_ENVIRONMENT' };

const readUsers: ReadBelow = async (session, { partnership = '' }) => {
  if (partnership === '') return [];
  const rows = await readRows(session, listUsers(partnership), userSchema);
  return rows.map(({ email, state }) => {
    const key = email.toLowerCase();
    const signIn = state === 'Active' ? ('active' as const) : ('mail-sent' as const);
    return { portalId: key, key, attributes: {}, ...(state === 'Blocked' ? {} : { signIn }) };
  });
};
