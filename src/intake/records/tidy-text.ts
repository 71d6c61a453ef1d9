// What stands in a text from outside although nobody means it: marks that cannot be seen, marks of a spreadsheet, letters
// that went through the wrong encoding, words for "nothing". Taken out here where one meaning is left, for files and
// webhook alike; where none is, clean-text.ts refuses the field. To do it before anything is compared keeps a "NULL" from
// becoming an identity.
import { repairEncoding } from './repair-encoding.ts';

/** code: a key or a choice, never a word of a language. identity: a code by which people, firms or places are told apart. */
export type TextUse = 'text' | 'code' | 'identity';

/** No field is nearly as long; clean-text.ts refuses it. */
const LONGEST = 10_000;
// Most by far: begins and ends like a word, and holds nothing but the characters of one.
const PLAIN = /^[A-Za-z0-9][ -~]*$/;

/** Trimmed; null where it says nothing. */
export function tidyText(raw: string, use: TextUse): string | null {
  if (raw.length > LONGEST) return raw;
  const trimmed = raw.trim();
  const seen = PLAIN.test(trimmed) ? trimmed : takeMarks(showInvisible(repairEncoding(trimmed)), use);
  return seen === '' || isNothing(seen, use) ? null : seen;
}

const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]+/g;
// Soft hyphens, marks of direction, of byte order and of notes, joiners, letters that are blank. The two that reverse text
// (U+202D, U+202E) stay, to be refused: who wrote them saw another text than Koppel would.
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202c\u2060-\u206f\u2800\u3164\uffa0\ufeff\ufff9-\ufffb]/g;
// What chooses between forms of a sign chooses nothing at a letter or digit of ours, nor do letters that tag a flag.
const SELECTOR =
  /(?<=^|[\p{Script=Latin}\d\s\p{P}])(?:\p{Variation_Selector}(?!\u20e3)|[\u{e0000}-\u{e007f}]|\u034f)+/gu;
// A joiner has a meaning between two signs of an emoji, and between letters of scripts that join or stack them.
const JOINER =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]|(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?!\p{Extended_Pictographic}|(?!\p{Script=Latin})[\p{L}\p{M}])/gu;

function showInvisible(text: string): string {
  return text.replace(SPACES, ' ').replace(INVISIBLE, '').replace(SELECTOR, '').replace(JOINER, '').trim();
}

// `="01"` keeps the zero in a spreadsheet; an apostrophe before a digit or a sign does too, and keeps a formula from being
// one. Before a letter it is a word ('s-Hertogenbosch, 't Hoekje), but not in a code.
const FORMULA_TEXT = /^=+\s*(?:T\()?["\u201c\u201d](.*)["\u201c\u201d]\)?$/s;
const FORMULA_DIGITS = /^=\s*'?(\d+)'?$/;
const TEXT_APOSTROPHE = /^['\u2018\u2019`\u00b4](?=[\d+=@(-])/;
const CODE_APOSTROPHES = /^['\u2018\u2019`\u00b4]+|(?<=^['\u2018\u2019`\u00b4].*)['\u2018\u2019`\u00b4]+$/gs;

function takeMarks(text: string, use: TextUse): string {
  const inside = (FORMULA_TEXT.exec(text) ?? FORMULA_DIGITS.exec(text))?.[1] ?? text;
  return inside
    .trim()
    .replace(use === 'text' ? TEXT_APOSTROPHE : CODE_APOSTROPHES, '')
    .trim();
}

/** As they are written: "Null" is a surname. */
const NOTHING = new Set([
  ...[
    'NULL',
    'null',
    '(null)',
    '<null>',
    '[null]',
    '{null}',
    'DBNull',
    'System.DBNull',
    '(leeg)',
    '(blank)',
    '(empty)',
    '#NV',
    '\\N',
    'NaN',
    'undefined',
    'N/A',
    'n/a',
    '#N/A',
    '#N/B',
    '#n/b',
  ],
  ...['n.v.t.', 'N.v.t.', 'N.V.T.', '-', '--', '---', '\u2013', '\u2014'],
]);
const NO_CODE = new Set([
  ...[...NOTHING].map((word) => word.toLowerCase()),
  'nvt',
  'n.v.t',
  'n.a.',
  'n.a',
  'nil',
  'none',
  'nihil',
]);
/** What systems and people write where there is none: a client number of 0 makes no two clients one. */
const NO_IDENTITY = /^(?:[0-]+|[.?*]+|geen|leeg|onbekend|unknown|empty|true|false|nee|no)$/i;

function isNothing(text: string, use: TextUse): boolean {
  if (use === 'text') return NOTHING.has(text);
  return NO_CODE.has(text.toLowerCase()) || (use === 'identity' && NO_IDENTITY.test(text));
}
