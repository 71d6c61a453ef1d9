// koppel request list|resend|withdraw|accepted|declined: what waits for somebody outside Koppel.
import type { RequestAsk } from '../../actions/ask-request.ts';
import type { Text } from '../../domain/text.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import { BY, AS_JSON, ONE_CONNECTION, PRACTICE, YES, type DecidingOptions } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

const ASKS: Readonly<Record<RequestAsk, Text>> = {
  resend: {
    en: 'Mails the request to the other side once more, or a new one where it was declined.',
    nl: 'Mailt het verzoek nog een keer naar de andere kant, of een nieuw als het is geweigerd.',
  },
  withdraw: {
    en: 'Takes the request back: its link does not work any more.',
    nl: 'Trekt het verzoek in: de link erin werkt niet meer.',
  },
  accepted: {
    en: 'Tells that the other side has accepted, where the portal does not show it.',
    nl: 'Zegt dat de andere kant heeft geaccepteerd, als het portaal dat niet toont.',
  },
  declined: {
    en: 'Tells that the other side has declined, where only a mail says so.',
    nl: 'Zegt dat de andere kant heeft geweigerd, als alleen een mail dat zegt.',
  },
};

function askCommand(ask: RequestAsk): CommandSpec {
  return {
    name: ask,
    does: ASKS[ask],
    args: [['<id>', { en: 'id of the request', nl: 'id van het verzoek' }]],
    options: [PRACTICE, YES, BY, AS_JSON],
    act: (run) => (id: string, options: DecidingOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./ask-again.ts')).askOne(context, options, { id, ask }),
      ),
  };
}

export const requestCommand: CommandSpec = {
  name: 'request',
  does: {
    en: 'What waits for a client, a contact, a colleague or the portal.',
    nl: 'Wat wacht op een klant, een contactpersoon, een collega of het portaal.',
  },
  more: {
    en: 'Koppel looks by itself whether somebody acted, and never asks twice by itself: a resend mails a real person.',
    nl: 'Koppel kijkt zelf of iemand iets heeft gedaan, en vraagt nooit zelf twee keer: opnieuw sturen mailt een echt mens.',
  },
  examples: [
    'koppel request list --practice jansen',
    'koppel request resend 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen',
    'koppel request withdraw 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen --yes',
  ],
  commands: [
    {
      name: 'list',
      does: {
        en: 'Shows who must act, about what, since when, and when Koppel looks again.',
        nl: 'Toont wie aan zet is, waarover, sinds wanneer, en wanneer Koppel weer kijkt.',
      },
      options: [PRACTICE, ONE_CONNECTION, AS_JSON],
      act: acting(runCommand, async () => (await import('./ask-again.ts')).showRequests),
    },
    askCommand('resend'),
    askCommand('withdraw'),
    askCommand('accepted'),
    askCommand('declined'),
  ],
};
