// koppel memberships: where colleagues are members, and for whom they may manage cases: the portal's own two lists.
import type { Command } from 'commander';
import type { MembershipLine } from '../../../connectors/portal-views.ts';
import { UsageError } from '../../errors.ts';
import { addAskingOptions, type AskingOptions } from '../frame/asking-options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { withPortal } from '../frame/portal-session.ts';
import { runCommand, type CommandContext } from '../frame/run-command.ts';

interface MembershipOptions extends AskingOptions {
  readonly differences?: boolean;
}

const HELP = `
Reads both lists in the portal and changes nothing.

Examples:
  koppel memberships --practice jansen --connection wolters-kluwer
  koppel memberships --practice jansen --differences --lang nl`;

export function addMembershipsCommand(program: Command): void {
  const command = program
    .command('memberships')
    .description(
      'show the organisations of which colleagues are members beside those they may manage cases for',
    )
    .option('--differences', 'only where the two lists differ');
  addAskingOptions(command)
    .addHelpText('after', HELP)
    .action((options: MembershipOptions) =>
      runCommand(options, (context) => showMemberships(context, options)),
    );
}

const WORDS = {
  en: {
    head: ['colleague', 'organisation', 'role', 'since', 'member of', 'may manage cases', 'why they differ'],
    yes: 'yes',
    no: 'no',
    none: 'The portal lists nothing.',
    same: 'The two lists do not differ.',
  },
  nl: {
    head: ['collega', 'organisatie', 'rol', 'sinds', 'lid van', 'mag cases beheren', 'waarom ze verschillen'],
    yes: 'ja',
    no: 'nee',
    none: 'Het portaal toont niets.',
    same: 'De twee lijsten verschillen niet.',
  },
} as const;

async function showMemberships(
  { foundation, out }: CommandContext,
  options: MembershipOptions,
): Promise<void> {
  const { practice, lang } = options;
  const connection = await findConnection(foundation.store, practice, options.connection);
  const lines = await withPortal(foundation, connection, async ({ connector, session }) => {
    if (connector.readMemberships === undefined)
      throw new UsageError(`${connector.title} has no lists of memberships.`);
    return connector.readMemberships(session);
  });
  const shown = lines.filter(({ difference }) => options.differences !== true || difference !== null);
  const words = WORDS[lang];
  const answer = (is: boolean): string => (is ? words.yes : words.no);
  if (shown.length === 0) out.line(lines.length === 0 ? words.none : words.same);
  else
    out.table(
      [...words.head],
      shown.map((line) => [
        line.member,
        line.organisation,
        line.role ?? '-',
        line.since?.slice(0, 10) ?? '-',
        answer(line.isMember),
        answer(line.mayManageCases),
        line.difference?.[lang] ?? '',
      ]),
    );
  out.result({
    practice,
    connection: connection.name,
    memberships: shown.map((line) => toAnswer(line, lang)),
  });
}

function toAnswer({ difference, ...line }: MembershipLine, lang: AskingOptions['lang']) {
  return { ...line, difference: difference?.[lang] ?? null };
}
