// The authorisation request: mailed to the client, who accepts or declines it in the portal. It is sent by the documented
// legacy service, which also tells whether it was accepted; taking it back and mailing it again are assumed.
import { AccessError } from '../../../src/errors.ts';
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Creation, Outcome, PortalRecord, Seen, Target } from '../../connector.ts';
import * as assumed from '../assumed.ts';
import { environmentKey } from '../email-domain.ts';
import { bareRecord, readRows, seenResource } from '../../kit/listed-resource.ts';
import { requestTask } from '../manual-tasks.ts';
import { afterLanding, GONE, refused } from '../../kit/write.ts';
import type { EConnectSession } from '../settings.ts';
import { assertMayRequest, KEYS_MISSING, isGranted, requestIntegration } from '../soap.ts';
import { findPartner } from './partnership.ts';

/** Portal ids that are no token: an organisation that works with the practice already; a request sent by hand. */
const ORGANISATION = 'organisation:';
const BY_HAND = 'by-hand:';

const NOT_ANSWERED = { on: 'client', what: 'REQUEST_NOT_ACCEPTED', slowly: true } as const;
const WITHOUT_KEYS = { on: 'practice', what: 'REQUEST_KEYS_MISSING' } as const;
const KEYS_WAIT: Outcome = { status: 'waiting', ...WITHOUT_KEYS };

export const authorisationRequest = seenResource({
  scope: 'client',
  evidence: 'doc',
  assumedCalls: ['remove', 'resend'],
  onlyAtCreation: ['email', 'manager'],
  // Several of one domain: the manager's first, and the next once it was answered. [doc]
  serialiseBy(_key, { email, manager }) {
    return { key: environmentKey(String(email)), priority: manager === true ? 0 : 1 };
  },
  grantsAccess: false,
  onRemove: 'withdraw',
  withdrawalShows: 'partnership',
  repeat: 'never',

  /** An organisation that came to work with the practice by an earlier request needs no other one. */
  async find(session: EConnectSession, { key }) {
    if (!session.mayCall('partnership')) return [];
    const requests = await readRows(session, assumed.listRequests(key), assumed.requestSchema);
    const accepted = requests.filter(({ status }) => status === 'accepted');
    for (const environment of new Set(accepted.map(({ email }) => environmentKey(email.toLowerCase())))) {
      if (await isActive(session, environment, key)) return [workingRecord(key)];
    }
    return [];
  },

  see: observeOne,
  isObserved: true,
  create: sendRequest,

  // The link in the mail is dead after this.
  async remove(session, { key, portalId }) {
    const token = await tokenOf(session, { key, portalId });
    // One that a person was to send, and that the list does not show: there is nothing to take back.
    if (token === null) return { status: 'done', portalId };
    const response = await session.send({ ...assumed.withdrawRequest(token), accept: [404, 409] });
    // No longer open, as it was answered in the same moment; or open still, whatever the answer said.
    const isRefused = response.status >= 400;
    return isRefused || (await afterLanding(() => isPending(session, { key, token })))
      ? GONE
      : { status: 'done', portalId };
  },

  // A new link: the old one is dead, and the client is mailed again.
  async resend(session, { key, portalId }) {
    const token = await tokenOf(session, { key, portalId });
    if (token === null) return { status: 'gone' };
    const response = await session.send({ ...assumed.resendRequest(token), accept: [404, 409] });
    if (response.status >= 400) return { status: 'gone' };
    const sent = parseAnswer(assumed.resentSchema, response, 'POST');
    return { status: 'waiting', portalId: sent.token, ...NOT_ANSWERED };
  },

  manual: requestTask,
});

async function sendRequest(session: EConnectSession, { key, attributes }: Creation): Promise<Outcome> {
  const email = String(attributes.email);
  if (session.mayCall('partnership') && (await isActive(session, environmentKey(email), key))) {
    return { status: 'done', portalId: workingRecord(key).portalId };
  }
  // One that is open already, though Koppel does not know it (a restored database), is not sent a second time.
  const newest = await readNewest(session, key);
  if (newest?.status === 'pending') return { status: 'waiting', portalId: newest.token, ...NOT_ANSWERED };
  if (session.settings.authorisationRequests === 'manual') return { status: 'manual' };
  return withKeys(() => requestAnew(session, { reference: key, email }), KEYS_WAIT);
}

