// koppel account-request list|approve|refuse: requests for an account that a client made in the portal. The office
// answers: yes is giving the access, so the link of the contact is switched on; no is said in the portal.
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { ASKING, BY, YES, SAID_NO } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

const ID: Given = ['<id>', { en: 'id of the request', nl: 'id van het verzoek' }];

export const accountRequestCommand: CommandSpec = {
  name: 'account-request',
  does: {
    en: 'Requests for an account that clients made in the portal.',
    nl: 'Verzoeken om een account die klanten in het portaal hebben gedaan.',
  },
  more: {
    en: `Koppel gives access only to contacts of the practice software: approving needs a contact of that client with that e-mail
address, and switches its link on; the portal counts the access as the answer.`,
    nl: `Koppel geeft alleen toegang aan contactpersonen uit de praktijksoftware: goedkeuren vraagt een contactpersoon van die klant
met dat e-mailadres, en zet diens koppeling aan; het portaal telt de toegang als antwoord.`,
  },
  examples: [
    'koppel account-request list --practice jansen --connection clearfacts',
    'koppel account-request approve 7f1c… --practice jansen --connection clearfacts',
    'koppel account-request refuse 7f1c… --practice jansen --connection clearfacts --yes',
  ],
  commands: [
    {
      name: 'list',
      does: {
        en: 'Shows them, with whom the portal mailed them to.',
        nl: 'Toont ze, met aan wie het portaal ze heeft gemaild.',
      },
      options: ASKING,
      act: acting(runCommand, async () => (await import('./answer-account-request.ts')).listRequests),
    },
    {
      name: 'approve',
      does: {
        en: 'Switches the link of the contact on, which gives the access.',
        nl: 'Zet de koppeling van de contactpersoon aan, en dat geeft de toegang.',
      },
      args: [ID],
      options: [...ASKING, YES, BY],
      exits: SAID_NO,
      act: acting(runCommand, async () => (await import('./answer-account-request.ts')).approve),
    },
    {
      name: 'refuse',
      does: { en: 'Says no in the portal.', nl: 'Zegt nee in het portaal.' },
      args: [ID],
      options: [...ASKING, YES, BY],
      exits: SAID_NO,
      act: acting(runCommand, async () => (await import('./answer-account-request.ts')).refuse),
    },
  ],
};
