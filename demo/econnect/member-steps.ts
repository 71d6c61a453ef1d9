// The step that Koppel cannot take: a client's administrator adds the office to the organisation, after signing out and in
// again, and the colleagues accept.
import { ofAllClients, ofEverybody } from '../koppel-views.ts';
import { countContacts, MANAGERS, type Office, type OfficeClient } from './office.ts';
import type { HandAction, PortalState } from './portal-eyes.ts';
import { view, type Step } from './step.ts';

const [PRIMARY] = MANAGERS;

export function memberSteps({ clients, accepting, sharing }: Office): readonly Step[] {
  const partnered = [...accepting, ...sharing];
  const left = clients.length - partnered.length;
  return [notFoundYet(partnered, left), membersAdded(partnered, left), membersAccept(clients, partnered)];
}

function notFoundYet(partnered: readonly OfficeClient[], left: number): Step {
  const refusals: (string | null)[] = [];
  return {
    name: 'office-not-found-yet',
    story: {
      en: `The administrators of ${partnered.length} clients try to add ${PRIMARY} to their organisation. Their session is older than the partnership.`,
      nl: `De beheerders van ${partnered.length} klanten proberen ${PRIMARY} aan hun organisatie toe te voegen. Hun sessie is ouder dan het partnerschap.`,
    },
    async play({ portal }) {
      for (const client of partnered) refusals.push(await portal.tries(addition(client, PRIMARY)));
    },
    sandbox: view({
      read: async ({ portal }) => ({
        refused: refusals.filter((code) => code === 'CANDIDATE_NOT_FOUND').length,
        colleaguesAdded: countColleagues(await portal.state(), ['invited', 'active']),
      }),
      expected: { refused: partnered.length, colleaguesAdded: 0 },
      tell: (read) => ({
        en: `${read.refused} times the search finds nobody; ${read.colleaguesAdded} colleagues are added.`,
        nl: `${read.refused} keer vindt het zoeken niemand; ${read.colleaguesAdded} collega's zijn toegevoegd.`,
      }),
    }),
    koppel: ofAllClients(
      { MEMBER_NOT_ADDED: partnered.length, REQUEST_NOT_ACCEPTED: left },
      { client: partnered.length + left },
      'MEMBER_NOT_ADDED',
    ),
  };
}

function membersAdded(partnered: readonly OfficeClient[], left: number): Step {
  const added = partnered.length * MANAGERS.length;
  return {
    name: 'members-added',
    story: {
      en: `They sign out and in again, as Koppel advises, and then find and add both relationship managers.`,
      nl: `Zij melden zich af en weer aan, zoals Koppel aanraadt, en vinden dan beide relatiemanagers en voegen hen toe.`,
    },
    async play({ portal }) {
      for (const client of partnered) {
        await portal.does({ human: 'client', does: 'sign-in-again', email: client.manager.email });
        for (const email of MANAGERS) await portal.does(addition(client, email));
      }
    },
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          invited: countColleagues(state, ['invited']),
          accepted: countColleagues(state, ['active']),
          mails: state.mails.filter(({ occasion }) => occasion === 'member-invited').length,
        };
      },
      expected: { invited: added, accepted: 0, mails: added },
      tell: (read) => ({
        en: `${read.invited} invitations are open and ${read.accepted} accepted; ${read.mails} mails were sent for them.`,
        nl: `${read.invited} uitnodigingen staan open en ${read.accepted} zijn geaccepteerd; daarvoor zijn ${read.mails} mails gestuurd.`,
      }),
    }),
    koppel: ofAllClients(
      { INVITATION_NOT_ACCEPTED: partnered.length, REQUEST_NOT_ACCEPTED: left },
      { employee: partnered.length, client: left },
    ),
  };
}

function membersAccept(clients: readonly OfficeClient[], partnered: readonly OfficeClient[]): Step {
  const contacts = countContacts(partnered);
  return {
    name: 'members-accept',
    story: {
      en: 'Both colleagues accept every invitation in Inbox IN. The office now works in these organisations.',
      nl: "Beide collega's accepteren elke uitnodiging in Inbox IN. Het kantoor werkt nu in deze organisaties.",
    },
    async play({ portal }) {
      for (const { party } of partnered) {
        for (const email of MANAGERS) {
          await portal.does({ human: 'colleague', does: 'accept-membership', organisation: party, email });
        }
      }
    },
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          accepted: countColleagues(state, ['active']),
          organisationsSeen: state.access.filter(({ people }) =>
            MANAGERS.every((email) => people.some((one) => one.email === email && one.by === 'member')),
          ).length,
        };
      },
      expected: { accepted: partnered.length * MANAGERS.length, organisationsSeen: partnered.length },
      tell: (read) => ({
        en: `${read.accepted} memberships are accepted; both relationship managers can see the documents of ${read.organisationsSeen} organisations.`,
        nl: `${read.accepted} lidmaatschappen zijn geaccepteerd; beide relatiemanagers kunnen de documenten van ${read.organisationsSeen} organisaties zien.`,
      }),
    }),
    koppel: ofEverybody(
      { IN_SYNC: partnered.length, REQUEST_NOT_ACCEPTED: clients.length - partnered.length },
      { IN_SYNC: contacts, HELD_BY_CLIENT: countContacts(clients) - contacts },
    ),
  };
}

function addition({ party, manager }: OfficeClient, email: string): HandAction {
  return {
    human: 'client',
    does: 'add-member',
    organisation: party,
    email,
    by: manager.email,
    role: 'Member',
  };
}

function countColleagues({ organisations }: PortalState, statuses: readonly string[]): number {
  const members = organisations.flatMap((organisation) => organisation.members);
  return members.filter(
    ({ email, status }) => MANAGERS.some((manager) => manager === email) && statuses.includes(status),
  ).length;
}
