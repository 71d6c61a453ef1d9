// Runs an import and says what came of it: what was written, or every row that is wrong.
import { createIntake } from '../../database/records/intake.ts';
import { countPending } from '../../database/ledger/pairs.ts';
import { readClock } from '../../database/portal/verify-turns.ts';
import { importFiles, type ImportResult } from '../../intake/import-files.ts';
import { RECORD_KINDS, type IntakeCounts } from '../../intake/intake.ts';
import type { RowProblem } from '../../intake/records/problems.ts';
import { findPractice } from '../frame/find-practice.ts';
import { openProgress } from './import-progress.ts';
import { toRequest, type ImportOptions } from './import-request.ts';
import { tryImport } from './try-import.ts';
import type { Output } from '../frame/output.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

const NEEDS_AS_OF: ReadonlySet<string> = new Set(['CHANGED_AT_MISSING', 'AS_OF_MISSING']);

export async function importRecords(context: CommandContext, options: ImportOptions): Promise<number> {
  const { foundation, out, terminal } = context;
  const { store } = foundation;
  const { practice: practiceId } = options;
  const { linksFrom } = await findPractice(store, practiceId);
  const now = await store.inPractice(practiceId, readClock);
  if (options.dryRun === true) return tryImport(context, { options, now });
  const progress = openProgress(terminal.stderr);
  const result = await importFiles({
    ...toRequest(options, now),
    intake: createIntake(store),
    onProgress: (seen) => progress.show(seen),
  }).finally(() => progress.close());
  const due = await store.inPractice(practiceId, countPending);
  listProblems(out, result);
  if (!result.written) out.line(refusal(result));
  summarise(out, result, due);
  const linksIgnored = linksFrom === 'koppel' && result.namesLinks;
  if (linksIgnored)
    out.line(
      'What the files say of links was left aside: the links of this practice are switched in Koppel.',
    );
  out.result({ ...answer(practiceId, result, due), linksIgnored });
  const isAsWished = result.written && (result.problemCount === 0 || options.skipInvalid === true);
  return isAsWished ? EXIT.ok : EXIT.refused;
}

function listProblems(out: Output, { problems, problemCount }: ImportResult): void {
  for (const problem of problems) out.line(`${placeOf(problem)}${problem.message}`);
  const more = problemCount - problems.length;
  if (more > 0) out.line(`… and ${more} more.`);
}

function placeOf({ file, line }: RowProblem): string {
  if (file === undefined) return '';
  return line === undefined ? `${file}: ` : `${file}:${line}: `;
}

function refusal({ problems, problemCount, clients, contacts }: ImportResult): string {
  const count = problemCount === 1 ? '1 problem' : `${problemCount} problems`;
  const done = clients.applied + contacts.applied;
  if (problems.some(({ code }) => code === 'FILE_CHANGED'))
    return `The import was broken off: ${count}. ${done} records were written before; importing again does no harm.`;
  const hints = [
    ...(done > 0 ? [' Only what the rows switch off was taken over.'] : []),
    ...(problems.some(({ code }) => NEEDS_AS_OF.has(code))
      ? [' Say when the export was made with --as-of TIME.']
      : []),
    ...(problems.some(({ line }) => line !== undefined)
      ? [' Wrong rows can be left out with --skip-invalid.']
      : []),
  ];
  return `${done > 0 ? 'Nothing else' : 'Nothing'} was imported: ${count}.${hints.join('')}`;
}

function summarise(out: Output, result: ImportResult, due: number): void {
  if (result.written)
    out.table(
      ['', 'rows', 'new or changed', 'unchanged', 'older than known', 'of an unknown client'],
      [
        ['clients', ...numbers(result.rows.client, result.clients)],
        ['contacts', ...numbers(result.rows.contact, result.contacts)],
      ],
    );
  if (result.written && result.skipped > 0)
    out.line(`Left out because they are wrong: ${result.skipped} rows, but for what they switch off.`);
  for (const line of cleanedLines(result)) out.line(line);
  if (result.snapshot !== null) {
    const { absent, deleted, vanished } = result.snapshot;
    out.line(`Complete export: ${absent} records are absent for the first time; ${deleted} were deleted.`);
    for (const kind of vanished)
      out.line(
        `WARNING: so many ${kind}s are missing from this export that somebody is asked before their access is taken away (koppel approve). If they are not gone, import a whole export.`,
      );
  }
  out.line(
    due === 0
      ? 'Nothing is due.'
      : `Clients with something due in this practice: ${due}. A running worker (koppel start, koppel worker) picks them up.`,
  );
}

function cleanedLines({ cleaned }: ImportResult): string[] {
  return RECORD_KINDS.flatMap((kind) => {
    const fields = Object.entries(cleaned[kind]).map(([field, rows]) => `${field} (${rows})`);
    return fields.length === 0 ? [] : [`Cleaned of marks that nobody means, ${kind}s: ${fields.join(', ')}.`];
  });
}

function numbers(rows: number, { applied, unchanged, stale, orphaned }: IntakeCounts): string[] {
  return [rows, applied, unchanged, stale, orphaned].map(String);
}

function answer(practice: string, result: ImportResult, due: number) {
  const { written, rows, skipped, cleaned, clients, contacts, snapshot, problemCount, problems } = result;
  return {
    practice,
    written,
    clients: { rows: rows.client, ...clients },
    contacts: { rows: rows.contact, ...contacts },
    skipped,
    cleaned: { clients: cleaned.client, contacts: cleaned.contact },
    snapshot,
    due,
    problemCount,
    problems,
  };
}
