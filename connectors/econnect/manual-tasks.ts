// What a person does in the screens of eConnect where Koppel may not: the request, the partnership and the people. The
// menus Partners › Relationship managers › Connect, user management and Inbox IN are public [doc, seed]; the steps in
// between are described as far as they are.
import type { ManualAction, ManualNames, ManualTask } from '../connector.ts';
import { toTask, type Step } from '../kit/manual-task.ts';

const openPartner = ({ client }: ManualNames): Step => ({
  en: `Partners › select the partner of "${client}".`,
  nl: `Partners › kies de partner van "${client}".`,
});

const listRequest = ({ client, key }: ManualNames): Step => ({
  en: `Partners › Authorisation requests: look for the request for "${client}" (${key}).`,
  nl: `Partners › Machtigingsverzoeken: zoek het verzoek voor "${client}" (${key}).`,
});

export function requestTask(action: ManualAction, names: ManualNames): ManualTask {
  const { client, key, email } = names;
  switch (action) {
    case 'create':
      return toTask([
        { en: 'Partners › Authorisation requests › New.', nl: 'Partners › Machtigingsverzoeken › Nieuw.' },
        {
          en: `Organisation: ${key} ("${client}"). E-mail address: ${email}. Select Send, once only.`,
          nl: `Organisatie: ${key} ("${client}"). E-mailadres: ${email}. Kies Versturen, één keer.`,
        },
      ]);
    case 'remove':
      return toTask([
        listRequest(names),
        {
          en: 'Still open: select Withdraw. The link in the mail is then dead. Accepted: leave it as it is.',
          nl: 'Nog open: kies Intrekken. De link in de mail werkt dan niet meer. Geaccepteerd: laat het zo.',
        },
      ]);
    case 'find-out':
      return toTask([
        listRequest(names),
        {
          en: 'Confirm whether it is there. Send nothing: the client would be mailed twice.',
          nl: 'Bevestig of het er staat. Verstuur niets: de klant zou twee keer gemaild worden.',
        },
      ]);
  }
}

export function partnershipTask(action: ManualAction, names: ManualNames): ManualTask {
  if (action === 'remove') {
    return toTask([
      openPartner(names),
      {
        en: 'Check that no linked client is left in it: both sides lose access at once. Then: End partnership.',
        nl: 'Controleer dat er geen gekoppelde klant meer in zit: beide kanten verliezen meteen toegang. Dan: Partnerschap beëindigen.',
      },
    ]);
  }
  return toTask([
    { en: 'Sign out of the portal and in again.', nl: 'Log uit bij het portaal en weer in.' },
    {
      en: `Partners: look for ${names.key}. It appears by itself once the request was accepted.`,
      nl: `Partners: zoek ${names.key}. Die verschijnt vanzelf zodra het verzoek is geaccepteerd.`,
    },
    { en: 'Confirm when it is in the list.', nl: 'Bevestig zodra die in de lijst staat.' },
  ]);
}

export function managerTask(action: ManualAction, names: ManualNames): ManualTask {
  const { key } = names;
  if (action === 'find-out') {
    return toTask([
      openPartner(names),
      {
        en: `Relationship managers: confirm whether ${key} is connected.`,
        nl: `Relatiemanagers: bevestig of ${key} verbonden is.`,
      },
    ]);
  }
  return toTask([
    {
      en: `User management › ${key}: the platform role is Advanced or Administrator, and the role Relationship manager is assigned. Only an administrator changes that.`,
      nl: `Gebruikersbeheer › ${key}: de platformrol is Gevorderd of Beheerder en de rol Relatiemanager is toegekend. Alleen een beheerder wijzigt dat.`,
    },
    openPartner(names),
    action === 'create'
      ? {
          en: `Relationship managers › Connect, behind ${key}.`,
          nl: `Relatiemanagers › Verbind, achter ${key}.`,
        }
      : {
          en: `Relationship managers › Disconnect, behind ${key}.`,
          nl: `Relatiemanagers › Ontkoppel, achter ${key}.`,
        },
  ]);
}

