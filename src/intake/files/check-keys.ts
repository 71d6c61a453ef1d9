// Once every row was seen: the keys that nobody knows, and whose they may be after what a spreadsheet did to them.
import type { Text } from '../../domain/text.ts';
import type { RecordKind } from '../intake.ts';
import { isSpreadsheetDate } from '../records/spreadsheet-date.ts';
import { matchKeys } from '../../domain/plain-key.ts';
import { LOST_ZEROS } from '../records/problem-texts.ts';
import type { RowProblem } from '../records/problems.ts';
import type { CheckRequest, ClientUse, Findings } from './findings.ts';
import { show } from './read-records.ts';

/** New records that are known ones with a key that a spreadsheet wrote anew. Who gives both means two. */
export async function checkKeys(
  { intake, practiceId, files }: CheckRequest,
  kind: RecordKind,
  findings: Findings,
): Promise<void> {
  const lines = findings.keys[kind];
  const file = files.find(({ kinds }) => kinds.includes(kind));
  if (file === undefined) return;
  const unknown = new Set(await intake.findUnknown(practiceId, kind, [...lines.keys()]));
  const alike = await intake.findAlike(practiceId, kind, [...unknown, ...findings.doubles[kind]]);
  for (const [key, known] of alike) {
    const meant = known.filter((each) => !lines.has(each));
    if (meant.length === 0) continue;
    // Of two rows of one key, one may be of another record that is alike.
    for (const each of meant) findings.maybeThere[kind].add(each);
    if (!unknown.has(key)) continue;
    findings.alike[kind].set(key, meant);
    leaveOut(findings, kind, key);
    findings.problems.add(show({ code: 'KEY_WITHOUT_ZEROS', field: 'key' }, file, lines.get(key) ?? 0));
  }
}

/** One row less is right, where it was. */
function leaveOut(findings: Findings, kind: RecordKind, key: string): void {
  if (!findings.wrong[kind].has(key)) findings.goodRows -= 1;
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
  if (file === undefined || dates.length === 0) return;
  const isUsual = dates.length * 2 > lines.size && areOftenDates(await intake.someKeys(practiceId, kind));
  const unknown = isUsual ? [] : await intake.findUnknown(practiceId, kind, dates);
  const [first] = unknown;
  if (first === undefined) return;
  for (const key of unknown) {
    findings.dates[kind].add(key);
    leaveOut(findings, kind, key);
  }
  findings.rowsWithoutKey += unknown.length;
  findings.problems.add(
    show({ code: 'KEY_IS_DATE', field: 'key', detail: inRows(unknown.length) }, file, lines.get(first) ?? 0),
  );
}

function areOftenDates(keys: readonly string[]): boolean {
  return keys.filter(isSpreadsheetDate).length * 2 >= keys.length;
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
  const { see, found } = matchKeys(keys);
  for (const key of findings.keys.client.keys()) see(key);
  for (const { clientKey, file, line } of elsewhere) {
    if (known.has(clientKey) && !complete) continue;
    (known.has(clientKey) ? findings.missingClients : findings.unknownClients).add(clientKey);
    const isAlike = found.has(clientKey) || (alike.has(clientKey) && !known.has(clientKey));
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
