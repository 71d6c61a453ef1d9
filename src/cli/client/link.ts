// koppel link on|off: switches a link, for practices whose switch lives in Koppel.
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { connectorOf } from '../../app/portals.ts';
import { previewSwitch, switchLink, type SwitchRequest } from '../../actions/switch-link.ts';
import { actingUser } from '../frame/acting-user.ts';
import { addAskingOptions, addByOption, type AskingOptions } from '../frame/asking-options.ts';
import { confirm } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { assertSwitchIsHere, findConnection, findPractice } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readJson } from '../frame/read-argument.ts';
import { EXIT, runCommand, type CommandContext } from '../frame/run-command.ts';

interface LinkOptions extends AskingOptions {
  readonly settings?: string;
  readonly yes?: boolean;
  readonly by?: string;
}

const HELP = `
Only for a practice whose links are switched in Koppel (koppel practice add … --links-from koppel). Switching off
shows first whose access will be taken away; confirming approves exactly that. Doing it again changes nothing.

Examples:
  koppel link on 1001 --practice jansen
  koppel link off anna@example.nl --practice jansen --yes`;

export function addLinkCommand(program: Command): void {
  const link = program
    .command('link')
    .description('switch the link of a client or contact on or off')
    .addHelpText('after', HELP);
  addSwitch(link, 'on');
  addSwitch(link, 'off');
}

function addSwitch(link: Command, position: 'on' | 'off'): void {
  const command = link
    .command(position)
    .argument('<client|contact>', 'its key, its id, a client number, or the e-mail address of a contact')
    .description(`switch the link ${position}`);
  addByOption(addAskingOptions(command));
  if (position === 'on')
    command.option('--settings <json>', 'settings of the link: JSON, or @file; left out: they stay');
  else command.option('--yes', 'do not ask');
  command
    .addHelpText('after', HELP)
    .action((text: string, options: LinkOptions) =>
      runCommand(options, (context) => switchOne(context, { text, position, options })),
    );
}

interface Given {
  readonly text: string;
  readonly position: 'on' | 'off';
  readonly options: LinkOptions;
}

async function switchOne({ foundation, out }: CommandContext, given: Given): Promise<number> {
  const { store } = foundation;
  const { text, position, options } = given;
  assertSwitchIsHere(await findPractice(store, options.practice));
  const connection = await findConnection(store, options.practice, options.connection);
  const context = { connection, connectorOf, now: () => new Date(), newId: randomUUID };
  const request: SwitchRequest = {
    record: await findRecord({ store, out }, options.practice, text),
    enabled: position === 'on',
    by: actingUser(options.by),
    ...(await settingsOf(options)),
  };
  const preview = await previewSwitch(store, context, request);
  const { revokes } = preview;
  const answer = {
    practice: options.practice,
    connection: connection.name,
    record: request.record,
    link: position,
  };
  if (revokes.length > 0) {
    out.line(`Access that will be taken away (${revokes.length}):`);
    for (const access of revokes) out.line(`  ${describeAccess(access)}`);
    if (!(await confirm('Switch off and take this access away?', { yes: options.yes === true }))) {
      out.line('Nothing was changed.');
      out.result({ ...answer, changed: false, revokes });
      return EXIT.no;
    }
  }
  const confirmed = revokes.map(({ resourceId }) => resourceId);
  const changed = await switchLink(store, context, { ...request, confirmed });
  const already = changed ? 'now' : 'already';
  out.line(`The link of ${describeRecord(request.record)} on ${connection.name} is ${position} ${already}.`);
  if (changed) out.line('A running worker carries it out; `koppel explain` shows how far it is.');
  out.result({ ...answer, changed, revokes });
  return EXIT.ok;
}

async function settingsOf({ settings }: LinkOptions): Promise<Pick<SwitchRequest, 'settings'>> {
  if (settings === undefined) return {};
  const schema = z.record(z.string(), z.unknown());
  return { settings: parseOption('--settings', schema, await readJson('--settings', settings)) };
}
