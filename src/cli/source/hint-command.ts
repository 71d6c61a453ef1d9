// `koppel source hint`: its words and options.
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const hintCommand: CommandSpec = {
  name: 'hint',
  does: {
    en: 'Takes calls of any software as a reason to look.',
    nl: 'Neemt aanroepen van welke software ook als reden om te kijken.',
  },
  more: {
    en: `Prints, once, the address and the secret with which any software can say that something changed. What it says is not
believed: Koppel looks into the source of the practice, which it needs to have.`,
    nl: `Drukt, één keer, het adres en het geheim af waarmee welke software ook kan zeggen dat er iets is gewijzigd. Wat die zegt
wordt niet geloofd: Koppel kijkt in de bron van het kantoor, die er dus moet zijn.`,
  },
  args: [['<practice>', { en: 'the practice', nl: 'het kantoor' }]],
  options: [
    [
      '--header <name>',
      { en: 'header that holds the secret or the signature', nl: 'header met het geheim of de handtekening' },
      { fallback: 'x-koppel-secret' },
    ],
    [
      '--by <how>',
      {
        en: 'secret: the header holds it; hmac: a signature of the body',
        nl: 'secret: het staat in de header; hmac: een handtekening van de inhoud',
      },
      { choices: ['secret', 'hmac'], fallback: 'secret' },
    ],
    [
      '--algorithm <name>',
      { en: 'of the hmac', nl: 'van de hmac' },
      { choices: ['sha256', 'sha512'], fallback: 'sha256' },
    ],
    [
      '--encoding <name>',
      { en: 'of the hmac', nl: 'van de hmac' },
      { choices: ['hex', 'base64'], fallback: 'hex' },
    ],
    [
      '--prefix <text>',
      {
        en: 'stands before it in the header, such as sha256=',
        nl: 'staat ervoor in de header, zoals sha256=',
      },
      { fallback: '' },
    ],
    [
      '--pointer <pointer>',
      {
        en: 'where in the JSON of the body the key is, such as /data/id',
        nl: 'waar in de JSON van de inhoud de sleutel staat, zoals /data/id',
      },
    ],
    [
      '--kind <kind>',
      { en: 'what kind of record the key is of', nl: 'van welke soort record de sleutel is' },
      { choices: ['client', 'contact', 'any'], fallback: 'any' },
    ],
    [
      '--secret <from>',
      {
        en: '@file or env:NAME with the secret, where the software makes it',
        nl: '@bestand of env:NAAM met het geheim, als de software het maakt',
      },
    ],
    AS_JSON,
  ],
  act: acting(runCommand, async () => (await import('./source-hint.ts')).setHint),
};
