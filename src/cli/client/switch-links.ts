// What `koppel link` does: switches the links of clients and contacts, once a person has seen what will really happen.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { connectorOf } from '../../app/portals.ts';
import {
  previewSwitches,
  switchLink,
  type SwitchPreview,
  type SwitchRequest,
} from '../../actions/switch-link.ts';
import type { NamedRecord } from '../../database/people/explain.ts';
import type { Language, Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import { type AskingOptions } from '../frame/asking-options.ts';
import { confirm } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { assertSwitchIsHere, findConnection, findPractice } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readJson, readLines } from '../frame/read-argument.ts';
import { reasonText, remedyText } from '../../domain/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import type { Terminal } from '../frame/terminal.ts';

export interface LinkOptions extends AskingOptions {
  readonly from?: string;
  readonly settings?: string;
  readonly yes?: boolean;
  readonly by?: string;
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
  alreadyOn: { en: 'already on', nl: 'stond al aan' },
  off: { en: 'off', nl: 'uit' },
  alreadyOff: { en: 'already off', nl: 'stond al uit' },
  ends: { en: 'access that ends', nl: 'toegang die eindigt' },
  switchOn: { en: 'Switch on?', nl: 'Aanzetten?' },
  switchOff: { en: 'Switch off and take this access away?', nl: 'Uitzetten en deze toegang intrekken?' },
  nothing: { en: 'Nothing was changed.', nl: 'Er is niets gewijzigd.' },
  changed: { en: 'Links that changed', nl: 'Koppelingen die zijn gewijzigd' },
  follow: {
    en: 'A running worker carries it out; `koppel explain` shows how far it is.',
    nl: 'Een draaiende worker voert het uit; `koppel explain` toont hoe ver het is.',
  },
} as const satisfies Record<string, Text>;

export async function switchLinks(context: CommandContext, given: Given): Promise<number> {
  const { foundation, out, terminal, lang } = context;
  const { store } = foundation;
  const { position, options } = given;
  assertSwitchIsHere(await findPractice(store, options.practice));
  const connection = await findConnection(store, options.practice, options.connection);
  const looking = { connection, connectorOf, now: () => new Date(), newId: randomUUID };
  const requests = await toRequests(context, given);
  const previews = await previewSwitches(store, looking, requests);
  const revokes = previews.flatMap((preview) => preview.revokes);
  for (const [index, { record }] of requests.entries())
    show(context, record, { position, preview: previews[index] });
  const answer = { practice: options.practice, connection: connection.name, link: position };
  // A single record that loses nothing is what was asked for; several may be more than was meant.
  if (revokes.length > 0 || requests.length > 1) {
    const question =
      revokes.length > 0 ? WORDS.switchOff : position === 'on' ? WORDS.switchOn : WORDS.switchOff;
    if (!(await confirm(terminal, question[lang], { yes: options.yes === true, lang }))) {
      out.line(WORDS.nothing[lang]);
      out.result({ ...answer, changed: false, revokes, records: toAnswers(requests, previews, new Set()) });
      return EXIT.no;
    }
  }
  const changed = new Set<string>();
  const confirmed = revokes.map(({ resourceId }) => resourceId);
  for (const request of requests)
    if (await switchLink(store, looking, { ...request, confirmed })) changed.add(request.record.id);
  out.line(`${WORDS.changed[lang]}: ${changed.size}.`);
  if (changed.size > 0 && previews.some(({ waits }) => waits === null)) out.line(WORDS.follow[lang]);
  const records = toAnswers(requests, previews, changed);
  out.result({ ...answer, changed: changed.size > 0, revokes, records });
  return EXIT.ok;
}

/** Clients first: their contacts then find them switched on. */
async function toRequests(
  context: CommandContext,
  { texts, position, options }: Given,
): Promise<readonly SwitchRequest[]> {
  const { terminal, lang } = context;
  const listed = options.from === undefined ? [] : await readLines(terminal, '--from', options.from);
  const recordById = new Map<string, NamedRecord>();
  for (const text of [...texts, ...listed]) {
    const record = await findRecord(context, options.practice, text);
    recordById.set(record.id, record);
  }
  if (recordById.size === 0) throw new UsageError(WORDS.nobody[lang]);
  const settings = await settingsOf(terminal, options);
  return [...recordById.values()]
    .sort((one, other) => one.kind.localeCompare(other.kind))
    .map((record) => ({ record, enabled: position === 'on', by: actingUser(options.by), ...settings }));
}

interface Shown {
  readonly position: 'on' | 'off';
  readonly preview: SwitchPreview | undefined;
}

function show({ out, lang }: CommandContext, record: NamedRecord, { position, preview }: Shown): void {
  if (preview === undefined) return;
  out.line(
    `${describeRecord(record, lang)}: ${position === 'on' ? onText(preview, lang) : offText(preview, lang)}`,
  );
  for (const access of preview.revokes) out.line(`  ${WORDS.ends[lang]}: ${describeAccess(access, lang)}`);
}

function onText({ stands, waits }: SwitchPreview, lang: Language): string {
  if (waits !== null) return `${WORDS.onWaits[lang]}: ${reasonText(waits, lang)} ${remedyText(waits, lang)}`;
  return (stands ? WORDS.alreadyOn : WORDS.onGoes)[lang];
}

function offText({ stands }: SwitchPreview, lang: Language): string {
  return (stands ? WORDS.alreadyOff : WORDS.off)[lang];
}

function toAnswers(
  requests: readonly SwitchRequest[],
  previews: readonly SwitchPreview[],
  changed: ReadonlySet<string>,
) {
  return requests.map(({ record }, index) => ({
    record,
    changed: changed.has(record.id),
    waits: previews[index]?.waits ?? null,
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
