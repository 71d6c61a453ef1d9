// Dossiers and their configuration: who is let in, who waits, and nobody mailed for nothing.
import { ofEverybody, ofOne } from '../koppel-views.ts';
import { contactsOf, named, type Office, type OfficeClient } from './office.ts';
import type { PortalState } from './portal-eyes.ts';
import { view, type Step, type View } from './step.ts';

export function dossierSteps(office: Office): readonly Step[] {
  return [linked(office), lateDossier(office), configured(office), knownUser(office)];
}

/** Els counts once, the boss of the salon had a user before, and two wait. */
const USERS = 6;

function linked({ clients, garage }: Office): Step {
  const contacts = contactsOf(clients).length;
  return {
    name: 'linked',
    story: {
      en: `The practice software links ${clients.length} clients with ${contacts} contacts. One dossier has not come from the accounting package yet, and the dossier of ${garage.client.name} is for full feedback only.`,
      nl: `De praktijksoftware koppelt ${clients.length} klanten met ${contacts} contactpersonen. Eén dossier is nog niet uit het boekhoudpakket gekomen, en het dossier van ${garage.client.name} is alleen voor volledige terugkoppeling.`,
    },
    sandbox: view({
      read: async ({ portal }) => countPeople(await portal.state()),
      expected: { users: USERS - 1, assignments: contacts - 2 + 1, mails: USERS - 2 },
      tell: (read) => ({
        en: `${read.users} users with ${read.assignments} places in dossiers; ${read.mails} temporary passwords were mailed.`,
        nl: `${read.users} gebruikers met ${read.assignments} plaatsen in dossiers; ${read.mails} tijdelijke wachtwoorden zijn gemaild.`,
      }),
    }),
    koppel: ofEverybody(
      { IN_SYNC: clients.length - 1, DOSSIER_NOT_VISIBLE: 1 },
      { IN_SYNC: contacts - 2, HELD_BY_CLIENT: 1, PROFILE_EMPTY: 1 },
    ),
  };
}

function countPeople({ users, mails }: PortalState) {
  return {
    users: users.length,
    assignments: users.reduce((sum, { companyNumbers }) => sum + companyNumbers.length, 0),
    mails: mails.filter(({ occasion }) => occasion === 'temporary-password').length,
  };
}

function lateDossier({ late }: Office): Step {
  const { client, number, boss } = late;
  return {
    name: 'late-dossier',
    story: {
      en: `The accounting package brings the dossier of ${client.name}. Nobody was mailed before it was there.`,
      nl: `Het boekhoudpakket brengt het dossier van ${client.name}. Niemand is gemaild voordat het er was.`,
    },
    play: ({ portal }) =>
      portal.does('accounting-package', 'send-dossier', {
        ...{ companyNumber: number, name: client.name, afterMs: 0 },
      }),
    sandbox: peopleIn(late, { [boss.email]: 'administrator' }),
    koppel: ofOne(named(boss), 'IN_SYNC'),
  };
}

function configured({ garage }: Office): Step {
  const { client, number, boss, others } = garage;
  const [clerk = boss] = others;
  return {
    name: 'configured',
    story: {
      en: `At ${client.name} the clerk should process documents, which full feedback does not allow: the clerk had no user. Now the office gives the dossier another configuration.`,
      nl: `Bij ${client.name} moet de medewerker documenten verwerken, wat volledige terugkoppeling niet toelaat: de medewerker had geen gebruiker. Nu geeft het kantoor het dossier een andere configuratie.`,
    },
    async play({ portal }) {
      await portal.does('office', 'set-configuration', { companyNumber: number, configuration: 'C' });
    },
    sandbox: peopleIn(garage, { [boss.email]: 'administrator', [clerk.email]: 'document-processing' }),
    koppel: ofOne(named(clerk), 'IN_SYNC'),
  };
}

function knownUser({ salon, brewery }: Office): Step {
  const { boss, client } = salon;
  return {
    name: 'known-user',
    story: {
      en: `The manager of ${client.name} was a user of the dossier of ${brewery.client.name} before, and was linked to the further dossier.`,
      nl: `De zaakvoerder van ${client.name} was al gebruiker van het dossier van ${brewery.client.name}, en is aan het tweede dossier gekoppeld.`,
    },
    sandbox: view({
      read: async ({ portal }) => {
        const { users, mails } = await portal.state();
        const own = users.filter(({ email }) => email === boss.email);
        return {
          users: own.length,
          dossiers: own.flatMap(({ companyNumbers }) => companyNumbers).length,
          mails: mails.filter(({ to }) => to === boss.email).length,
        };
      },
      expected: { users: 1, dossiers: 2, mails: 0 },
      tell: (read) => ({
        en: `${read.users} user with this address, in ${read.dossiers} dossiers; ${read.mails} mails to it.`,
        nl: `${read.users} gebruiker met dit adres, in ${read.dossiers} dossiers; ${read.mails} mails daarheen.`,
      }),
    }),
    koppel: ofOne(named(boss), 'IN_SYNC'),
  };
}

/** Who is in a dossier, with which profile, by the portal's own reckoning. */
function peopleIn({ number, client }: OfficeClient, expected: Readonly<Record<string, string>>): View {
  const told = (people: Readonly<Record<string, string>>) =>
    Object.entries(people)
      .map(([email, profile]) => `${email} (${profile})`)
      .sort();
  return view({
    read: async ({ portal }) => {
      const { dossiers } = await portal.state();
      const access = dossiers.find(({ companyNumber }) => companyNumber === number)?.access ?? [];
      return { people: told(Object.fromEntries(access.map(({ email, profile }) => [email, profile]))) };
    },
    expected: { people: told(expected) },
    tell: (read) => ({
      en: `In the dossier of ${client.name}: ${read.people.length === 0 ? 'nobody' : read.people.join(', ')}.`,
      nl: `In het dossier van ${client.name}: ${read.people.length === 0 ? 'niemand' : read.people.join(', ')}.`,
    }),
  });
}
