// The office asks to join the organisations that its clients have added themselves: an account first, the approval of one
// administrator, and the tick beside it.
import { ofAllClients } from '../koppel-views.ts';
import { countLists, countMails, countOf, countRoles, theEmployee } from './count-members.ts';
import { EMPLOYEE, type Office, type OfficeClient } from './office.ts';
import type { PortalEyes } from './portal-eyes.ts';
import { view, type Step, type View } from './step.ts';

export function joinSteps(office: Office): readonly Step[] {
  return [
    accountRegistered(office),
    organisationsReached(office),
    answered(office),
    listsDiffer(office),
    ticked(office),
  ];
}

function accountRegistered({ clients, known }: Office): Step {
  return {
    name: 'account-registered',
    story: {
      en: `The practice software links ${clients.length} clients. Koppel registers an account for ${EMPLOYEE.firstName}; nothing else is done before it is confirmed by mail.`,
      nl: `De praktijksoftware koppelt ${clients.length} klanten. Koppel registreert een account voor ${EMPLOYEE.firstName}; verder gebeurt er niets voordat het per mail is bevestigd.`,
    },
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          awaiting: countOf(state.accounts, 'awaiting-confirmation'),
          organisations: state.organisations.length,
          mails: countMails(state),
        };
      },
      expected: { awaiting: 1, organisations: known.length, mails: { 'confirm-account': 1 } },
      tell: (read) => ({
        en: `${read.awaiting} account awaits its owner; ${read.organisations} organisations are known, as before.`,
        nl: `${read.awaiting} account wacht op de eigenaar; ${read.organisations} organisaties zijn bekend, zoals eerder.`,
      }),
    }),
    koppel: ofAllClients(
      { ACCOUNT_NOT_CONFIRMED: clients.length - 1, WK_NUMBER_MISSING: 1 },
      { employee: clients.length - 1 },
    ),
  };
}

function organisationsReached({ known, unknown }: Office): Step {
  return {
    name: 'organisations-reached',
    story: {
      en: `${EMPLOYEE.firstName} opens the mail and confirms. Koppel asks to join what is known, and adds the organisations that nobody has added yet.`,
      nl: `${EMPLOYEE.firstName} opent de mail en bevestigt. Koppel vraagt toegang tot wat bekend is, en voegt de organisaties toe die nog niemand heeft toegevoegd.`,
    },
    play: ({ portal }) => portal.does('person confirm', { email: EMPLOYEE.email }),
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          pending: countOf(state.joinRequests, 'pending'),
          requestMails: countMails(state)['join-request'] ?? 0,
          administering: countRoles(state, unknown, { role: 'administrator', of: theEmployee }),
          askedToJoinOwn: state.joinRequests.length - known.length,
        };
      },
      expected: {
        pending: known.length,
        requestMails: known.length * 2,
        administering: unknown.length,
        askedToJoinOwn: 0,
      },
      tell: (read) => ({
        en: `${read.pending} requests are open, and ${read.requestMails} mails went to all administrators. ${EMPLOYEE.firstName} administers the ${read.administering} organisations that were added, and asked to join ${read.askedToJoinOwn} of those.`,
        nl: `${read.pending} verzoeken staan open, en ${read.requestMails} mails gingen naar alle beheerders. ${EMPLOYEE.firstName} beheert de ${read.administering} organisaties die zijn toegevoegd, en vroeg toegang tot ${read.askedToJoinOwn} daarvan.`,
      }),
    }),
    koppel: ofAllClients(
      { MEMBERSHIP_NOT_APPROVED: known.length, HAND_OVER_WAITS: unknown.length, WK_NUMBER_MISSING: 1 },
      { client: known.length, contact: unknown.length },
    ),
  };
}

function answered({ known, unknown, declining, forgetful }: Office): Step {
  const approving = known.filter((client) => client !== declining);
  return {
    name: 'answered',
    story: {
      en: `One administrator of each client answers: ${approving.length} approve, ${declining.client.name} declines. ${forgetful.client.name} forgets to tick Support Community.`,
      nl: `Eén beheerder van elke klant antwoordt: ${approving.length} keuren goed, ${declining.client.name} weigert. ${forgetful.client.name} vergeet Support Community aan te vinken.`,
    },
    async play({ portal }) {
      for (const client of approving) await approve(portal, client, { tick: client !== forgetful });
      await portal.does('administrator decline', answerTo(declining));
    },
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          declined: countOf(state.joinRequests, 'declined'),
          approvals: countMails(state)['join-approved'] ?? 0,
          ...countLists(state),
        };
      },
      expected: {
        declined: 1,
        approvals: approving.length,
        memberOf: approving.length + unknown.length,
        mayManageCasesFor: approving.length + unknown.length - 1,
      },
      tell: (read) => ({
        en: `${read.declined} request is declined and ${read.approvals} approvals were mailed. ${EMPLOYEE.firstName} is a member of ${read.memberOf} organisations and may manage cases for ${read.mayManageCasesFor}.`,
        nl: `${read.declined} verzoek is geweigerd en ${read.approvals} goedkeuringen zijn gemaild. ${EMPLOYEE.firstName} is lid van ${read.memberOf} organisaties en mag cases beheren voor ${read.mayManageCasesFor}.`,
      }),
    }),
    koppel: ofAllClients(
      {
        IN_SYNC: approving.length - 1,
        TICK_MISSING: 1,
        MEMBERSHIP_DECLINED: 1,
        HAND_OVER_WAITS: unknown.length,
        WK_NUMBER_MISSING: 1,
      },
      { client: 1, contact: unknown.length },
      'TICK_MISSING',
    ),
  };
}

