// Turns what a person typed into the one client or contact that is meant, or lists those it could be.
import { findMeant } from '../../answers/find-record.ts';
import type { NamedRecord } from '../../database/people/explain.ts';
import { inEach, type Language } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import type { CommandContext } from './run-command.ts';

const WORDS = {
  nobody: {
    en: 'No client or contact fits: give its name, number, key, e-mail address, or the beginning of its id; `koppel find` searches.',
    nl: 'Geen klant of contactpersoon gevonden: geef naam, nummer, sleutel, e-mailadres of het begin van de id; `koppel find` zoekt.',
  },
  several: {
    en: 'Several records fit; give the beginning of the id of the one you mean',
    nl: 'Meerdere gevonden; geef het begin van de id van degene die u bedoelt',
  },
  type: { en: 'type', nl: 'typ' },
  record: { en: 'record', nl: 'record' },
  client: { en: 'client', nl: 'klant' },
  contact: { en: 'contact', nl: 'contactpersoon' },
  atClient: { en: 'at client', nl: 'bij klant' },
  deleted: { en: 'deleted', nl: 'verwijderd' },
} as const;

/** Throws UsageError when nothing fits, and when several do: it shows them, so that one can be named by its id. */
export async function findRecord(
  { foundation, out, lang }: Pick<CommandContext, 'foundation' | 'out' | 'lang'>,
  practiceId: string,
  text: string,
): Promise<NamedRecord> {
  const found = await foundation.store.inPractice(practiceId, (tx) => findMeant(tx, text));
  const [record, another] = found;
  if (record === undefined) throw new UsageError(WORDS.nobody);
  if (another === undefined) return record;
  const ids = shortIds(found);
  out.table(
    [WORDS.type, WORDS.record],
    found.map((candidate, index) => [ids[index] ?? '', describeRecord(candidate, lang)]),
  );
  // Names stand in the answer alone: an error is safe to log.
  const named = (of: Language): string => found.map(({ kind, id }) => `${WORDS[kind][of]} ${id}`).join(', ');
  throw new UsageError(inEach((of) => `${WORDS.several[of]}: ${named(of)}.`));
}

/** As much of each id as tells it from the others. */
function shortIds(records: readonly NamedRecord[]): readonly string[] {
  const ids = records.map(({ id }) => id);
  const length = [8, 13, 18, 23, 36].find(
    (end) => new Set(ids.map((id) => id.slice(0, end))).size === ids.length,
  );
  return ids.map((id) => id.slice(0, length ?? 36));
}

/** Shown to the person who asked; never logged. */
export function describeRecord(record: NamedRecord, lang: Language): string {
  const name = record.name ?? record.key;
  const deleted = record.deleted ? ` [${WORDS.deleted[lang]}]` : '';
  if (record.kind === 'client') return `${WORDS.client[lang]} ${name} (${record.number ?? '-'})${deleted}`;
  const email = record.email === null ? '' : ` <${record.email}>`;
  const at =
    record.client === null ? '' : ` ${WORDS.atClient[lang]} ${record.client} (${record.clientNumber ?? '-'})`;
  return `${WORDS.contact[lang]} ${name}${email}${at}${deleted}`;
}
