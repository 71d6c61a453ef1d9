// Runs an import and says what came of it: what was written, or every row that is wrong.
import { createIntake } from '../../database/records/intake.ts';
import { countPending } from '../../database/ledger/pairs.ts';
import { readClock } from '../../database/portal/verify-turns.ts';
import { importFiles, type ImportResult } from '../../intake/import-files.ts';
import { problemFields, problemText } from '../../intake/records/problems.ts';
import { findPractice } from '../frame/find-practice.ts';
import { refusalText, summarise } from './import-summary.ts';
import { openProgress } from './import-progress.ts';
import { toRequest, type ImportOptions } from './import-request.ts';
import { tryImport } from './try-import.ts';
import type { Output } from '../frame/output.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export async function importRecords(context: CommandContext, options: ImportOptions): Promise<number> {
  const { foundation, out } = context;
  const { store } = foundation;
  const { practice: practiceId } = options;
  const { linksFrom } = await findPractice(store, practiceId);
  const now = await store.inPractice(practiceId, readClock);
  if (options.dryRun === true) return tryImport(context, { options, now });
  const progress = openProgress(context);
  const result = await importFiles({
    ...toRequest(options, now),
    intake: createIntake(store),
    onProgress: (seen) => progress.show(seen),
  }).finally(() => progress.close());
  const due = await store.inPractice(practiceId, countPending);
  listProblems(out, result);
  if (!result.written) out.line(refusalText(result));
  summarise(out, result, due);
  const linksIgnored = linksFrom === 'koppel' && result.namesLinks;
  if (linksIgnored)
    out.line({
      en: 'What the files say of links was left aside: the links of this practice are switched in Koppel.',
      nl: 'Wat de bestanden over koppelingen zeggen is terzijde gelaten: de koppelingen van dit kantoor worden in Koppel geschakeld.',
    });
  out.result({ ...answer(practiceId, result, due), linksIgnored });
  const isAsWished = result.written && (result.problemCount === 0 || options.skipInvalid === true);
  return isAsWished ? EXIT.ok : EXIT.refused;
}

function listProblems(out: Output, { problems, problemCount }: ImportResult): void {
  for (const problem of problems) out.line(problemText(problem, out.lang));
  const more = problemCount - problems.length;
  if (more > 0) out.line({ en: `… and ${more} more.`, nl: `… en nog ${more}.` });
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
    problems: problems.map(problemFields),
  };
}
