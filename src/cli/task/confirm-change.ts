// What `koppel profile-change` does: shows every dossier that a change touches, and notes who agrees to it.
import { listOpenChanges, type OpenChange } from '../../database/people/agreements.ts';
import { UsageError } from '../../errors.ts';
import { agreeToChange } from '../../actions/agree-to-change.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { Language } from '../../domain/text.ts';
import { type AskingOptions } from '../frame/asking-options.ts';
import { confirm } from '../frame/confirm.ts';
import { findConnection, findPractice } from '../frame/find-practice.ts';
import { reasonText } from '../../domain/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export interface ConfirmOptions extends AskingOptions {
  readonly yes?: boolean;
  readonly by?: string;
}

export async function showChanges(
  { foundation, out }: CommandContext,
  options: AskingOptions,
): Promise<void> {
  const { store } = foundation;
  const { practice, lang } = options;
  await findPractice(store, practice);
  const connectionId =
    options.connection === undefined ? null : (await findConnection(store, practice, options.connection)).id;
  const changes = await store.inPractice(practice, (tx) => listOpenChanges(tx, { connectionId }));
  if (changes.length === 0) out.line(WORDS[lang].none);
  for (const change of changes) for (const line of describe(change, lang)) out.line(line);
  out.result({ practice, changes: changes.map(toAnswer) });
}

export async function confirmChange(
  { foundation, out, terminal }: CommandContext,
  id: string,
  options: ConfirmOptions,
): Promise<number> {
  const { store } = foundation;
  const { practice, lang } = options;
  await findPractice(store, practice);
  const [shown] = await store.inPractice(practice, (tx) => listOpenChanges(tx, { id }));
  if (shown === undefined)
    throw new UsageError(
      'No open change has this id; `koppel profile-change list` shows them with their ids.',
    );
  for (const line of describe(shown, lang)) out.line(line);
  if (!(await confirm(terminal, WORDS[lang].ask, { yes: options.yes === true }))) {
    out.line(WORDS[lang].nothing);
    out.result({ practice, change: toAnswer(shown), confirmed: false });
    return EXIT.no;
  }
  await agreeToChange(store, { practiceId: practice, shown, by: actingUser(options.by) });
  out.line(WORDS[lang].done);
  out.result({ practice, change: toAnswer(shown), confirmed: true });
  return EXIT.ok;
}

const WORDS = {
  en: {
    none: 'No change waits for anybody.',
    nothing: 'Nothing was changed.',
    ask: 'Change it in all these dossiers?',
    done: 'Agreed; a running worker carries it out, and `koppel explain` shows how far it is.',
    shows: 'would change in',
    unknown: 'not a client of this connection',
  },
  nl: {
    none: 'Er wacht geen wijziging.',
    nothing: 'Er is niets gewijzigd.',
    ask: 'In al deze dossiers wijzigen?',
    done: 'Akkoord; een draaiende worker voert het uit, en `koppel explain` toont hoe ver het is.',
    shows: 'zou wijzigen in',
    unknown: 'geen klant van deze verbinding',
  },
} as const;

function describe(change: OpenChange, lang: Language): readonly string[] {
  const words = WORDS[lang];
  const { id, connection, type, key, before, changes, touches, what } = change;
  const values = Object.entries(changes).map(
    ([name, value]) => `${name}: ${String(before[name] ?? '-')} → ${String(value)}`,
  );
  return [
    `${id}  ${connection}: ${type} ${key}, ${values.join(', ')}`,
    `  ${reasonText(what, lang)}`,
    `  ${words.shows}:`,
    ...touches.map(({ key: touched, client, clientNumber }) =>
      client === null
        ? `    ${touched} (${words.unknown})`
        : `    ${touched} ${client} (${clientNumber ?? '-'})`,
    ),
  ];
}

function toAnswer({ id, connection, type, key, before, changes, touches }: OpenChange) {
  const was = Object.fromEntries(Object.keys(changes).map((name) => [name, before[name] ?? null]));
  return { id, connection, type, key, before: was, changes, touches };
}