function answerTo({ numbers }: OfficeClient) {
  return { organisation: numbers.customerNumber, email: EMPLOYEE.email };
}

function approve(portal: PortalEyes, client: OfficeClient, { tick }: { tick: boolean }): Promise<void> {
  return portal.does('administrator approve', { ...answerTo(client), tick });
}

function listsDiffer(office: Office): Step {
  return {
    name: 'lists-differ',
    story: {
      en: `The two lists of the portal side by side: the organisation switch, and the Support Community.`,
      nl: `De twee lijsten van het portaal naast elkaar: de keuze van de organisatie, en de Support Community.`,
    },
    sandbox: listsInSandbox(office),
    koppel: listsInKoppel(office),
  };
}

function listsInSandbox({ forgetful, known, unknown }: Office): View {
  const members = known.length - 1 + unknown.length;
  return view({
    read: async ({ portal }) => {
      const { accounts, organisations } = await portal.state();
      const own = accounts.find(({ email }) => email === EMPLOYEE.email);
      const missing = own?.memberOf.filter((number) => !own.mayManageCasesFor.includes(number)) ?? [];
      const names = organisations.filter(({ customerNumber }) => missing.includes(customerNumber));
      return { members: own?.memberOf.length ?? 0, missing: names.map(({ name }) => name) };
    },
    expected: { members, missing: [forgetful.client.name] },
    tell: (read) => ({
      en: `Of ${read.members} organisations the Support Community does not list ${read.missing.join(', ')}.`,
      nl: `Van ${read.members} organisaties toont de Support Community niet: ${read.missing.join(', ')}.`,
    }),
  });
}

function listsInKoppel({ forgetful, known, unknown }: Office): View {
  const members = known.length - 1 + unknown.length;
  const words = {
    en: 'the tick is missing: an administrator of the client must tick Support Community',
    nl: 'het vinkje ontbreekt: een beheerder van de klant moet Support Community aanvinken',
  };
  return view({
    read: async ({ koppel, audience }) => {
      const lines = await koppel.memberships(audience.signal);
      const differing = lines.filter(({ difference }) => difference !== null);
      return {
        members: lines.filter(({ isMember }) => isMember).length,
        missing: differing.map(({ organisation }) => organisation),
        explained: differing.filter(({ difference }) => difference?.en.includes(words.en) === true).length,
      };
    },
    expected: { members, missing: [forgetful.client.name], explained: 1 },
    tell: (read) => ({
      en: `Member of ${read.members}. Missing: ${read.missing.join(', ')}, of which ${read.explained} is explained: ${words.en}.`,
      nl: `Lid van ${read.members}. Ontbrekend: ${read.missing.join(', ')}, waarvan ${read.explained} is verklaard: ${words.nl}.`,
    }),
  });
}

function ticked({ known, unknown, forgetful, declining }: Office): Step {
  const members = known.filter((client) => client !== declining).length;
  return {
    name: 'ticked',
    story: {
      en: `The office calls ${forgetful.client.name}, whose administrator sets the tick.`,
      nl: `Het kantoor belt ${forgetful.client.name}, waar de beheerder het vinkje zet.`,
    },
    play: ({ portal }) => portal.does('administrator tick', answerTo(forgetful)),
    sandbox: view({
      read: async ({ portal }) => countLists(await portal.state()),
      expected: { memberOf: members + unknown.length, mayManageCasesFor: members + unknown.length },
      tell: (read) => ({
        en: `Both lists hold ${read.memberOf} and ${read.mayManageCasesFor} organisations.`,
        nl: `De lijsten bevatten ${read.memberOf} en ${read.mayManageCasesFor} organisaties.`,
      }),
    }),
    koppel: ofAllClients(
      {
        IN_SYNC: members,
        MEMBERSHIP_DECLINED: 1,
        HAND_OVER_WAITS: unknown.length,
        WK_NUMBER_MISSING: 1,
      },
      { contact: unknown.length },
    ),
  };
}
