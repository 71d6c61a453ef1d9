// What `koppel link` does: switches the links of clients and contacts, once a person has seen what will really happen.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { connectorOf } from '../../app/portals.ts';
import {
  applySwitches,
  previewSwitches,
  type SwitchPreview,
  type SwitchRequest,
} from '../../actions/switch-link.ts';
import type { NamedRecord } from '../../database/people/explain.ts';
import type { Language, Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import { type DecidingOptions } from '../frame/options.ts';
import { confirm, NOTHING_CHANGED } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { assertSwitchIsHere, findConnection, findPractice } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readJson, readLines } from '../frame/read-argument.ts';
import { reasonText, whatToType } from '../../domain/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import type { Terminal } from '../frame/terminal.ts';

export interface LinkOptions extends DecidingOptions {
  readonly from?: string;
  readonly settings?: string;
}

export interface Given {
  readonly texts: readonly string[];
  readonly position: 'on' | 'off';
  readonly options: LinkOptions;
}

const WORDS = {
  nobody: {
    en: 'Say whose link: a record, or --from with a file.',
    nl: 'Zeg wiens koppeling: een record, of --from met een bestand.',
  },
  onGoes: { en: 'on, and goes out', nl: 'aan, en wordt doorgezet' },
  onWaits: { en: 'on, but waits', nl: 'aan, maar wacht' },
  never: { en: 'cannot be switched on', nl: 'kan niet worden aangezet' },
  granted: { en: 'gets access, and may be mailed', nl: 'krijgt toegang, en kan worden gemaild' },
  alreadyOn: { en: 'already on', nl: 'stond al aan' },
  off: { en: 'off', nl: 'uit' },
  alreadyOff: { en: 'already off', nl: 'stond al uit' },
  ends: { en: 'access that ends', nl: 'toegang die eindigt' },
  switchOn: { en: 'Switch on?', nl: 'Aanzetten?' },
  switchOff: { en: 'Switch off and take this access away?', nl: 'Uitzetten en deze toegang intrekken?' },
  changed: { en: 'Links that changed', nl: 'Koppelingen die zijn gewijzigd' },
  follow: {
    en: 'A running worker carries it out; `koppel explain` shows how far it is.',
    nl: 'Een draaiende worker voert het uit; `koppel explain` toont hoe ver het is.',
  },
} as const satisfies Record<string, Text>;

export async function switchLinks(context: CommandContext, given: Given): Promise<number> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const { position, options } = given;
  assertSwitchIsHere(await findPractice(store, options.practice));
  const connection = await findConnection(store, options.practice, options.connection);
  const looking = { connection, connectorOf, now: () => new Date(), newId: randomUUID };
  const { requests, isGuessed } = await toRequests(context, given);
  const { records, revokes } = await previewSwitches(store, looking, requests);
  const said = new Set<string>();
  for (const preview of records) show(context, { position, preview, said });
  for (const access of revokes) out.line(`${WORDS.ends[lang]}: ${describeAccess(access, lang)}`);
  const answer = { practice: options.practice, connection: connection.name, link: position };
  const going = requests.filter((_request, index) => records[index]?.refused === null);
  const done = going.length === requests.length ? EXIT.ok : EXIT.no;
  if (going.length > 0 && mayBeMore({ going: going.length, ends: revokes.length, isGuessed })) {
    const question = position === 'on' ? WORDS.switchOn : WORDS.switchOff;
    if (!(await confirm(context, question, options))) {
      out.line(NOTHING_CHANGED);
      out.result({ ...answer, changed: false, revokes, records: toAnswers(records, new Set()) });
      return EXIT.no;
    }
  }
  const changed = new Set<string>();
  const confirmed = revokes.map(({ resourceId }) => resourceId);
  // One by one: a file may hold thousands, and nothing else should wait for all of them.
  for (const request of going)
    for (const id of await applySwitches(store, looking, { requests: [request], confirmed })) changed.add(id);
  out.line(`${WORDS.changed[lang]}: ${changed.size}.`);
  if (changed.size > 0 && records.some(({ waits }) => waits === null)) out.line(WORDS.follow);
  out.result({ ...answer, changed: changed.size > 0, revokes, records: toAnswers(records, changed) });
  return done;
}

/** Than was meant: a single record that loses nothing, and was named whole, is what was asked for. */
function mayBeMore({ going, ends, isGuessed }: { going: number; ends: number; isGuessed: boolean }): boolean {
  return ends > 0 || going > 1 || isGuessed;
}

/** Clients first: their contacts then find them switched on. `isGuessed`: one was found by a part of what it is called. */
async function toRequests(
  context: CommandContext,
  { texts, position, options }: Given,
): Promise<{ readonly requests: readonly SwitchRequest[]; readonly isGuessed: boolean }> {
  const { terminal } = context;
  const listed = options.from === undefined ? [] : await readLines(terminal, '--from', options.from);
  const recordById = new Map<string, NamedRecord>();
  let isGuessed = false;
  for (const text of [...texts, ...listed]) {
    const record = await findRecord(context, options.practice, text);
    recordById.set(record.id, record);
    isGuessed ||= !isNamedWhole(record, text);
  }
  if (recordById.size === 0) throw new UsageError(WORDS.nobody);
  const settings = await settingsOf(terminal, options);
  const requests = [...recordById.values()]
    .sort((one, other) => one.kind.localeCompare(other.kind))
    .map((record) => ({ record, enabled: position === 'on', by: actingUser(options.by), ...settings }));
  return { requests, isGuessed };
}

function isNamedWhole({ id, key, number, email, name }: NamedRecord, text: string): boolean {
  const said = text.trim().toLowerCase();
  return id.startsWith(said) || [key, number, email, name].some((whole) => whole?.toLowerCase() === said);
}

interface Showing {
  readonly position: 'on' | 'off';
  readonly preview: SwitchPreview;
  /** Who gets access, as far as it was said: with a client, all of its contacts. */
  readonly said: Set<string>;
}

function show({ out, lang }: CommandContext, { position, preview, said }: Showing): void {
  const { record, grants } = preview;
  out.line(
    `${describeRecord(record, lang)}: ${position === 'on' ? onText(preview, lang) : offText(preview, lang)}`,
  );
  for (const who of grants.filter((one) => !said.has(one))) {
    said.add(who);
    out.line(`  ${WORDS.granted[lang]}: ${who}`);
  }
}

function onText({ stands, refused, waits }: SwitchPreview, lang: Language): string {
  if (waits === null) return (stands ? WORDS.alreadyOn : WORDS.onGoes)[lang];
  const what = refused === null ? WORDS.onWaits : WORDS.never;
  return `${what[lang]}: ${reasonText(waits, lang)} ${whatToType({ reason: waits, linked: true }, lang)}`;
}

function offText({ stands }: SwitchPreview, lang: Language): string {
  return (stands ? WORDS.alreadyOff : WORDS.off)[lang];
}

function toAnswers(records: readonly SwitchPreview[], changed: ReadonlySet<string>) {
  return records.map(({ record, refused, waits }) => ({
    ...{ record, refused, waits },
    changed: changed.has(record.id),
  }));
}

async function settingsOf(
  terminal: Terminal,
  { settings }: LinkOptions,
): Promise<Pick<SwitchRequest, 'settings'>> {
  if (settings === undefined) return {};
  const schema = z.record(z.string(), z.unknown());
  return { settings: parseOption('--settings', schema, await readJson(terminal, '--settings', settings)) };
}
