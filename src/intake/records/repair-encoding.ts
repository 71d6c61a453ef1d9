// "VriÃ«s": UTF-8 that was read as Windows-1252 on its way. The bytes are still all there, so it can be undone.
import { TextDecoder } from 'node:util';

/** What Windows-1252 has for 0x80 to 0x9F; where it has nothing, programs keep the control character. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Of bytes that were read as if each were the Unicode character of its number. Node's own decoder is wrong at times. */
export function readWindows1252(latin1: string): string {
  return latin1.replace(/[\u0080-\u009f]/g, (character) => HIGH.charAt(character.charCodeAt(0) - 0x80));
}

const TRAIL = `[\\u0080-\\u00bf${HIGH}]`;
// What letters, marks and emoji of our texts become. Other capitals with an accent before a typographic mark are a text
// as it should be: “CAFÉ”.
const SEQUENCE = new RegExp(`[ÂÃ]${TRAIL}|[ÄÅ][\\u0080-\\u00bf]|â[€‚„]${TRAIL}|ðŸ${TRAIL}{2}`, 'gu');

/** Text read wrongly may be read wrongly again. */
const MOST_TIMES = 3;

/** What cannot be undone stays as it is. */
export function repairEncoding(text: string): string {
  let repaired = text;
  for (let times = 0; times < MOST_TIMES; times += 1) {
    const decoded = repaired.replace(SEQUENCE, (sequence) => decode(sequence) ?? sequence);
    if (decoded === repaired) break;
    repaired = decoded;
  }
  return repaired;
}

/** Of text that was repaired as far as it can be: a part of what a letter became is left, and the rest was lost. */
export function isBroken(text: string): boolean {
  return /[a-z][ÂÃ]|â€/.test(text);
}

function decode(sequence: string): string | null {
  const bytes = Array.from(sequence, (character) => {
    const at = HIGH.indexOf(character);
    return at === -1 ? character.charCodeAt(0) : 0x80 + at;
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}
