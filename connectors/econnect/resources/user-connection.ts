// The connection with one user of the client's environment. The one who accepts a request that makes a partnership is
// connected by that; anybody who comes later is not, until somebody presses Connect. [seed]
import { KEPT, readRows } from '../../kit/listed-resource.ts';
import { connectUser, listUsers, userSchema } from '../assumed.ts';
import { listedBelow, writeBelow } from '../look-below.ts';
import { connectionTask } from '../manual-tasks.ts';

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
    writeBelow(session, connectUser(partnership, user), { done: user }),
  manual: connectionTask,
});
