// koppel profile-change list|confirm: a profile that would change in other dossiers too waits for a person.
import type { Command } from 'commander';
import { listOpenChanges, type OpenChange } from '../../database/people/agreements.ts';
import { UsageError } from '../../errors.ts';
import { agreeToChange } from '../../actions/agree-to-change.ts';
import { actingUser } from '../frame/acting-user.ts';
import { addAskingOptions, addByOption, type AskingOptions, type Language } from '../frame/asking-options.ts';
import { confirm } from '../frame/confirm.ts';
import { findConnection, findPractice } from '../frame/find-practice.ts';
import { reasonText } from '../frame/reason-text.ts';
import { EXIT, runCommand, type CommandContext } from '../frame/run-command.ts';

interface ConfirmOptions extends AskingOptions {
  readonly yes?: boolean;
  readonly by?: string;
}

const HELP = `
In some portals a user has one access profile for all dossiers. A change is made once all links of the user ask for the
same profile; where it would show in more than one dossier, somebody has to agree to it first. The agreement holds for
exactly the dossiers shown.

Examples:
  koppel profile-change list --practice jansen --lang nl
  koppel profile-change confirm 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen`;

export function addProfileChangeCommand(program: Command): void {
  const command = program
    .command('profile-change')
    .description('changes of an access profile that show in several dossiers, and wait for somebody to agree')
    .addHelpText('after', HELP);
  addAskingOptions(
    command.command('list').description('show what would change, and every dossier it would change in'),
  ).action((options: AskingOptions) => runCommand(options, (context) => showChanges(context, options)));
  const agree = command
    .command('confirm')
    .argument('<id>', 'id of the change')
    .description('agree to a change, after seeing every dossier it touches')
    .option('--yes', 'do not ask');
  addByOption(addAskingOptions(agree))
    .addHelpText('after', HELP)
    .action((id: string, options: ConfirmOptions) =>
      runCommand(options, (context) => confirmChange(context, id, options)),
    );
}

async function showChanges({ foundation, out }: CommandContext, options: AskingOptions): Promise<void> {
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

async function confirmChange(
  { foundation, out }: CommandContext,
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
  if (!(await confirm(WORDS[lang].ask, { yes: options.yes === true }))) {
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
