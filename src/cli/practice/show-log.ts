// What `koppel log` does: reads the audit trail, and puts names to it.
import { z } from 'zod';
import { actorName, exactly, LOG_ACTIONS, readLog, type LogEntry } from '../../answers/log.ts';
import { ROLE_TEXTS, ROLES } from '../../domain/role.ts';
import type { Language, Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { findOneConnection } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import type { Column } from '../../answers/column.ts';
import { WRONG_CURSOR } from '../frame/options.ts';
import type { OutputOptions } from '../frame/output.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { sortableTime, whenText } from '../../domain/time-text.ts';

export interface LogOptions extends OutputOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly action?: string;
  readonly by?: string;
  readonly since?: Date;
  readonly limit: number;
  readonly cursor?: string;
}

const WORDS = {
  nothing: { en: 'Nothing was done that fits.', nl: 'Niets gevonden in het logboek.' },
  more: { en: 'There is more; go on with', nl: 'Er is meer; ga verder met' },
  at: { en: 'when', nl: 'wanneer' },
  actor: { en: 'who', nl: 'wie' },
  action: { en: 'what', nl: 'wat' },
  record: { en: 'about', nl: 'over' },
  portal: { en: 'portal', nl: 'portaal' },
  exactly: { en: 'exactly', nl: 'precies' },
} as const satisfies Record<string, Text>;

export async function showLog(
  context: CommandContext,
  text: string | undefined,
  options: LogOptions,
): Promise<void> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const { practice: practiceId, limit, cursor = null } = options;
  const connection = await findOneConnection(store, practiceId, options.connection);
  const filter = {
    record: text === undefined ? null : await findRecord(context, practiceId, text),
    connectionId: connection?.id ?? null,
    action: options.action ?? null,
    actor: options.by ?? null,
    since: options.since ?? null,
  };
  const page = await readLog(store, { practiceId, filter, cursor, limit });
  if (page === null) throw new UsageError(WRONG_CURSOR);
  await out.rows(columns(lang), page.entries);
  if (page.entries.length === 0) out.line(WORDS.nothing[lang]);
  if (page.next !== null) out.line(`${WORDS.more[lang]} --cursor ${page.next}`);
  out.result({ practice: practiceId, ...page });
}

function columns(lang: Language): readonly Column<LogEntry>[] {
  return [
    { title: WORDS.at[lang], show: ({ at }) => whenText(at, lang), cell: ({ at }) => sortableTime(at) },
    { title: WORDS.actor[lang], show: ({ actor }) => actorName(actor) },
    { title: WORDS.action[lang], show: ({ action }) => LOG_ACTIONS[action]?.[lang] ?? action },
    {
      title: WORDS.record[lang],
      show: (entry) =>
        entry.record === null ? (accountOf(entry).account ?? '') : describeRecord(entry.record, lang),
    },
    { title: WORDS.portal[lang], show: ({ connection }) => connection ?? '' },
    { title: WORDS.exactly[lang], show: (entry) => exactly(entry, lang) || roleText(entry, lang) },
  ];
}

const accountSchema = z.object({ account: z.string(), role: z.enum(ROLES).optional() });

/** Whose account it was, and the role it was given: of what was done to accounts alone. */
function accountOf({ action, details }: LogEntry): Partial<z.infer<typeof accountSchema>> {
  return action.startsWith('account.') ? (accountSchema.safeParse(details).data ?? {}) : {};
}

function roleText(entry: LogEntry, lang: Language): string {
  const { role } = accountOf(entry);
  return role === undefined ? '' : ROLE_TEXTS[role][lang];
}
