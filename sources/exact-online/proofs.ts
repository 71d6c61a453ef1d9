// What of the calls can be shown on the firm's own data without changing anything: `koppel source status --prove`.
import type { Text } from '../../src/domain/text.ts';
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
  callProof({ en: 'the fields of accounts', nl: 'de velden van relaties' }, 'sync/CRM/Accounts', {
    $select: `Timestamp,${ACCOUNT_FIELDS}`,
    $filter: NO_VERSION,
  }),
  callProof({ en: 'the fields of contacts', nl: 'de velden van contactpersonen' }, 'sync/CRM/Contacts', {
    $select: `Timestamp,${CONTACT_FIELDS}`,
    $filter: NO_VERSION,
  }),
  callProof({ en: 'the list of what was deleted', nl: 'de lijst van wat is verwijderd' }, 'sync/Deleted', {
    $select: 'Timestamp,EntityType,EntityKey',
    $filter: NO_VERSION,
  }),
  callProof({ en: 'a single account', nl: 'één relatie' }, 'crm/Accounts', {
    $select: ACCOUNT_FIELDS,
    $filter: NO_ID,
  }),
  callProof({ en: 'a single contact', nl: 'één contactpersoon' }, 'crm/Contacts', {
    $select: CONTACT_FIELDS,
    $filter: NO_ID,
  }),
  {
    what: { en: 'the classifications that switch links', nl: 'de classificaties die koppelingen schakelen' },
    run: async (session) => {
      const [problem] = linkProblems(session.settings, await readCodes(session));
      return problem === undefined ? { ok: true } : { ok: false, problem };
    },
  },
];

function callProof(what: Text, path: string, query: Readonly<Record<string, string>>): Proof {
  return {
    what,
    run: async (session: SourceSession<ExactSettings>) => {
      await readRows(session, { path: `/api/v1/${divisionOf(session.settings)}/${path}`, query });
      return { ok: true };
    },
  };
}
