// The connection with one user of the client's environment. The one who accepts a request that makes a partnership is
// connected by that; anybody who comes later is not, until somebody presses Connect. [seed]
import type { Creation, Outcome, ResourceType } from '../../connector.ts';
import { connectUser, listUsers, userSchema } from '../assumed.ts';
import { lookBelow, readRows, sendBelow, toRecord, type ReadBelow } from '../look-below.ts';
import { connectionTask } from '../manual-tasks.ts';
import { isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';

export const userConnection: ResourceType<EConnectSettings> = {
  scope: 'connection',
  below: ['user', 'partnership'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: false,
  onRemove: 'keep',
  repeat: 'idempotent',
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  find: async (session, { parents }) => (await readConnection(session, parents)).map(toRecord),
  look: (session, targets) => lookBelow(session, targets, readConnection),
  observe: (session, targets) => lookBelow(session, targets, readConnection),

  create: connect,
  manual: connectionTask,
};

/** Of the one user that the parents name. */
const readConnection: ReadBelow = async (session, { user = '', partnership = '' }) => {
  if (user === '' || partnership === '') return [];
  const rows = await readRows(session, listUsers(partnership), userSchema);
  const isConnected = rows.some(({ email, connected }) => connected && email.toLowerCase() === user);
  return isConnected ? [{ portalId: user, key: '', attributes: {} }] : [];
};

async function connect(session: EConnectSession, { parents }: Creation): Promise<Outcome> {
  const { user = '', partnership = '' } = parents;
  const request = { ...connectUser(partnership, user), accept: REFUSED_STATUSES };
  const response = await sendBelow(session, request);
  if (response.status === 404) throw parentMissing();
  return isRefused(response) ? refused() : { status: 'done', portalId: user };
}
