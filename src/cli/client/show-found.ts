// What `koppel find` does: shows the records that fit what somebody typed, and what to type for each.
import { connectorOf } from '../../app/portals.ts';
import { findListed } from '../../answers/list-records.ts';
import type { Language } from '../../domain/text.ts';
import { findPractice } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import type { OutputOptions } from '../frame/output.ts';
import {
  linesOf,
  linkColumns,
  NO_RECORDS,
  recordColumns,
  toAnswer,
  type Line,
} from '../../answers/record-columns.ts';

export interface FindOptions extends OutputOptions {
  readonly practice: string;
  readonly limit: number;
}

const MORE = {
  en: 'There are more: give another word, or --limit.',
  nl: 'Er zijn er meer: geef nog een woord, of --limit.',
} as const;
const TYPE = { en: 'type', nl: 'typ' } as const;

export async function showFound(
  { foundation: { store }, out, lang }: CommandContext,
  text: string,
  { practice: practiceId, limit }: FindOptions,
): Promise<number> {
  await findPractice(store, practiceId);
  const { records, more } = await findListed({ store, connectorOf }, { practiceId, text, limit });
  await out.rows(columns(lang), records.flatMap(linesOf));
  if (records.length === 0) out.line(NO_RECORDS);
  if (more) out.line(MORE);
  out.result({ practice: practiceId, records: records.map((record) => toAnswer(record, lang)), more });
  return records.length === 0 ? EXIT.no : EXIT.ok;
}

/** A person who searches wants to recognise somebody: where it stands in short, and what to ask further with. */
function columns(lang: Language) {
  const show = ({ record }: Line): string => record.id.slice(0, 8);
  const hidden = ['remedy', 'since', 'arrived', 'signIn', 'waitingOn'] as const;
  return [
    { title: TYPE[lang], only: 'table', show } as const,
    ...recordColumns(lang),
    ...linkColumns(lang, new Date(), hidden),
  ];
}
