// What `koppel import --dry-run` does: shows what would become of the records, in four lists, and writes nothing.
import { tryIntake } from '../../database/people/try-intake.ts';
import type { NamedRecord } from '../../database/people/explain.ts';
import type { Text } from '../../domain/text.ts';
import { importFiles } from '../../intake/import-files.ts';
import { problemFields, problemText } from '../../intake/records/problems.ts';
import { describeRecord } from '../frame/find-record.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import { HINTS, needsAsOf } from './import-summary.ts';
import { openProgress } from './import-progress.ts';
import { toRequest, type ImportOptions } from './import-request.ts';

const WORDS = {
  created: { en: 'New', nl: 'Nieuw' },
  changed: { en: 'Changed', nl: 'Gewijzigd' },
  missing: { en: 'Missing from the files', nl: 'Ontbreekt in de bestanden' },
  refused: { en: 'Refused', nl: 'Geweigerd' },
  nothing: { en: 'Nothing was written.', nl: 'Er is niets geschreven.' },
  whole: {
    en: 'While a row is refused, nothing else is imported without --skip-invalid.',
    nl: 'Zolang een regel wordt geweigerd, wordt de rest niet geïmporteerd zonder --skip-invalid.',
  },
} as const satisfies Record<string, Text>;

export async function tryImport(
  context: CommandContext,
  { options, now }: { readonly options: ImportOptions; readonly now: Date },
): Promise<number> {
  const { foundation, out, lang } = context;
  const progress = openProgress(context);
  const most = { practiceId: options.practice, most: options.maxProblems };
  const tried = await tryIntake(foundation.store, most, (intake) =>
    // Right rows are shown also where a wrong one would keep them out.
    importFiles({
      ...toRequest(options, now),
      intake,
      skipInvalid: true,
      onProgress: (seen) => progress.show(seen),
    }),
  ).finally(() => progress.close());
  const { created, changed, missing, result } = tried;
  for (const [name, records] of Object.entries({ created, changed, missing })) list(name, records);
  out.line(`${WORDS.refused[lang]} (${result.problemCount}):`);
  for (const problem of result.problems) out.line(`  ${problemText(problem, lang)}`);
  if (needsAsOf(result.problems)) out.line(HINTS.asOf);
  if (result.canSkip && result.problemCount > 0 && options.skipInvalid !== true) out.line(WORDS.whole);
  out.line(WORDS.nothing);
  const { problemCount, problems, clients, contacts, snapshot } = result;
  out.result({
    practice: options.practice,
    written: false,
    created,
    changed,
    missing,
    problemCount,
    problems: problems.map(problemFields),
    clients,
    contacts,
    snapshot,
  });
  return problemCount > 0 ? EXIT.refused : EXIT.ok;

  function list(name: string, records: readonly NamedRecord[]): void {
    const title = name === 'created' ? WORDS.created : name === 'changed' ? WORDS.changed : WORDS.missing;
    out.line(`${title[lang]} (${records.length}):`);
    for (const record of records) out.line(`  ${describeRecord(record, lang)}`);
  }
}
