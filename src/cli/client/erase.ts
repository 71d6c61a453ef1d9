// koppel erase contact: takes a contact's access away and then erases who it was. koppel export contact: shows everything
// that is held about one.
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { BY, AS_JSON, PRACTICE, RECORD, YES, SAID_NO } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

const CONTACT: Given = ['<contact>', RECORD];

export const eraseCommand: CommandSpec = {
  name: 'erase',
  does: { en: 'Erases what is held about a person.', nl: 'Wist wat er over een persoon wordt bewaard.' },
  commands: [
    {
      name: 'contact',
      does: {
        en: 'Takes the access of a contact away, then erases who it was.',
        nl: 'Trekt de toegang van een contactpersoon in, en wist daarna wie het was.',
      },
      more: {
        en: `First delete the contact in the practice software: what that says later brings the person back. Koppel takes the
access away as after any delete, proves it, and only then erases; the sweep does so within minutes. Doing it again
changes nothing and says how far it is. The portals keep the person (docs/security.md says what that means).`,
        nl: `Verwijder de contactpersoon eerst in de praktijksoftware: wat die later zegt brengt de persoon terug. Koppel trekt de
toegang in zoals na elke verwijdering, bewijst dat, en wist pas dan; de ronde doet dat binnen enkele minuten. Nog een keer
verandert niets en zegt hoe ver het is. De portalen houden de persoon (docs/security.md zegt wat dat betekent).`,
      },
      args: [CONTACT],
      options: [PRACTICE, YES, BY, AS_JSON],
      examples: [
        'koppel erase contact p-2001 --practice jansen',
        'koppel erase contact anna@example.nl --practice jansen --yes --by olga',
      ],
      exits: SAID_NO,
      act: acting(runCommand, async () => (await import('./erase-contact.ts')).eraseContact),
    },
  ],
};

export const exportCommand: CommandSpec = {
  name: 'export',
  does: {
    en: 'Shows everything that is held about a person.',
    nl: 'Toont alles wat over een persoon wordt bewaard.',
  },
  commands: [
    {
      name: 'contact',
      does: {
        en: 'Shows everything that is held about a contact, as JSON.',
        nl: 'Toont alles wat over een contactpersoon wordt bewaard, als JSON.',
      },
      more: {
        en: 'The answer holds personal data: keep it where such data may be. That it was made is noted in the audit trail.',
        nl: 'Het antwoord bevat persoonsgegevens: bewaar het waar die mogen staan. Dat het is gemaakt, staat in het logboek.',
      },
      args: [CONTACT],
      options: [PRACTICE, BY, ['--json', { en: 'print it on one line', nl: 'op één regel afdrukken' }]],
      examples: ['koppel export contact anna@example.nl --practice jansen > anna.json'],
      act: acting(runCommand, async () => (await import('./erase-contact.ts')).exportContact),
    },
  ],
};
