// A contact as a user of the client's environment: the contact registers, or the client's administrator adds them. And the
// connection with each of them.
import { KEPT, readRows } from '../../kit/listed-resource.ts';
import { connectUser, listUsers, userSchema } from '../assumed.ts';
import { listedBelow, makeBelow, personRow } from '../look-below.ts';
import { connectionTask, userTask } from '../manual-tasks.ts';

export const user = listedBelow({
  scope: 'connection',
  below: ['partnership'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'find',
  keyInUse: 'EMAIL_IN_USE',
  async read(session, { partnership = '' }) {
    if (partnership === '') return [];
    const rows = await readRows(session, listUsers(partnership), userSchema);
    return rows.map(({ email, state }) => {
      const signIn = state === 'Active' ? ('active' as const) : ('mail-sent' as const);
      return { ...personRow(email), ...(state === 'Blocked' ? {} : { signIn }) };
    });
  },
  whenAbsent: () => ({ state: 'waiting', on: 'client', what: 'USER_NOT_IN_ENVIRONMENT' }),
  manual: userTask,
});

// The connection with one user of the client's environment. The one who accepts a request that makes a partnership is
// connected by that; anybody who comes later is not, until somebody presses Connect. [seed]
export const userConnection = listedBelow({
  scope: 'connection',
  below: ['user', 'partnership'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'idempotent',
  keyInUse: 'EMAIL_IN_USE',
  isObserved: true,
  unlisted: true,
  /** Of the one user that the parents name. */
  async read(session, { user = '', partnership = '' }) {
    if (user === '' || partnership === '') return [];
    const rows = await readRows(session, listUsers(partnership), userSchema);
    const isConnected = rows.some(({ email, connected }) => connected && email.toLowerCase() === user);
    return isConnected ? [{ portalId: user, key: '', attributes: {} }] : [];
  },
  create: (session, { parents: { user = '', partnership = '' } }) =>
    makeBelow(session, connectUser(partnership, user), { done: user }),
  manual: connectionTask,
});
