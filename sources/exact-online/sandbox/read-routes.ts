// What is read: rows by row version, rows by key or filter, and what the user may see.
import { refuse, type Answer } from './answer.ts';
import * as fields from './fields.ts';
import { meets, readFilter, type Condition, type Filter } from './filter.ts';
import { readKey } from './resource-key.ts';
import { answerList, answerRow, type List, type SandboxCall } from './lists.ts';
import { now, PRACTICE_DIVISION, SANDBOX_USER, type Division, type Row } from './sandbox-state.ts';
import { showContact } from './rows.ts';

type InDivision = (call: SandboxCall, division: Division) => Answer | Promise<Answer>;

/** An administration that the user may not see, or that is not there, is refused alike. [assumed] */
export function inDivision(act: InDivision) {
  return (call: SandboxCall): Answer | Promise<Answer> => {
    const division = call.state.divisions.get(Number(call.param('division')));
    return division?.granted === true ? act(call, division) : refuse(403, 'Forbidden');
  };
}

export const READ_ROUTES = {
  'GET /api/v1/current/Me': answerMe,
  'GET /api/v1/{division}/system/Divisions': inDivision((call) =>
    listDivisions(call, ({ granted }) => granted),
  ),
  'GET /api/v1/{division}/system/AllDivisions': inDivision((call) => listDivisions(call, () => true)),
  'GET /api/v1/{division}/sync/CRM/Accounts': inDivision((call, { accounts }) =>
    sync(call, {
      shape: fields.SYNC_ACCOUNT,
      rows: accounts.values(),
      view: (row) => licensed(call, row),
    }),
  ),
  'GET /api/v1/{division}/sync/CRM/Contacts': inDivision((call, division) =>
    sync(call, {
      shape: fields.SYNC_CONTACT,
      rows: division.contacts.values(),
      view: (row) => licensed(call, showContact(division, row)),
    }),
  ),
  'GET /api/v1/{division}/sync/Deleted': inDivision(listDeleted),
  'GET /api/v1/{division}/crm/{resource}': inDivision(answerCrm),
  'GET /api/v1/{division}/crm/{resource}/$count': inDivision(countCrm),
};

function answerMe(call: SandboxCall): Answer {
  const me: Row = { ...SANDBOX_USER, CurrentDivision: PRACTICE_DIVISION };
  // A list of one. [assumed]
  return answerList(call, { ...plain(call), shape: fields.ME, rows: [me], key: 'UserID' });
}

function plain({ state }: SandboxCall): Pick<List, 'pageSize' | 'needsSelect'> {
  return { pageSize: state.switches.page, needsSelect: false };
}

function listDivisions(call: SandboxCall, isMeant: (division: Division) => boolean): Answer {
  const rows = [...call.state.divisions.values()].filter(isMeant).map(({ about }) => about);
  return answerList(call, { ...plain(call), shape: fields.DIVISION, rows, key: 'Code' });
}

/** Only the row version may be asked for, and only what is above one. [doc; above alone: assumed] */
function sync(
  call: SandboxCall,
  list: Pick<List, 'shape' | 'rows' | 'view'>,
  also: readonly string[] = [],
): Answer {
  const { syncPage, needsSelect } = call.state.switches;
  const isAllowed = ({ field, op, trims }: Condition): boolean =>
    !trims && ((field === 'Timestamp' && op === 'gt') || (also.includes(field) && op === 'eq'));
  const refuseFilter = (filter: Filter | undefined): string | null => {
    const [only, ...others] = filter ?? [];
    if (only?.some(({ field }) => field === 'Timestamp') !== true) return '$filter on Timestamp is required';
    return others.length === 0 && only.every(isAllowed) ? null : 'Only Timestamp may be filtered';
  };
  return answerList(call, {
    ...list,
    ...{ key: 'Timestamp', isSorted: true, pageSize: syncPage, needsSelect, refuseFilter },
  });
}

/** Custom fields need a Premium licence. [doc] */
function licensed({ state }: SandboxCall, row: Row): Row {
  return state.switches.premium ? row : { ...row, CustomField: null };
}

function* contactsOf(division: Division): Iterable<Row> {
  for (const contact of division.contacts.values()) yield showContact(division, contact);
}

/** For two months. [doc] The vendor's sample asks for one type. [code] */
function listDeleted(call: SandboxCall, division: Division): Answer {
  const from = new Date(now(call.state));
  from.setUTCMonth(from.getUTCMonth() - 2);
  const kept = division.removals.filter(({ DeletedDate }) => DeletedDate >= from.getTime());
  return sync(call, { shape: fields.DELETED, rows: kept }, ['EntityType']);
}

interface Resource {
  readonly shape: fields.Shape;
  /** Sync calls have it too. */
  readonly isSynced: boolean;
  rows(division: Division): Iterable<Row>;
  find(division: Division, id: string): Row | undefined;
}

const CRM = new Map<string, Resource>([
  [
    'Accounts',
    {
      ...{ shape: fields.ACCOUNT, isSynced: true },
      rows: ({ accounts }) => accounts.values(),
      find: ({ accounts }, id) => accounts.get(id),
    },
  ],
  [
    'Contacts',
    {
      ...{ shape: fields.CONTACT, isSynced: true, rows: contactsOf },
      find: (division, id) => {
        const contact = division.contacts.get(id);
        return contact === undefined ? undefined : showContact(division, contact);
      },
    },
  ],
  [
    'AccountClassificationNames',
    {
      ...{ shape: fields.CLASSIFICATION_NAME, isSynced: false },
      rows: ({ classificationNames }) => classificationNames.values(),
      find: ({ classificationNames }, id) => classificationNames.get(id),
    },
  ],
  [
    'AccountClassifications',
    {
      ...{ shape: fields.CLASSIFICATION, isSynced: false },
      rows: ({ classifications }) => classifications.values(),
      find: ({ classifications }, id) => classifications.get(id),
    },
  ],
]);

/** A bare number. [doc] It wants a filter as the list does. [assumed] */
function countCrm(call: SandboxCall, division: Division): Answer {
  const resource = CRM.get(call.param('resource'));
  if (resource === undefined) return refuse(404, 'Not found');
  const text = call.query.get('$filter');
  if (text === null && resource.isSynced && call.state.switches.needsFilter)
    return refuse(400, '$filter is required');
  const filter = text === null ? [[]] : readFilter(text, resource.shape);
  if (typeof filter === 'string') return refuse(400, filter);
  const rows = [...resource.rows(division)].filter((row) => meets(row, filter));
  return { status: 200, text: String(rows.length), contentType: 'text/plain' };
}

function answerCrm(call: SandboxCall, division: Division): Answer {
  const { name, id } = readKey(call.param('resource'));
  const resource = CRM.get(name);
  if (resource === undefined) return refuse(404, 'Not found');
  const { shape, isSynced } = resource;
  if (id !== null) return answerRow(call, resource.find(division, id), shape);
  const { needsFilter } = call.state.switches;
  return answerList(call, {
    ...{ ...plain(call), shape, key: 'ID' },
    rows: resource.rows(division),
    refuseFilter: (filter) =>
      filter === undefined && isSynced && needsFilter ? '$filter is required: use the sync call' : null,
  });
}
