// Once every row was seen: the keys that nobody knows, and whose they may be after what a spreadsheet did to them.
import type { Text } from '../../domain/text.ts';
import type { RecordKind } from '../intake.ts';
import { isSpreadsheetDate } from '../records/spreadsheet-date.ts';
import { plainKey } from '../records/plain-key.ts';
import { LOST_ZEROS } from '../records/problem-texts.ts';
import type { RowProblem } from '../records/problems.ts';
import type { CheckRequest, ClientUse, Findings } from './findings.ts';
import { show } from './read-records.ts';

/** New records that are known ones with a key that a spreadsheet took for a number. Who gives both means two. */
export async function checkKeys(
  { intake, practiceId, files }: CheckRequest,
  kind: RecordKind,
  findings: Findings,
): Promise<void> {
  const lines = findings.keys[kind];
  const file = files.find(({ kinds }) => kinds.includes(kind));
  if (file === undefined) return;
  const keys = [...lines.keys()];
  const alike = await intake.findAlike(practiceId, kind, keys);
  const rewritten = await findRewritten({ intake, practiceId }, kind, keys);
  for (const [key, known] of new Map([...rewritten, ...alike])) {
    if (lines.has(known)) continue;
    findings.alike[kind].set(key, known);
    findings.goodRows -= 1;
    findings.problems.add(show({ code: 'KEY_WITHOUT_ZEROS', field: 'key' }, file, lines.get(key) ?? 0));
  }
}

/** New keys of which a spreadsheet has changed more than zeros and capitals, each with the key of the one known record that it was. */
async function findRewritten(
  { intake, practiceId }: Pick<CheckRequest, 'intake' | 'practiceId'>,
  kind: RecordKind,
  keys: readonly string[],
): Promise<readonly (readonly [key: string, known: string])[]> {
  const changed = keys.filter((key) => plainKey(key) !== key);
  if (changed.length === 0) return [];
  const unknown = await intake.findUnknown(practiceId, kind, changed);
  const forms = [...new Set(unknown.map(plainKey))];
  const missing = new Set(await intake.findUnknown(practiceId, kind, forms));
  const alike = await intake.findAlike(practiceId, kind, forms);
  return unknown.flatMap((key) => {
    const form = plainKey(key);
    const known = missing.has(form) ? alike.get(form) : form;
    return known === undefined ? [] : [[key, known] as const];
  });
}

/**
 * New keys that are dates, where most are none. Which records are meant nobody can tell, so that nothing is concluded from
 * absence.
 */
export async function checkDates(
  { intake, practiceId, files }: CheckRequest,
  kind: RecordKind,
  findings: Findings,
): Promise<void> {
  const lines = findings.keys[kind];
  const file = files.find(({ kinds }) => kinds.includes(kind));
  const dates = [...lines.keys()].filter(isSpreadsheetDate);
  if (file === undefined || dates.length === 0 || dates.length * 2 > lines.size) return;
  const unknown = await intake.findUnknown(practiceId, kind, dates);
  const [first] = unknown;
  if (first === undefined) return;
  for (const key of unknown) findings.dates[kind].add(key);
  findings.goodRows -= unknown.length;
  findings.rowsWithoutKey += unknown.length;
  findings.problems.add(
    show({ code: 'KEY_IS_DATE', field: 'key', detail: inRows(unknown.length) }, file, lines.get(first) ?? 0),
  );
}

function inRows(count: number): Text {
  return { en: `in ${count} rows`, nl: `op ${count} regels` };
}

/**
 * Contacts of a client that is not in the files. Where nothing else is wrong and the files do not hold everything, the
 * intake will tell which of those nobody knows, and take over the other contacts.
 */
export async function checkClients(
  { intake, practiceId, complete }: CheckRequest,
  findings: Findings,
): Promise<void> {
  const elsewhere = findings.early.filter(({ clientKey }) => !findings.keys.client.has(clientKey));
  if (findings.fatal || elsewhere.length === 0 || (!complete && findings.problems.count === 0)) return;
  const keys = [...new Set(elsewhere.map(({ clientKey }) => clientKey))];
  const { known, alike } = await intake.findClients(practiceId, keys);
  const here = new Set([...findings.keys.client.keys()].map(bareKey));
  for (const { clientKey, file, line } of elsewhere) {
    if (known.has(clientKey) && !complete) continue;
    (known.has(clientKey) ? findings.missingClients : findings.unknownClients).add(clientKey);
    const isAlike = here.has(bareKey(clientKey)) || (alike.has(clientKey) && !known.has(clientKey));
    findings.problems.add(unknownClient({ file, line }, isAlike));
  }
}

export function unknownClient(
  { file, line }: Pick<ClientUse, 'file' | 'line'>,
  isAlike: boolean,
): RowProblem {
  const detail = isAlike ? { detail: LOST_ZEROS } : {};
  return show({ code: 'UNKNOWN_CLIENT', field: 'clientKey', ...detail }, file, line);
}

/** What a spreadsheet leaves of a key. */
function bareKey(key: string): string {
  return key.toLowerCase().replace(/^0+/, '');
}
