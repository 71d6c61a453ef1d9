// What `koppel memberships` does: reads the portal's two lists, and shows them side by side.
import type { MembershipLine } from '../../../connectors/portal-views.ts';
import { UsageError } from '../../errors.ts';
import { type AskingOptions } from '../frame/options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { withPortal } from '../frame/portal-session.ts';
import { type CommandContext } from '../frame/run-command.ts';

export interface MembershipOptions extends AskingOptions {
  readonly differences?: boolean;
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

export async function showMemberships(
  { foundation, out }: CommandContext,
  options: MembershipOptions,
): Promise<void> {
  const { practice, lang } = options;
  const connection = await findConnection(foundation.store, practice, options.connection);
  const lines = await withPortal(foundation, connection, async ({ connector, session }) => {
    if (connector.readMemberships === undefined)
      throw new UsageError({
        en: `${connector.title} has no lists of memberships.`,
        nl: `${connector.title} heeft geen lijsten van lidmaatschappen.`,
      });
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
