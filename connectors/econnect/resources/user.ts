// A contact as a user of the client's environment: the contact registers, or the client's administrator adds them.
import { KEPT, readRows } from '../../kit/listed-resource.ts';
import { listUsers, userSchema } from '../assumed.ts';
import { listedBelow, personRow } from '../look-below.ts';
import { userTask } from '../manual-tasks.ts';

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
