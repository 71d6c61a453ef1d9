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
    story: `The practice software links ${clients.length} clients. Koppel registers an account for ${EMPLOYEE.firstName}; nothing else is done before it is confirmed by mail.`,
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
      tell: (read) =>
        `${read.awaiting} account awaits its owner; ${read.organisations} organisations are known, as before.`,
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
    story: `${EMPLOYEE.firstName} opens the mail and confirms. Koppel asks to join what is known, and adds the organisations that nobody has added yet.`,
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
      tell: (read) =>
        `${read.pending} requests are open, and ${read.requestMails} mails went to all administrators. ${EMPLOYEE.firstName} administers the ${read.administering} organisations that were added, and asked to join ${read.askedToJoinOwn} of those.`,
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
    story: `One administrator of each client answers: ${approving.length} approve, ${declining.client.name} declines. ${forgetful.client.name} forgets to tick Support Community.`,
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
      tell: (read) =>
        `${read.declined} request is declined and ${read.approvals} approvals were mailed. ${EMPLOYEE.firstName} is a member of ${read.memberOf} organisations and may manage cases for ${read.mayManageCasesFor}.`,
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
    story: `The two lists of the portal side by side: the organisation switch, and the Support Community.`,
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
    tell: (read) =>
      `Of ${read.members} organisations the Support Community does not list ${read.missing.join(', ')}.`,
  });
}

function listsInKoppel({ forgetful, known, unknown }: Office): View {
  const members = known.length - 1 + unknown.length;
  const words = 'the tick is missing: an administrator of the client must tick Support Community';
  return view({
    read: async ({ koppel, audience }) => {
      const lines = await koppel.memberships(audience.signal);
      const differing = lines.filter(({ difference }) => difference !== null);
      return {
        members: lines.filter(({ isMember }) => isMember).length,
        missing: differing.map(({ organisation }) => organisation),
        explained: differing.filter(({ difference }) => difference?.en.includes(words) === true).length,
      };
    },
    expected: { members, missing: [forgetful.client.name], explained: 1 },
    tell: (read) =>
      `Member of ${read.members}. Missing: ${read.missing.join(', ')}, of which ${read.explained} is explained: ${words}.`,
  });
}

function ticked({ known, unknown, forgetful, declining }: Office): Step {
  const members = known.filter((client) => client !== declining).length;
  return {
    name: 'ticked',
    story: `The office calls ${forgetful.client.name}, whose administrator sets the tick.`,
    play: ({ portal }) => portal.does('administrator tick', answerTo(forgetful)),
    sandbox: view({
      read: async ({ portal }) => countLists(await portal.state()),
      expected: { memberOf: members + unknown.length, mayManageCasesFor: members + unknown.length },
      tell: (read) => `Both lists hold ${read.memberOf} and ${read.mayManageCasesFor} organisations.`,
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
