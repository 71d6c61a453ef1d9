// koppel sync: asks for another look at a client, or at every linked client, now. A running worker does the work.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING, BY, CLIENT, TIMEOUT } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const syncCommand: CommandSpec = {
  name: 'sync',
  does: {
    en: 'Looks at a client, or at all linked clients, now.',
    nl: 'Bekijkt een klant, of alle gekoppelde klanten, nu.',
  },
  more: {
    en: `Without a client: every client that is linked, behind all changes and revokes. Sends what Koppel knows to be missing or
changed; it does not read the portal: what somebody changed there is found every night, or by koppel verify. The work is
done by a running worker (koppel start or koppel worker).`,
    nl: `Zonder klant: elke klant die is gekoppeld, na alle wijzigingen en intrekkingen. Stuurt wat volgens Koppel ontbreekt of is
gewijzigd; het leest het portaal niet: wat iemand daar heeft gewijzigd vindt het elke nacht, of met koppel verify. Het werk
doet een draaiende worker (koppel start of koppel worker).`,
  },
  args: [CLIENT],
  options: [
    ...ASKING,
    BY,
    [
      '--wait',
      {
        en: 'wait until it is served, then show where it stands',
        nl: 'wachten tot het gedaan is, en dan tonen hoe het staat',
      },
    ],
    TIMEOUT,
  ],
  examples: ['koppel sync 1001 --practice jansen --wait', 'koppel sync --practice jansen'],
  exits: {
    5: {
      en: 'with --wait: something failed or was not served in time',
      nl: 'met --wait: iets is mislukt of kwam niet op tijd aan de beurt',
    },
  },
  act: acting(runCommand, async () => (await import('./sync-now.ts')).sync),
};
