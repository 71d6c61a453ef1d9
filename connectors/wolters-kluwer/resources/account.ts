// A personal account, of an employee or of a contact. Registering it mails its owner, who has to be able to read the mail
// to confirm it. [seed]
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Outcome, Wait } from '../../connector.ts';
import { KEPT, seenResource } from '../../kit/listed-resource.ts';
import { accountSchema, mailConfirmation, readAccount, registerAccount } from '../assumed.ts';
import { accountTask } from '../manual-tasks.ts';
import { isColleague } from '../portal-lists.ts';
import { write } from '../refusals.ts';
import type { PandaSession } from '../settings.ts';

export const account = seenResource({
  scope: 'connection',
  evidence: 'assumed',
  // Its owner's from then on.
  onlyAtCreation: ['firstName', 'lastName', 'employee'],
  ...KEPT,
  // It mails, and its unique address tells for certain whether it did.
  repeat: 'find',
  neverTwice: true,
  keyInUse: 'EMAIL_IN_USE',

  isObserved: true,
  async see(session: PandaSession, { key }) {
    const response = await session.send({ ...readAccount(key), accept: [404] });
    if (response.status === 404) return { state: 'absent' };
    const { status, ...attributes } = parseAnswer(accountSchema, response, 'GET');
    const isActive = status === 'active';
    const record = { portalId: key, key, attributes, signIn: isActive ? 'active' : 'mail-sent' } as const;
    if (!isActive) return { state: 'waiting', ...notConfirmed(session, key), record };
    // Nothing can be done in its name: its owner registered it by hand, and nobody has told the portal whose it is.
    const isForeign = isColleague(session, key) && !attributes.employee;
    return isForeign
      ? { state: 'waiting', on: 'practice', what: 'ACCOUNT_NOT_OF_PRACTICE', record }
      : { state: 'present', record };
  },

  async create(session, { key, attributes }): Promise<Outcome> {
    const { firstName = null, lastName = null, employee } = attributes;
    if (firstName === null) return { status: 'refused', what: 'NAME_MISSING', field: 'firstName' };
    if (lastName === null) return { status: 'refused', what: 'NAME_MISSING', field: 'lastName' };
    return write(session, registerAccount({ email: key, firstName, lastName, employee }), {
      done: () => ({ status: 'waiting', portalId: key, ...notConfirmed(session, key) }),
      byCode: { EXISTS: { status: 'taken' } },
    });
  },

  resend: (session, { key, portalId }) =>
    write(session, mailConfirmation(portalId), {
      done: () => ({ status: 'waiting', portalId, ...notConfirmed(session, key) }),
      byCode: { ACTIVE_ALREADY: { status: 'gone' }, NOT_FOUND: { status: 'gone' } },
    }),

  manual: accountTask,
});

function notConfirmed(session: PandaSession, email: string): Wait {
  return { on: isColleague(session, email) ? 'employee' : 'contact', what: 'ACCOUNT_NOT_CONFIRMED' };
}
