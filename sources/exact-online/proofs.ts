// What of the calls can be shown on the firm's own data without changing anything: `koppel source status --prove`.
import type { SourceProof, SourceSession } from '../source.ts';
import { readCodes, linkProblems } from './classifications.ts';
import { readRows } from './read-pages.ts';
import { divisionOf, type ExactSettings } from './settings.ts';
import { ACCOUNT_FIELDS, CONTACT_FIELDS } from './wire-schemas.ts';

/** Nothing fits: names of fields and filters are checked, and no row comes. */
const NO_VERSION = 'Timestamp gt 9000000000000000L';
const NO_ID = "ID eq guid'00000000-0000-0000-0000-000000000000'";

type Proof = SourceProof<ExactSettings>;

export const exactProofs: readonly Proof[] = [
  callProof('the fields of accounts', 'sync/CRM/Accounts', {
    $select: `Timestamp,${ACCOUNT_FIELDS}`,
    $filter: NO_VERSION,
  }),
  callProof('the fields of contacts', 'sync/CRM/Contacts', {
    $select: `Timestamp,${CONTACT_FIELDS}`,
    $filter: NO_VERSION,
  }),
  callProof('the list of what was deleted', 'sync/Deleted', {
    $select: 'Timestamp,EntityType,EntityKey',
    $filter: NO_VERSION,
  }),
  callProof('a single account', 'crm/Accounts', { $select: ACCOUNT_FIELDS, $filter: NO_ID }),
  callProof('a single contact', 'crm/Contacts', { $select: CONTACT_FIELDS, $filter: NO_ID }),
  {
    what: 'the classifications that switch links',
    run: async (session) => {
      const [problem] = linkProblems(session.settings, await readCodes(session));
      return problem === undefined ? { ok: true } : { ok: false, problem };
    },
  },
];

function callProof(what: string, path: string, query: Readonly<Record<string, string>>): Proof {
  return {
    what,
    run: async (session: SourceSession<ExactSettings>) => {
      await readRows(session, { path: `/api/v1/${divisionOf(session.settings)}/${path}`, query });
      return { ok: true };
    },
  };
}
