// What `koppel link` does: switches the link of one client or contact, once a person has seen whose access ends.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { connectorOf } from '../../app/portals.ts';
import { previewSwitch, switchLink, type SwitchRequest } from '../../actions/switch-link.ts';
import { actingUser } from '../frame/acting-user.ts';
import { type AskingOptions } from '../frame/asking-options.ts';
import { confirm } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { assertSwitchIsHere, findConnection, findPractice } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readJson } from '../frame/read-argument.ts';
import { reasonText, remedyText } from '../frame/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import type { Terminal } from '../frame/terminal.ts';

export interface LinkOptions extends AskingOptions {
  readonly settings?: string;
  readonly yes?: boolean;
  readonly by?: string;
}

interface Given {
  readonly text: string;
  readonly position: 'on' | 'off';
  readonly options: LinkOptions;
}

export async function switchOne(context: CommandContext, given: Given): Promise<number> {
  const { foundation, out, terminal, lang } = context;
  const { store } = foundation;
  const { text, position, options } = given;
  assertSwitchIsHere(await findPractice(store, options.practice));
  const connection = await findConnection(store, options.practice, options.connection);
  const looking = { connection, connectorOf, now: () => new Date(), newId: randomUUID };
  const request: SwitchRequest = {
    record: await findRecord(context, options.practice, text),
    enabled: position === 'on',
    by: actingUser(options.by),
    ...(await settingsOf(terminal, options)),
  };
  const preview = await previewSwitch(store, looking, request);
  const { revokes, waits } = preview;
  const answer = {
    practice: options.practice,
    connection: connection.name,
    record: request.record,
    link: position,
  };
  if (revokes.length > 0) {
    out.line(`Access that will be taken away (${revokes.length}):`);
    for (const access of revokes) out.line(`  ${describeAccess(access)}`);
    if (!(await confirm(terminal, 'Switch off and take this access away?', { yes: options.yes === true }))) {
      out.line('Nothing was changed.');
      out.result({ ...answer, changed: false, revokes, waits });
      return EXIT.no;
    }
  }
  const confirmed = revokes.map(({ resourceId }) => resourceId);
  const changed = await switchLink(store, looking, { ...request, confirmed });
  const already = changed ? 'now' : 'already';
  out.line(
    `The link of ${describeRecord(request.record, lang)} on ${connection.name} is ${position} ${already}.`,
  );
  if (waits !== null)
    out.line(`It does not go out yet: ${reasonText(waits, options.lang)} ${remedyText(waits, options.lang)}`);
  else if (changed) out.line('A running worker carries it out; `koppel explain` shows how far it is.');
  out.result({ ...answer, changed, revokes, waits });
  return EXIT.ok;
}

async function settingsOf(
  terminal: Terminal,
  { settings }: LinkOptions,
): Promise<Pick<SwitchRequest, 'settings'>> {
  if (settings === undefined) return {};
  const schema = z.record(z.string(), z.unknown());
  return { settings: parseOption('--settings', schema, await readJson(terminal, '--settings', settings)) };
}
