// What `koppel profile-change` does: shows every dossier that a change touches, and notes who agrees to it.
import { listOpenChanges, type OpenChange } from '../../database/people/agreements.ts';
import { UsageError } from '../../errors.ts';
import { typeName } from '../../domain/type-names.ts';
import { agreeToChange } from '../../actions/agree-to-change.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { Language, Text } from '../../domain/text.ts';
import type { AskingOptions, DecidingOptions } from '../frame/options.ts';
import { confirm, NOTHING_CHANGED } from '../frame/confirm.ts';
import { findOneConnection, findPractice } from '../frame/find-practice.ts';
import { fieldName } from '../../domain/field-names.ts';
import { reasonText } from '../../domain/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export async function showChanges(
  { foundation, out }: CommandContext,
  options: AskingOptions,
): Promise<void> {
  const { store } = foundation;
  const { practice, lang } = options;
  const connection = await findOneConnection(store, practice, options.connection);
  const connectionId = connection?.id ?? null;
  const changes = await store.inPractice(practice, (tx) => listOpenChanges(tx, { connectionId }));
  if (changes.length === 0) out.line(WORDS.none);
  for (const change of changes) for (const line of describe(change, lang)) out.line(line);
  out.result({ practice, changes: changes.map(toAnswer) });
}

export async function confirmChange(
  context: CommandContext,
  id: string,
  options: DecidingOptions,
): Promise<number> {
  const { foundation, out } = context;
  const { store } = foundation;
  const { practice, lang } = options;
  await findPractice(store, practice);
  const [shown] = await store.inPractice(practice, (tx) => listOpenChanges(tx, { id }));
  if (shown === undefined) throw new UsageError(WORDS.unknownId);
  for (const line of describe(shown, lang)) out.line(line);
  if (!(await confirm(context, WORDS.ask, options))) {
    out.line(NOTHING_CHANGED);
    out.result({ practice, change: toAnswer(shown), confirmed: false });
    return EXIT.no;
  }
  await agreeToChange(store, { practiceId: practice, shown, by: actingUser(options.by) });
  out.line(WORDS.done);
  out.result({ practice, change: toAnswer(shown), confirmed: true });
  return EXIT.ok;
}

const WORDS = {
  none: { en: 'No change waits for anybody.', nl: 'Er wacht geen wijziging.' },
  ask: { en: 'Change it in all these dossiers?', nl: 'In al deze dossiers wijzigen?' },
  done: {
    en: 'Agreed; a running worker carries it out, and `koppel explain` shows how far it is.',
    nl: 'Akkoord; een draaiende worker voert het uit, en `koppel explain` toont hoe ver het is.',
  },
  shows: { en: 'would change in', nl: 'zou wijzigen in' },
  unknown: { en: 'not a client of this connection', nl: 'geen klant van deze verbinding' },
  unknownId: {
    en: 'No open change has this id; `koppel profile-change list` shows them with their ids.',
    nl: 'Geen open wijziging heeft deze id; `koppel profile-change list` toont ze met hun id.',
  },
} as const satisfies Record<string, Text>;

function describe(change: OpenChange, lang: Language): readonly string[] {
  const { id, connection, type, key, before, changes, touches, what } = change;
  const values = Object.entries(changes).map(
    ([name, value]) => `${fieldName(name, lang)}: ${String(before[name] ?? '-')} → ${String(value)}`,
  );
  return [
    `${id}  ${connection}: ${typeName(type, lang)} ${key}, ${values.join(', ')}`,
    `  ${reasonText(what, lang)}`,
    `  ${WORDS.shows[lang]}:`,
    ...touches.map(({ key: touched, client, clientNumber }) =>
      client === null
        ? `    ${touched} (${WORDS.unknown[lang]})`
        : `    ${touched} ${client} (${clientNumber ?? '-'})`,
    ),
  ];
}

function toAnswer({ id, connection, type, key, before, changes, touches }: OpenChange) {
  const was = Object.fromEntries(Object.keys(changes).map((name) => [name, before[name] ?? null]));
  return { id, connection, type, key, before: was, changes, touches };
}
