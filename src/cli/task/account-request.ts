// koppel account-request list|approve|refuse: requests for an account that a client made in the portal. The office
// answers: yes is giving the access, so the link of the contact is switched on; no is said in the portal.
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { AccountRequests } from '../../../connectors/connector.ts';
import type { AccountRequest } from '../../../connectors/portal-views.ts';
import { findAsked, noteRefused, readAskable, type Asked } from '../../database/people/account-requests.ts';
import type { StoredConnection } from '../../database/portal/connections.ts';
import { UsageError } from '../../errors.ts';
import { connectorOf } from '../../app/portals.ts';
import { switchLink } from '../../actions/switch-link.ts';
import { actingUser } from '../frame/acting-user.ts';
import { addAskingOptions, addByOption, type AskingOptions } from '../frame/asking-options.ts';
import { confirm } from '../frame/confirm.ts';
import { assertSwitchIsHere, findConnection, findPractice } from '../frame/find-practice.ts';
import { withPortal, type OpenPortal } from '../frame/portal-session.ts';
import { EXIT, runCommand, type CommandContext } from '../frame/run-command.ts';

interface AnswerOptions extends AskingOptions {
  readonly yes?: boolean;
  readonly by?: string;
}

const HELP = `
Koppel gives access only to contacts of the practice software: approving needs a contact of that client with that e-mail
address, and switches its link on; the portal counts the access as the answer.

Examples:
  koppel account-request list --practice jansen --connection clearfacts
  koppel account-request approve 7f1c… --practice jansen --connection clearfacts
  koppel account-request refuse 7f1c… --practice jansen --connection clearfacts --yes`;

export function addAccountRequestCommand(program: Command): void {
  const command = program
    .command('account-request')
    .description('requests for an account that clients made in the portal')
    .addHelpText('after', HELP);
  addAskingOptions(
    command.command('list').description('show them, with whom the portal mailed them to'),
  ).action((options: AskingOptions) => runCommand(options, (context) => listRequests(context, options)));
  addAnswer(command, 'approve', {
    description: 'switch the link of the contact on, which gives the access',
    run: approve,
  });
  addAnswer(command, 'refuse', { description: 'say no in the portal', run: refuse });
}

type Answer = (context: CommandContext, id: string, options: AnswerOptions) => Promise<number>;

function addAnswer(
  parent: Command,
  name: string,
  { description, run }: { description: string; run: Answer },
): void {
  const command = parent
    .command(name)
    .argument('<id>', 'id of the request')
    .description(description)
    .option('--yes', 'do not ask');
  addByOption(addAskingOptions(command))
    .addHelpText('after', HELP)
    .action((id: string, options: AnswerOptions) =>
      runCommand(options, (context) => run(context, id, options)),
    );
}

/** A request, and whom of the practice it is about. */
type Matched = AccountRequest & Asked;

async function readRequests(
  { foundation }: CommandContext,
  connection: StoredConnection,
  portal: OpenPortal,
): Promise<readonly Matched[]> {
  const [firstType = ''] = Object.keys(portal.connector.resources);
  const { store } = foundation;
  const { practiceId, id: connectionId } = connection;
  const keys = await store.inPractice(practiceId, (tx) => readAskable(tx, { connectionId, type: firstType }));
  const requests = await requestsOf(portal).read(portal.session, keys);
  const asked = await store.inPractice(practiceId, (tx) =>
    findAsked(tx, { connectionId, type: firstType }, requests),
  );
  return requests.flatMap((request, index) => {
    const about = asked[index];
    return about === undefined ? [] : [{ ...request, ...about }];
  });
}

function requestsOf({ connector, session }: OpenPortal): AccountRequests<unknown> {
  const { accountRequests } = connector;
  if (accountRequests === undefined)
    throw new UsageError(`${connector.title} has no requests for an account.`);
  if (!session.mayCall(accountRequests.type))
    throw new UsageError(
      `The calls for this are only assumed, and not proven at this address: answer the requests in the portal, or run \`koppel connection test --prove\`.`,
    );
  return accountRequests;
}

const WORDS = {
  en: {
    none: 'Nobody asked for an account.',
    mailed: 'mailed to',
    by: 'asked by',
    contact: 'contact',
    linked: 'its link is on',
    unlinked: 'its link is off',
    nobody: 'no contact of this client has this e-mail address',
  },
  nl: {
    none: 'Niemand heeft een account aangevraagd.',
    mailed: 'gemaild aan',
    by: 'gevraagd door',
    contact: 'contactpersoon',
    linked: 'de koppeling staat aan',
    unlinked: 'de koppeling staat uit',
    nobody: 'geen contactpersoon van deze klant heeft dit e-mailadres',
  },
} as const;