export function organisationTask(_action: ManualAction, names: ManualNames): ManualTask {
  return toTask([
    openPartner(names),
    {
      en: `Organisations: confirm when ${names.key} is in the list and active. The client activates it.`,
      nl: `Organisaties: bevestig zodra ${names.key} in de lijst staat en actief is. De klant activeert die.`,
    },
  ]);
}

export function memberTask(action: ManualAction, names: ManualNames): ManualTask {
  const { client, key } = names;
  const members: Step = {
    en: `Organisations › "${client}" › Members.`,
    nl: `Organisaties › "${client}" › Leden.`,
  };
  switch (action) {
    case 'create':
      return toTask([
        {
          en: `Ask an administrator of "${client}" to sign out and in again: only then are the people of a new partner found.`,
          nl: `Vraag een beheerder van "${client}" uit en weer in te loggen: pas dan zijn de mensen van een nieuwe partner te vinden.`,
        },
        {
          en: `The administrator: Organisations › "${client}" › Members › Add › ${key}.`,
          nl: `De beheerder: Organisaties › "${client}" › Leden › Toevoegen › ${key}.`,
        },
        {
          en: `${key} accepts the invitation in Inbox IN. Confirm after that.`,
          nl: `${key} accepteert de uitnodiging in Inbox IN. Bevestig daarna.`,
        },
      ]);
    case 'remove':
      return toTask([
        members,
        {
          en: `Select ${key} › Remove. The account stays. An organisation keeps at least one administrator.`,
          nl: `Kies ${key} › Verwijderen. Het account blijft. Een organisatie houdt ten minste één beheerder.`,
        },
      ]);
    case 'find-out':
      return toTask([
        members,
        { en: `Confirm whether ${key} is a member.`, nl: `Bevestig of ${key} lid is.` },
      ]);
  }
}

export function userTask(_action: ManualAction, names: ManualNames): ManualTask {
  return toTask([
    openPartner(names),
    {
      en: `Users: confirm when ${names.key} is in the list. The client's administrator adds users.`,
      nl: `Gebruikers: bevestig zodra ${names.key} in de lijst staat. De beheerder van de klant voegt gebruikers toe.`,
    },
  ]);
}

export function connectionTask(action: ManualAction, names: ManualNames): ManualTask {
  const { contact, email } = names;
  const who = `${contact} (${email})`;
  const tab: Step = { en: 'The tab Relationship managers.', nl: 'Het tabblad Relatiemanagers.' };
  if (action === 'create') {
    return toTask([
      openPartner(names),
      tab,
      {
        en: `Connect, behind ${who}. Somebody who came after the partnership is not connected by a new request.`,
        nl: `Verbind, achter ${who}. Wie na het partnerschap kwam, wordt niet verbonden door een nieuw verzoek.`,
      },
    ]);
  }
  return toTask([
    openPartner(names),
    tab,
    action === 'remove'
      ? { en: `Disconnect, behind ${who}.`, nl: `Ontkoppel, achter ${who}.` }
      : { en: `Confirm whether ${who} is connected.`, nl: `Bevestig of ${who} verbonden is.` },
  ]);
}

export function guestTask(action: ManualAction, names: ManualNames): ManualTask {
  const { contact, email, key } = names;
  const who = `${contact} (${email})`;
  const members: Step = { en: `Organisations › ${key} › Members.`, nl: `Organisaties › ${key} › Leden.` };
  switch (action) {
    case 'create':
      return toTask([
        members,
        {
          en: `Add › ${who}, with the role that the link says.`,
          nl: `Toevoegen › ${who}, met de rol die in de koppeling staat.`,
        },
        {
          en: 'The contact accepts the invitation in Inbox IN. Confirm after that.',
          nl: 'De contactpersoon accepteert de uitnodiging in Inbox IN. Bevestig daarna.',
        },
      ]);
    case 'remove':
      return toTask([
        members,
        {
          en: `Select ${who} › Remove. An open invitation is removed in the same place.`,
          nl: `Kies ${who} › Verwijderen. Een open uitnodiging verwijder je op dezelfde plek.`,
        },
      ]);
    case 'find-out':
      return toTask([
        members,
        { en: `Confirm whether ${who} is in the list.`, nl: `Bevestig of ${who} in de lijst staat.` },
      ]);
  }
}
