// What `koppel account-request` does: shows the requests, and carries the office's answer out.
import { randomUUID } from 'node:crypto';
import type { AccountRequests } from '../../../connectors/connector.ts';
import type { AccountRequest } from '../../../connectors/portal-views.ts';
import { findAsked, noteRefused, readAskable, type Asked } from '../../database/people/account-requests.ts';
import type { StoredConnection } from '../../database/portal/connections.ts';
import { UsageError } from '../../errors.ts';
import { connectorOf } from '../../app/portals.ts';
import { applySwitches } from '../../actions/switch-link.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { AskingOptions, DecidingOptions } from '../frame/options.ts';
import { confirm, NOTHING_CHANGED } from '../frame/confirm.ts';
import { assertSwitchIsHere, findConnection, findPractice } from '../frame/find-practice.ts';
import { withPortal, type OpenPortal } from '../frame/portal-session.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

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
    throw new UsageError({
      en: `${connector.title} has no requests for an account.`,
      nl: `${connector.title} kent geen verzoeken om een account.`,
    });
  if (!session.mayCall(accountRequests.type))
    throw new UsageError({
      en: 'The calls for this are only assumed, and not proven at this address: answer the requests in the portal, or run `koppel connection test --prove`.',
      nl: 'De aanroepen hiervoor zijn alleen aangenomen, en op dit adres niet bewezen: beantwoord de verzoeken in het portaal, of geef `koppel connection test --prove`.',
    });
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
    gets: 'gets access at',
    getsNone: 'gets no access at',
  },
  nl: {
    none: 'Niemand heeft een account aangevraagd.',
    mailed: 'gemaild aan',
    by: 'gevraagd door',
    contact: 'contactpersoon',
    linked: 'de koppeling staat aan',
    unlinked: 'de koppeling staat uit',
    nobody: 'geen contactpersoon van deze klant heeft dit e-mailadres',
    gets: 'krijgt toegang bij',
    getsNone: 'krijgt geen toegang bij',
  },
} as const;

export async function listRequests(context: CommandContext, options: AskingOptions): Promise<void> {
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

export async function approve(
  context: CommandContext,
  id: string,
  options: DecidingOptions,
): Promise<number> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const { practice } = options;
  assertSwitchIsHere(await findPractice(store, practice));
  const connection = await findConnection(store, practice, options.connection);
  const request = await withPortal(foundation, connection, (portal) =>
    findOpen(context, { connection, portal, id }),
  );
  const { contact } = request;
  if (contact === null)
    throw new UsageError({
      en: 'No contact of this client has this e-mail address: add the contact in the practice software first.',
      nl: 'Geen contactpersoon van deze klant heeft dit e-mailadres: voeg de contactpersoon eerst toe in de praktijksoftware.',
    });
  out.line(`${request.name} <${request.email}> ${WORDS[lang].gets} ${request.client ?? '-'}.`);
  const question = {
    en: 'Switch the link of the contact on?',
    nl: 'De koppeling van de contactpersoon aanzetten?',
  };
  if (!(await confirm(context, question, options))) return answerNothing(out, { practice, request: id });
  const changed = await applySwitches(
    store,
    { connection, connectorOf, now: () => new Date(), newId: randomUUID },
    { requests: [{ record: contact, enabled: true, by: actingUser(options.by) }], confirmed: [] },
  );
  out.line({
    en: 'The link is on; the access that follows answers the request.',
    nl: 'De koppeling staat aan; de toegang die volgt beantwoordt het verzoek.',
  });
  out.result({ practice, request: id, answer: 'approved', changed: changed.size > 0 });
  return EXIT.ok;
}

export async function refuse(context: CommandContext, id: string, options: DecidingOptions): Promise<number> {
  const { foundation, out, lang } = context;
  const { practice } = options;
  const connection = await findConnection(foundation.store, practice, options.connection);
  return withPortal(foundation, connection, async (portal) => {
    const request = await findOpen(context, { connection, portal, id });
    out.line(`${request.name} <${request.email}> ${WORDS[lang].getsNone} ${request.client ?? '-'}.`);
    if (!(await confirm(context, { en: 'Refuse the request?', nl: 'Het verzoek weigeren?' }, options)))
      return answerNothing(out, { practice, request: id });
    const changed = await requestsOf(portal).refuse(portal.session, id);
    if (!changed)
      throw new UsageError({
        en: 'This request was answered in the same moment; nothing was changed.',
        nl: 'Dit verzoek is op hetzelfde moment beantwoord; er is niets gewijzigd.',
      });
    await foundation.store.inPractice(practice, (tx) =>
      noteRefused(tx, {
        practiceId: practice,
        connectionId: connection.id,
        clientId: request.clientId,
        by: actingUser(options.by),
        request: id,
      }),
    );
    out.line({ en: 'Refused.', nl: 'Geweigerd.' });
    out.result({ practice, request: id, answer: 'refused', changed });
    return EXIT.ok;
  });
}

function answerNothing(
  out: CommandContext['out'],
  asked: { readonly practice: string; readonly request: string },
): number {
  out.line(NOTHING_CHANGED);
  out.result({ ...asked, answer: 'none', changed: false });
  return EXIT.no;
}

async function findOpen(
  context: CommandContext,
  { connection, portal, id }: { connection: StoredConnection; portal: OpenPortal; id: string },
): Promise<Matched> {
  const requests = await readRequests(context, connection, portal);
  const found = requests.find((request) => request.id === id);
  if (found === undefined)
    throw new UsageError({
      en: 'No request has this id; `koppel account-request list` shows them with their ids.',
      nl: 'Geen verzoek heeft deze id; `koppel account-request list` toont ze met hun id.',
    });
  if (found.status !== 'open')
    throw new UsageError({
      en: `This request was answered before: ${found.status}.`,
      nl: `Dit verzoek is al beantwoord: ${found.status}.`,
    });
  return found;
}
