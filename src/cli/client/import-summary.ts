// What came of an import, in words: why it was refused, and what was written.
import type { Language, Text } from '../../domain/text.ts';
import { inEach } from '../../domain/text.ts';
import type { ImportResult } from '../../intake/import-files.ts';
import { RECORD_KINDS, type IntakeCounts, type RecordKind } from '../../intake/intake.ts';
import type { Output } from '../frame/output.ts';

const NEEDS_AS_OF: ReadonlySet<string> = new Set(['CHANGED_AT_MISSING', 'AS_OF_MISSING']);

/** Whether a time of the export would mend some of them. */
export function needsAsOf(problems: ImportResult['problems']): boolean {
  return problems.some(({ code }) => NEEDS_AS_OF.has(code));
}

export const HINTS = {
  off: {
    en: 'Only what the rows switch off was taken over.',
    nl: 'Alleen wat de regels uitzetten is overgenomen.',
  },
  asOf: {
    en: 'Say when the export was made with --as-of TIME.',
    nl: 'Zeg met --as-of TIJD wanneer de export is gemaakt.',
  },
  skip: {
    en: 'Wrong rows can be left out with --skip-invalid.',
    nl: 'Foute regels kunnen worden weggelaten met --skip-invalid.',
  },
} as const satisfies Record<string, Text>;

export function refusalText(result: ImportResult): Text {
  const { problems, problemCount: count, canSkip, clients, contacts } = result;
  const done = clients.applied + contacts.applied;
  const counted = {
    en: count === 1 ? '1 problem' : `${count} problems`,
    nl: count === 1 ? '1 probleem' : `${count} problemen`,
  };
  if (problems.some(({ code }) => code === 'FILE_CHANGED'))
    return {
      en: `The import was broken off: ${counted.en}. ${done} records were written before; importing again does no harm.`,
      nl: `De import is afgebroken: ${counted.nl}. Daarvoor zijn ${done} records geschreven; opnieuw importeren kan geen kwaad.`,
    };
  const hints = [
    ...(done > 0 ? [HINTS.off] : []),
    ...(needsAsOf(problems) ? [HINTS.asOf] : []),
    ...(canSkip ? [HINTS.skip] : []),
  ];
  const nothing = {
    en: `${done > 0 ? 'Nothing else' : 'Nothing'} was imported: ${counted.en}.`,
    nl: `Er is ${done > 0 ? 'verder ' : ''}niets geïmporteerd: ${counted.nl}.`,
  };
  return inEach((lang) => [nothing, ...hints].map((text) => text[lang]).join(' '));
}

const HEADS = {
  en: ['', 'rows', 'new or changed', 'unchanged', 'older than known', 'of an unknown client'],
  nl: ['', 'regels', 'nieuw of gewijzigd', 'ongewijzigd', 'ouder dan bekend', 'van een onbekende klant'],
} as const satisfies Record<Language, unknown>;
const KINDS = {
  client: { en: 'clients', nl: 'klanten' },
  contact: { en: 'contacts', nl: 'contactpersonen' },
} as const satisfies Record<RecordKind, Text>;

/** `due`: clients of the practice that now have something to be done. */
export function summarise(out: Output, result: ImportResult, due: number): void {
  const { lang } = out;
  if (result.written)
    out.table(HEADS[lang], [
      [KINDS.client[lang], ...numbers(result.rows.client, result.clients)],
      [KINDS.contact[lang], ...numbers(result.rows.contact, result.contacts)],
    ]);
  if (result.written && result.skipped > 0)
    out.line({
      en: `Rows left out because they are wrong, but for what they switch off: ${result.skipped}.`,
      nl: `Regels weggelaten omdat ze fout zijn, behalve wat ze uitzetten: ${result.skipped}.`,
    });
  for (const line of [...cleanedLines(result), ...snapshotLines(result), ...dueText(due, result)])
    out.line(line);
}

function numbers(rows: number, { applied, unchanged, stale, orphaned }: IntakeCounts): string[] {
  return [rows, applied, unchanged, stale, orphaned].map(String);
}

function cleanedLines({ cleaned }: ImportResult): readonly Text[] {
  return RECORD_KINDS.flatMap((kind) => {
    const fields = Object.entries(cleaned[kind]).map(([field, rows]) => `${field} (${rows})`);
    if (fields.length === 0) return [];
    const [{ en, nl }, list] = [KINDS[kind], fields.join(', ')];
    return [
      {
        en: `Cleaned of marks that nobody means, ${en}: ${list}.`,
        nl: `Ontdaan van tekens die niemand bedoelt, ${nl}: ${list}.`,
      },
    ];
  });
}

function snapshotLines({ snapshot }: ImportResult): readonly Text[] {
  if (snapshot === null) return [];
  const { absent, deleted, vanished } = snapshot;
  return [
    {
      en: `Complete export: records absent for the first time: ${absent}; deleted: ${deleted}.`,
      nl: `Volledige export: records die voor het eerst ontbreken: ${absent}; verwijderd: ${deleted}.`,
    },
    ...vanished.map((kind) => ({
      en: `WARNING: so many ${KINDS[kind].en} are missing from this export that somebody is asked before their access is taken away (koppel approve). If they are not gone, import a whole export.`,
      nl: `LET OP: in deze export ontbreken zoveel ${KINDS[kind].nl} dat iemand wordt gevraagd voordat hun toegang wordt ingetrokken (koppel approve). Zijn ze niet weg, importeer dan een hele export.`,
    })),
  ];
}

/** After a refusal, what is to be done is to mend the files. */
function dueText(due: number, { written }: ImportResult): readonly Text[] {
  if (due === 0)
    return written ? [{ en: 'The portals need nothing.', nl: 'Voor de portalen is er niets te doen.' }] : [];
  return [
    {
      en: `Clients with something due in this practice: ${due}. A running worker (koppel start, koppel worker) picks them up.`,
      nl: `Klanten van dit kantoor met iets te doen: ${due}. Een draaiende worker (koppel start, koppel worker) pakt ze op.`,
    },
  ];
}
