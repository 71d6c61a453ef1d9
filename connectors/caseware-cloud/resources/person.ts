// The person: a contact's account, shared by the clients of the connection. The e-mail is the login. Never a member of
// the firm's staff: whoever holds the e-mail there is left alone.
import { normalizeEmail } from '../../../src/domain/contact.ts';
import type {
  Attributes,
  Change,
  Creation,
  Outcome,
  PortalRecord,
  PortalResponse,
  Target,
} from '../../connector.ts';
import { fieldNamesOf, OWNER_TYPE } from '../fields.ts';
import { collect, readOne, readPages } from '../read-pages.ts';
import { KEPT, seenOf, seenResource } from '../../kit/listed-resource.ts';
import { fieldEquals } from '../search.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import {
  clearing,
  readAttributes,
  readSignIn,
  userSchema,
  withoutEmpty,
  type WireUser,
} from '../wire-schemas.ts';
import { change, make, refusedBy, refusedOrTaken } from '../write-record.ts';

const EMAIL_IN_USE = { status: 'refused', what: 'EMAIL_IN_USE', field: 'email' } as const;

export const person = seenResource<CaseWareSettings>({
  scope: 'connection',
  evidence: 'code',
  onlyAtCreation: ['OwnerType'],
  ...KEPT,
  repeat: 'find',
  keyInUse: 'EMAIL_IN_USE',
  // The e-mail address is the login, and unique. [doc]
  neverTwice: true,

  async find(session, target) {
    const found: PortalRecord[] = [];
    for (const row of await readHolders(session, target.key))
      if (await isContact(session, row)) found.push(toRecord(row, session.settings));
    return found;
  },

  // GET /users/{CWGuid} [code]
  async see(session, { portalId }) {
    const row = await readUser(session, portalId ?? '');
    return seenOf(row === null ? null : toRecord(row, session.settings));
  },

  // GET /users?page=1&pageSize=50 [code]
  async *list(session) {
    for await (const row of readPages(session, { method: 'GET', path: '/users' }, userSchema)) {
      const isLogin = normalizeEmail(row.Email ?? null) !== null;
      if (isLogin && (await isContact(session, row))) yield toRecord(row, session.settings);
    }
  },

  create: createPerson,
  update: updatePerson,
});

export function userPath(guid: string): string {
  return `/users/${encodeURIComponent(guid)}`;
}

export function readUser(session: CaseWareSession, guid: string): Promise<WireUser | null> {
  return readOne(session, userPath(guid), userSchema);
}

/** What a list leaves out is read of the person alone. Not shown there either: it may be a colleague. */
async function isContact(session: CaseWareSession, row: WireUser): Promise<boolean> {
  const ownerType = row.OwnerType ?? (await readUser(session, row.CWGuid))?.OwnerType;
  return isOfContact(ownerType);
}

function isOfContact(ownerType: unknown): boolean {
  return typeof ownerType === 'string' && ownerType.toLowerCase() === OWNER_TYPE.toLowerCase();
}

/** Everyone with this e-mail, staff included. GET /users?search=Email='x' [doc, code] */
async function readHolders(session: CaseWareSession, email: string): Promise<WireUser[]> {
  const spelling = (await spellings(session)).get(email) ?? email;
  const query = { search: fieldEquals('Email', spelling) };
  const rows = await collect(readPages(session, { method: 'GET', path: '/users', query }, userSchema));
  return rows.filter((row) => normalizeEmail(row.Email ?? null) === email);
}

/** E-mails that the portal writes otherwise, where its search was found to mind letter case. */
function spellings(session: CaseWareSession): Promise<Map<string, string>> {
  return session.remember('spellings', () => Promise.resolve(new Map<string, string>()));
}

/** Where everything is refused, the list is read once in so long a time. */
const LIST_EVERY_MS = 10_000;

/** Those that it writes otherwise, by the list. */
function listSpellings(session: CaseWareSession): Promise<ReadonlyMap<string, string>> {
  const time = Math.floor(session.now().getTime() / LIST_EVERY_MS);
  return session.remember(`spellings:${time}`, async () => {
    const found = new Map<string, string>();
    for await (const { Email } of readPages(session, { method: 'GET', path: '/users' }, userSchema)) {
      const email = normalizeEmail(Email ?? null);
      if (email !== null && email !== Email) found.set(email, Email ?? '');
    }
    return found;
  });
}

/** As `readHolders`; where a search shows nobody, by the e-mail as the list shows it. */
async function readAllHolders(session: CaseWareSession, email: string): Promise<WireUser[]> {
  const shown = await readHolders(session, email);
  if (shown.length > 0) return shown;
  const spelling = (await listSpellings(session)).get(email);
  if (spelling === undefined) return [];
  (await spellings(session)).set(email, spelling);
  return readHolders(session, email);
}

// POST /users: without a password, so that the portal mails the activation link at the first grant, and without a user
// name, which the portal then makes itself [code, doc]
function createPerson(session: CaseWareSession, creation: Creation): Promise<Outcome> {
  // Active when it is made; the documented call does not take the field.
  const fields = { ...creation.attributes, Type: null };
  const rights = { Admin: false, IsSingleSignOnUser: false };
  return make(session, {
    ...{ path: '/users', schema: userSchema },
    body: { Id: 0, ...withoutEmpty(fields), OwnerType: OWNER_TYPE, ...rights },
    toRecord: (row) => toRecord(row, session.settings),
    whyRefused: (response) => whyRefused(session, response, creation),
  });
}

/** An address of the firm's own staff is neither adopted nor given up: finding it again would change nothing. */
async function whyRefused(
  session: CaseWareSession,
  response: PortalResponse,
  { key, portalId }: Target,
): Promise<Outcome> {
  const others = (await readAllHolders(session, key)).filter(({ CWGuid }) => CWGuid !== portalId);
  for (const other of others)
    if (await isContact(session, other)) return refusedOrTaken(response, () => Promise.resolve(true));
  return others.length > 0 ? EMAIL_IN_USE : refusedOrTaken(response, () => Promise.resolve(false));
}

// PATCH /users/{CWGuid}: changed fields, OwnerType in every payload [code], as the portal was last seen to have it
function updatePerson(session: CaseWareSession, target: Change): Promise<Outcome> {
  const { portalId, before, changes } = target;
  const OwnerType = before.OwnerType ?? OWNER_TYPE;
  return change(session, {
    ...{ portalId, path: userPath(portalId), schema: userSchema },
    body: { ...clearing(changes), ...inactiveDate(changes, session.now()), OwnerType },
    toRecord: (row) => toRecord(row, session.settings),
    whyRefused: (response) =>
      changes.Email === undefined ? refusedBy(response) : whyRefused(session, response, target),
  });
}

/** [code] */
function inactiveDate(changes: Attributes, now: Date): Attributes {
  if (changes.Type === undefined) return {};
  return { InActiveDate: changes.Type === 'I' ? now.toISOString().slice(0, 10) : null };
}

function toRecord(row: WireUser, settings: CaseWareSettings): PortalRecord {
  const key = normalizeEmail(row.Email ?? null) ?? '';
  const { OwnerType, ...fields } = readAttributes(row, fieldNamesOf('person', settings.fieldNames));
  // Of a contact it is as it was made.
  const attributes = OwnerType === undefined || isOfContact(OwnerType) ? fields : { ...fields, OwnerType };
  return {
    portalId: row.CWGuid,
    key,
    // Letter case is no difference between two addresses (rule 13), so none is reported.
    attributes: attributes.Email === undefined ? attributes : { ...attributes, Email: key || null },
    signIn: readSignIn(row.CanLogin),
  };
}
