// What the library says of a command that was given wrongly, in Dutch. English is its own.

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
  [/^error: /, 'fout: '],
];

export function inDutch(message: string): string {
  return DUTCH.reduce((text, [said, dutch]) => text.replace(said, dutch), message);
}
