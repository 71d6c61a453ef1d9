// What the library says of a command that was given wrongly. English is its own.

import type { Language } from '../../domain/text.ts';

const DUTCH: readonly (readonly [RegExp, string])[] = [
  [/unknown option '(.*?)'/, "onbekende optie '$1'"],
  [/unknown command '(.*?)'/, "onbekend commando '$1'"],
  [/missing required argument '(.*?)'/, "het argument '$1' ontbreekt"],
  [/required option '(.*?)' not specified/, "de optie '$1' is verplicht en ontbreekt"],
  [/option '(.*?)' argument missing/, "bij de optie '$1' ontbreekt de waarde"],
  [/option '(.*?)' argument '(.*?)' is invalid\./s, "de waarde '$2' van de optie '$1' is ongeldig."],
  [
    /command-argument value '(.*?)' is invalid for argument '(.*?)'\./s,
    "de waarde '$1' van het argument '$2' is ongeldig.",
  ],
  [/option '(.*?)' cannot be used with option '(.*?)'/, "de opties '$1' en '$2' gaan niet samen"],
  [
    /too many arguments(?: for '.*?')?\. Expected (\d+) arguments? but got (\d+)\./,
    'te veel argumenten: verwacht $1, gekregen $2.',
  ],
  [/Allowed choices are (.*)\./, 'Mogelijk zijn $1.'],
  [/\(Did you mean one of (.*)\?\)/, '(Bedoelde u een van $1?)'],
  [/\(Did you mean (.*)\?\)/, '(Bedoelde u $1?)'],
];

/** As the library says it of its own choices. */
export function onlyThese(choices: readonly string[]): string {
  return `Allowed choices are ${choices.join(', ')}.`;
}

export function notGiven(flags: string): string {
  return `required option '${flags}' not specified`;
}

export function usageText(message: string, lang: Language): string {
  const said = message.replace(/^error: /, '');
  return lang === 'en' ? said : DUTCH.reduce((text, [from, dutch]) => text.replace(from, dutch), said);
}
