// What `koppel todo` does: shows who must do what, with the command for it.
import { connectorOf } from '../../app/portals.ts';
import { readToDo } from '../../answers/to-do.ts';
import type { ToDoItem } from '../../answers/to-do-items.ts';
import { saidText } from '../../answers/said-text.ts';
import {
  mailedLatelyText,
  openRecordText,
  TO_DO_KINDS,
  toDoText,
  type ToDoKind,
} from '../../answers/to-do-texts.ts';
import type { Language, Text } from '../../domain/text.ts';
import { typeName } from '../../domain/type-names.ts';
import { ACTOR_NAMES, ACTORS, type Actor } from '../../domain/who-acts.ts';
import { actionText } from '../frame/action-text.ts';
import { findConnection, findPractice } from '../frame/find-practice.ts';
import type { Column } from '../../answers/column.ts';
import { NO_RECORDS } from '../../answers/record-columns.ts';
import type { OutputOptions } from '../frame/output.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { agoText, sortableTime } from '../../domain/time-text.ts';

export interface ToDoOptions extends OutputOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly for?: Actor;
  readonly kind?: ToDoKind;
  readonly limit?: number;
}

const WORDS = {
  nothing: { en: 'Nothing waits for', nl: 'Er wacht niets op' },
  anybody: { en: 'anybody', nl: 'iemand' },
  more: { en: 'more', nl: 'meer' },
  acts: { en: 'who must act', nl: 'wie is aan zet' },
  what: { en: 'what', nl: 'wat' },
  about: { en: 'about', nl: 'over' },
  phone: { en: 'phone', nl: 'telefoon' },
  portal: { en: 'portal', nl: 'portaal' },
  since: { en: 'since', nl: 'sinds' },
  code: { en: 'code', nl: 'code' },
  why: { en: 'why, and what to do', nl: 'waarom, en wat te doen' },
  command: { en: 'command', nl: 'commando' },
} as const satisfies Record<string, Text>;

export async function showToDo(context: CommandContext, options: ToDoOptions): Promise<void> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const { practice } = options;
  await findPractice(store, practice);
  if (options.connection !== undefined) await findConnection(store, practice, options.connection);
  const now = new Date();
  const found = await readToDo({ store, connectorOf, now: () => now }, practice);
  const { items: all, mailedLately } = found ?? { items: [], mailedLately: 0 };
  const wanted = all.filter(
    (item) =>
      (options.for ?? item.actor) === item.actor &&
      (options.kind ?? item.kind) === item.kind &&
      (options.connection ?? item.connection) === item.connection,
  );
  const items = wanted.slice(0, options.limit);
  await out.rows(columns({ lang, now, practice }), items);
  if (wanted.length === 0) out.line(nothingText(options, lang));
  if (items.length < wanted.length) out.line(`… ${wanted.length - items.length} ${WORDS.more[lang]}`);
  if (
    mailedLately > 0 &&
    (options.for ?? 'contact') === 'contact' &&
    (options.kind ?? 'invitation') === 'invitation'
  )
    out.line(mailedLatelyText(mailedLately, lang));
  const byActor = Object.fromEntries(
    ACTOR_NAMES.map((actor) => [actor, wanted.filter((item) => item.actor === actor).length] as const),
  );
  out.result({
    practice,
    total: wanted.length,
    ...{ byActor, mailedLately },
    items: items.map((item) => ({ ...item, ...toDoText(item, lang), command: commandOf(item, practice) })),
  });
}

function nothingText({ for: whom, kind, connection }: ToDoOptions, lang: Language): string {
  if (kind !== undefined || connection !== undefined) return NO_RECORDS[lang];
  return `${WORDS.nothing[lang]} ${(whom === undefined ? WORDS.anybody : ACTORS[whom])[lang]}.`;
}

function commandOf({ command }: ToDoItem, practice: string): string | null {
  return command === null ? null : `${command} --practice ${practice}`;
}

function columns({
  lang,
  now,
  practice,
}: {
  lang: Language;
  now: Date;
  practice: string;
}): readonly Column<ToDoItem>[] {
  const count = (item: ToDoItem): string => (item.count > 1 ? ` (${item.count})` : '');
  const since = (show: (at: Date) => string) => (item: ToDoItem) =>
    item.since === null ? '' : show(item.since);
  const why = (item: ToDoItem): string => {
    const { text, remedy } = toDoText(item, lang);
    const said = item.said.map((one) => `${openRecordText(one, lang)}: ${saidText(one, lang)}`);
    return [text, remedy, ...said, detailText(item, lang)].filter(Boolean).join(' ');
  };
  return [
    { title: WORDS.acts[lang], show: ({ actor }) => ACTORS[actor][lang] },
    { title: WORDS.what[lang], show: (item) => `${TO_DO_KINDS[item.kind][lang]}${count(item)}` },
    { title: WORDS.about[lang], show: subjectText },
    { title: WORDS.phone[lang], show: ({ about }) => about?.phone ?? '' },
    { title: WORDS.portal[lang], show: ({ connection }) => connection ?? '' },
    { title: WORDS.since[lang], show: since((at) => agoText(at, now, lang)), cell: since(sortableTime) },
    { title: WORDS.code[lang], only: 'csv', show: ({ reason }) => reason ?? '' },
    { title: WORDS.why[lang], show: why },
    { title: WORDS.command[lang], show: (item) => commandOf(item, practice) ?? '' },
  ];
}

/** Codes of stops and of sources stay: operations looks them up. */
function detailText({ kind, detail }: ToDoItem, lang: Language): string {
  if (detail === null || kind === 'said') return '';
  const [action = '', type = ''] = detail.split(' ');
  if (kind === 'task') return `[${actionText(action, type, lang)}]`;
  return `[${kind === 'request' ? typeName(detail, lang) : detail}]`;
}

function subjectText({ about }: ToDoItem): string {
  if (about === null) return '';
  const { name, email, client, clientNumber } = about;
  const who = [name, email === null ? null : `<${email}>`].filter((part) => part !== null).join(' ');
  const of = client === null || client === name ? '' : `${client} (${clientNumber ?? '-'})`;
  return [who, of].filter(Boolean).join(', ');
}