async function listRequests(context: CommandContext, options: AskingOptions): Promise<void> {
  const { foundation, out } = context;
  const { practice, lang } = options;
  const connection = await findConnection(foundation.store, practice, options.connection);
  const requests = await withPortal(foundation, connection, (portal) =>
    readRequests(context, connection, portal),
  );
  const words = WORDS[lang];
  if (requests.length === 0) out.line(words.none);
  for (const request of requests) {
    const { id, status, name, email, client, clientNumber, contact, responsible } = request;
    out.line(`${id}  ${status}: ${name} <${email}>, ${client ?? '-'} (${clientNumber ?? '-'})`);
    out.line(`  ${words.by} ${request.requestedBy}, ${request.requestedAt}`);
    out.line(`  ${words.mailed} ${responsible.kind} ${responsible.email ?? ''}`.trimEnd());
    const link = request.linked ? words.linked : words.unlinked;
    out.line(contact === null ? `  ${words.nobody}` : `  ${words.contact} ${contact.key}: ${link}`);
  }
  out.result({ practice, connection: connection.name, requests });
}

async function approve(context: CommandContext, id: string, options: AnswerOptions): Promise<number> {
  const { foundation, out } = context;
  const { store } = foundation;
  const { practice } = options;
  assertSwitchIsHere(await findPractice(store, practice));
  const connection = await findConnection(store, practice, options.connection);
  const request = await withPortal(foundation, connection, (portal) =>
    findOpen(context, { connection, portal, id }),
  );
  const { contact } = request;
  if (contact === null)
    throw new UsageError(
      'No contact of this client has this e-mail address: add the contact in the practice software first.',
    );
  out.line(`${request.name} <${request.email}> gets access at ${request.client ?? '-'}.`);
  if (!(await confirm('Switch the link of the contact on?', { yes: options.yes === true })))
    return answered(out, { practice, request: id, answer: 'none', changed: false });
  const changed = await switchLink(
    store,
    { connection, connectorOf, now: () => new Date(), newId: randomUUID },
    { record: contact, enabled: true, by: actingUser(options.by), confirmed: [] },
  );
  out.line('The link is on; the access that follows answers the request.');
  answered(out, { practice, request: id, answer: 'approved', changed });
  return EXIT.ok;
}

async function refuse(context: CommandContext, id: string, options: AnswerOptions): Promise<number> {
  const { foundation, out } = context;
  const { practice } = options;
  const connection = await findConnection(foundation.store, practice, options.connection);
  return withPortal(foundation, connection, async (portal) => {
    const request = await findOpen(context, { connection, portal, id });
    out.line(`${request.name} <${request.email}> gets no access at ${request.client ?? '-'}.`);
    if (!(await confirm('Refuse the request?', { yes: options.yes === true })))
      return answered(out, { practice, request: id, answer: 'none', changed: false });
    const changed = await requestsOf(portal).refuse(portal.session, id);
    if (!changed) throw new UsageError('This request was answered in the same moment; nothing was changed.');
    await foundation.store.inPractice(practice, (tx) =>
      noteRefused(tx, {
        practiceId: practice,
        connectionId: connection.id,
        clientId: request.clientId,
        by: actingUser(options.by),
        request: id,
      }),
    );
    out.line('Refused.');
    answered(out, { practice, request: id, answer: 'refused', changed });
    return EXIT.ok;
  });
}

function answered(out: CommandContext['out'], answer: Readonly<Record<string, unknown>>): number {
  if (answer['answer'] === 'none') out.line('Nothing was changed.');
  out.result(answer);
  return EXIT.no;
}

async function findOpen(
  context: CommandContext,
  { connection, portal, id }: { connection: StoredConnection; portal: OpenPortal; id: string },
): Promise<Matched> {
  const requests = await readRequests(context, connection, portal);
  const found = requests.find((request) => request.id === id);
  if (found === undefined)
    throw new UsageError('No request has this id; `koppel account-request list` shows them with their ids.');
  if (found.status !== 'open') throw new UsageError(`This request was answered before: ${found.status}.`);
  return found;
}
