// koppel approve and koppel reject: a person decides about accesses that the brake holds back (rule 22).
import type { Text } from '../../domain/text.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import { BY, AS_JSON, PRACTICE, YES, SAID_NO, type DecidingOptions } from '../frame/options.ts';
import { runCommand } from '../frame/run-command.ts';

function decision(verb: 'approve' | 'reject', does: Text): CommandSpec {
  return {
    name: verb,
    does,
    more: {
      en: `Without a question: the only one that is open. Shows each access by name before it asks. An approval holds for exactly
these accesses and expires (policy brake.approvalHours, 24 hours by default).`,
      nl: `Zonder vraag: de enige die openstaat. Toont elke toegang bij naam voordat het vraagt. Een akkoord geldt voor precies deze
toegangen en verloopt (beleid brake.approvalHours, standaard 24 uur).`,
    },
    args: [
      [
        '[question]',
        {
          en: 'id of the question of the brake, as `koppel status --json` shows it',
          nl: 'id van de vraag van de rem, zoals `koppel status --json` toont',
        },
      ],
    ],
    options: [PRACTICE, YES, BY, AS_JSON],
    examples: [
      `koppel ${verb} --practice jansen`,
      `koppel ${verb} 0f0b6c0e-5d0c-4a53-8f6e-0f6a4d2f8e11 --practice jansen --yes`,
    ],
    exits: SAID_NO,
    act: (run) => (id: string | undefined, options: DecidingOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./decide-brake.ts')).decide(context, { verb, id, options }),
      ),
  };
}

export const approveCommand = decision('approve', {
  en: 'Lets the accesses that the brake holds back be taken away.',
  nl: 'Laat de toegangen intrekken die de rem vasthoudt.',
});

export const rejectCommand = decision('reject', {
  en: 'Leaves the accesses that the brake holds back as they are.',
  nl: 'Laat de toegangen die de rem vasthoudt zoals ze zijn.',
});
