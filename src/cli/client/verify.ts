// koppel verify: reads the portal back now, for one client or a whole connection. A running worker does the work.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING, BY, CLIENT, TIMEOUT } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const verifyCommand: CommandSpec = {
  name: 'verify',
  does: {
    en: 'Reads the portal back now, for a client or a whole connection.',
    nl: 'Leest het portaal nu terug, voor een klant of een hele verbinding.',
  },
  more: {
    en: `For a client: looks in the portal at all that stands for it, and puts back what somebody changed or took away there.
Without a client: reads the whole portal of the connection back, as every night. koppel sync reads nothing: it only
sends what Koppel knows to be missing. The work is done by a running worker (koppel start or koppel worker).`,
    nl: `Voor een klant: bekijkt in het portaal alles wat er voor die klant staat, en zet terug wat iemand daar heeft gewijzigd of
weggehaald. Zonder klant: leest het hele portaal van de verbinding terug, zoals elke nacht. koppel sync leest niets: het
stuurt alleen wat volgens Koppel ontbreekt. Het werk doet een draaiende worker (koppel start of koppel worker).`,
  },
  args: [CLIENT],
  options: [...ASKING, BY, TIMEOUT],
  examples: ['koppel verify 1001 --practice jansen', 'koppel verify --practice jansen --timeout 3600 --json'],
  exits: {
    5: {
      en: 'something failed, or the portal was not read to the end in time',
      nl: 'iets is mislukt, of het portaal is niet op tijd ten einde gelezen',
    },
  },
  act: acting(runCommand, async () => (await import('./verify-now.ts')).verify),
};