async function requestAnew(
  session: EConnectSession,
  to: { readonly reference: string; readonly email: string },
): Promise<Outcome> {
  await assertMayRequest(session);
  const { payByRequester } = session.settings;
  const token = await requestIntegration(session, { ...to, payByRequester });
  return token === null ? refused('email') : { status: 'waiting', portalId: token, ...NOT_ANSWERED };
}

/** Without keys nothing is sent, and the rest of the connection goes on. */
async function withKeys<Result>(ask: () => Promise<Result>, without: Result): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AccessError && error.code === KEYS_MISSING) return without;
    throw error;
  }
}

/** Whether an environment is a partner already and the organisation active in it: a request would change nothing. */
async function isActive(session: EConnectSession, environment: string, party: string): Promise<boolean> {
  const partner = await findPartner(session, environment);
  if (partner === null) return false;
  const organisations = await readRows(
    session,
    assumed.listOrganisations(partner),
    assumed.organisationSchema,
  );
  return organisations.some((one) => one.party === party && one.active);
}

function workingRecord(party: string): PortalRecord {
  return bareRecord(`${ORGANISATION}${party}`, party);
}

async function observeOne(session: EConnectSession, { key, portalId }: Target): Promise<Seen> {
  if (portalId?.startsWith(ORGANISATION) === true) return { state: 'present', record: workingRecord(key) };
  if (!isToken(portalId) || session.settings.authorisationRequests === 'manual')
    return observeInList(session, { key, token: isToken(portalId) ? portalId : null });
  const record = bareRecord(portalId, key);
  const asked = async (): Promise<Seen> =>
    (await isGranted(session, portalId))
      ? { state: 'present', record }
      : observeInList(session, { key, token: portalId });
  return withKeys(asked, { state: 'waiting', ...WITHOUT_KEYS, record });
}

function isToken(portalId: string | null): portalId is string {
  return portalId !== null && !portalId.startsWith(BY_HAND) && !portalId.startsWith(ORGANISATION);
}

/**
 * What the SOAP service does not tell, only the assumed list does: a refusal, and what became of a request without a token. A
 * request that nobody can see is never taken for one that is not there.
 */
async function observeInList(
  session: EConnectSession,
  { key, token }: { readonly key: string; readonly token: string | null },
): Promise<Seen> {
  const rows = await listOf(session, key);
  // A token that was replaced by hand: the newest request of the organisation stands for it.
  const row = rows.find((each) => each.token === token) ?? newestOf(rows);
  if (row !== null) return toSeen(row.status, bareRecord(row.token, key));
  const record = bareRecord(token ?? `${BY_HAND}${key}`, key);
  const isAsked = token !== null && session.settings.authorisationRequests === 'soap';
  if (isAsked) return { state: 'waiting', ...NOT_ANSWERED, record };
  return { state: 'waiting', on: 'practice', what: 'CHECK_BY_HAND', record };
}

async function readNewest(session: EConnectSession, key: string): Promise<assumed.RequestRow | null> {
  return newestOf(await listOf(session, key));
}

async function isPending(
  session: EConnectSession,
  { key, token }: { readonly key: string; readonly token: string },
): Promise<boolean> {
  const rows = await listOf(session, key);
  return rows.some((row) => row.token === token && row.status === 'pending');
}

async function listOf(session: EConnectSession, key: string): Promise<readonly assumed.RequestRow[]> {
  return session.mayCall('partnership')
    ? readRows(session, assumed.listRequests(key), assumed.requestSchema)
    : [];
}

function newestOf(rows: readonly assumed.RequestRow[]): assumed.RequestRow | null {
  return rows.find(({ status }) => status === 'pending') ?? rows[0] ?? null;
}

async function tokenOf(
  session: EConnectSession,
  { key, portalId }: { key: string; portalId: string },
): Promise<string | null> {
  if (isToken(portalId)) return portalId;
  return (await readNewest(session, key))?.token ?? null;
}

function toSeen(state: assumed.RequestRow['status'], record: PortalRecord): Seen {
  switch (state) {
    case 'accepted':
      return { state: 'present', record };
    case 'pending':
      return { state: 'waiting', ...NOT_ANSWERED, record };
    case 'withdrawn':
      return { state: 'declined', what: 'REQUEST_WITHDRAWN', record };
    // Ended by the other side after it had accepted: not asked again until a person says so either.
    case 'declined':
    case 'ended':
      return { state: 'declined', what: 'REQUEST_DECLINED', record };
  }
}
