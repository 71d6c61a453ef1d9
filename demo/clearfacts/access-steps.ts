// Access that is asked for in the portal, and access that is taken away.
import { ofEverybody, ofOne } from '../koppel-views.ts';
import { contactsOf, inventNewcomer, named, type Office } from './office.ts';
import { contactLinked, contactUnlinked } from './office-files.ts';
import { view, type Step } from './step.ts';

export function accessSteps(office: Office): readonly Step[] {
  return [requested(office), unlinked(office), totals(office)];
}

function requested(office: Office): Step {
  const { brewery, clients } = office;
  const newcomer = inventNewcomer(office);
  const { boss, client, number } = brewery;
  return {
    name: 'account-requested',
    story: {
      en: `The manager of ${client.name} asks in the portal for an account for somebody, which is mailed to the office. The office links that contact, which answers it.`,
      nl: `De zaakvoerder van ${client.name} vraagt in het portaal een account aan voor iemand; dat wordt naar het kantoor gemaild. Het kantoor koppelt die contactpersoon, en daarmee is het beantwoord.`,
    },
    async play({ portal, demo }) {
      const { email, firstName, lastName } = newcomer;
      await portal.does('client-user', 'request-account', {
        ...{ companyNumber: number, by: boss.email, email, firstName, lastName },
      });
      await demo.practiceSoftware.send(contactLinked(newcomer, demo.story.connection));
    },
    sandbox: view({
      read: async ({ portal }) => {
        const { requests, mails, users } = await portal.state();
        return {
          requests: requests.map(({ status }) => status),
          mailsToOffice: mails.filter(({ occasion }) => occasion === 'account-request').length,
          profile: users.find(({ email }) => email === newcomer.email)?.profile ?? 'none',
        };
      },
      expected: { requests: ['approved'], mailsToOffice: 1, profile: 'document-delivery' },
      tell: (read) => ({
        en: `The request is ${read.requests.join(', ')}; ${read.mailsToOffice} mail went to the office; the profile is ${read.profile}.`,
        nl: `De aanvraag is ${read.requests.join(', ')}; ${read.mailsToOffice} mail ging naar het kantoor; het profiel is ${read.profile}.`,
      }),
    }),
    koppel: ofEverybody(
      { IN_SYNC: clients.length - 2, NO_ADMINISTRATOR: 2 },
      { IN_SYNC: contactsOf(clients).length + 1 },
    ),
  };
}

function unlinked({ bakery, estate }: Office): Step {
  const { boss } = estate;
  return {
    name: 'unlinked',
    story: {
      en: `The manager of ${estate.client.name} is unlinked there, and keeps the dossier of ${bakery.client.name}.`,
      nl: `De zaakvoerder van ${estate.client.name} wordt daar ontkoppeld, en houdt het dossier van ${bakery.client.name}.`,
    },
    play: ({ demo }) => demo.practiceSoftware.send(contactUnlinked(boss, demo.story.connection)),
    sandbox: view({
      read: async ({ portal }) => {
        const { users } = await portal.state();
        const own = users.filter(({ email }) => email === boss.email);
        return { users: own.length, dossiers: own.flatMap(({ companyNumbers }) => companyNumbers) };
      },
      expected: { users: 1, dossiers: [bakery.number] },
      tell: (read) => ({
        en: `The user stays, in ${read.dossiers.length} dossier.`,
        nl: `De gebruiker blijft, in ${read.dossiers.length} dossier.`,
      }),
    }),
    koppel: ofOne(named(boss), 'LINK_OFF'),
  };
}

function totals({ clients }: Office): Step {
  const contacts = contactsOf(clients).length + 1;
  return {
    name: 'totals',
    story: { en: 'At the end everything is added up.', nl: 'Aan het einde wordt alles opgeteld.' },
    sandbox: view({
      read: async ({ portal }) => {
        const { mails, users } = await portal.state();
        const told = mails.map(({ to, occasion }) => `${occasion} ${to}`);
        return {
          mailedTwice: told.length - new Set(told).size,
          usersOfOneAddress: users.length - new Set(users.map(({ email }) => email)).size,
        };
      },
      expected: { mailedTwice: 0, usersOfOneAddress: 0 },
      tell: (read) => ({
        en: `Mailed twice about the same: ${read.mailedTwice}. Second users of one address: ${read.usersOfOneAddress}.`,
        nl: `Tweemaal over hetzelfde gemaild: ${read.mailedTwice}. Tweede gebruikers van één adres: ${read.usersOfOneAddress}.`,
      }),
    }),
    koppel: ofEverybody(
      { IN_SYNC: clients.length - 1, NO_ADMINISTRATOR: 1 },
      { IN_SYNC: contacts - 1, LINK_OFF: 1 },
    ),
  };
}
