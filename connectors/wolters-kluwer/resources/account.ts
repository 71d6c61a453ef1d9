// A personal account, of an employee or of a contact. Registering it mails its owner, who has to be able to read the mail
// to confirm it. [seed]
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Outcome, PortalRecord, ResourceType, Seen, Target, Wait } from '../../connector.ts';
import { lookOneByOne } from '../../kit/listed-resource.ts';
import { accountSchema, mailConfirmation, readAccount, registerAccount } from '../assumed.ts';
import { accountTask } from '../manual-tasks.ts';
import { isColleague } from '../portal-lists.ts';
import { write } from '../refusals.ts';
import type { PandaSession, PandaSettings } from '../settings.ts';

export const account: ResourceType<PandaSettings> = {
  scope: 'connection',
  evidence: 'assumed',
  managed: 'written',
  // Its owner's from then on.
  onlyAtCreation: ['firstName', 'lastName', 'employee'],
  grantsAccess: false,
  onRemove: 'keep',
  // It mails, and its unique address tells for certain whether it did.
  repeat: 'find',
  neverTwice: true,
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key }) {
    const row = await readOne(session, key);
    return row === null ? [] : [row.record];
  },
  look: observe,
  observe,

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
};

interface Row {
  readonly record: PortalRecord;
  /** It is of no use before somebody acts. */
  readonly wait: Wait | null;
}

async function readOne(session: PandaSession, email: string): Promise<Row | null> {
  const response = await session.send({ ...readAccount(email), accept: [404] });
  if (response.status === 404) return null;
  const { firstName, lastName, employee, status } = parseAnswer(accountSchema, response, 'GET');
  const isActive = status === 'active';
  const attributes = { firstName, lastName, employee };
  const signIn = isActive ? 'active' : 'mail-sent';
  const record: PortalRecord = { portalId: email, key: email, attributes, signIn };
  if (!isActive) return { record, wait: notConfirmed(session, email) };
  // Nothing can be done in its name: its owner registered it by hand, and nobody has told the portal whose it is.
  const isForeign = isColleague(session, email) && !employee;
  return { record, wait: isForeign ? { on: 'practice', what: 'ACCOUNT_NOT_OF_PRACTICE' } : null };
}

function notConfirmed(session: PandaSession, email: string): Wait {
  return { on: isColleague(session, email) ? 'employee' : 'contact', what: 'ACCOUNT_NOT_CONFIRMED' };
}

function observe(session: PandaSession, targets: readonly Target[]): Promise<readonly Seen[]> {
  return lookOneByOne(targets, async ({ key }) => {
    const row = await readOne(session, key);
    if (row === null) return { state: 'absent' };
    const { record, wait } = row;
    return wait === null ? { state: 'present', record } : { state: 'waiting', ...wait, record };
  });
}
