// A name that stands twice in one JSON object. Parsers keep the last and drop the first without a word: of a link that is
// off and on, nobody would hear the off.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;
/** What else stands for a name may be somebody's data, and is not told. */
const TELLABLE = /^[A-Za-z][\w-]{0,39}$/;

interface Level {
  /** Null: a list. */
  readonly names: Set<string> | null;
  last: string;
}

/** Of valid JSON: where each such name stands, as `data.status`. */
export function findDoubleNames(json: string): readonly string[] {
  const found: string[] = [];
  const levels: Level[] = [];
  let isName = false;
  for (const [token] of json.matchAll(TOKEN)) {
    if (isName && token.startsWith('"') && isKnown(levels.at(-1), token)) found.push(pathOf(levels));
    step(levels, token);
    isName = (token === '{' || token === ',') && levels.at(-1)?.names !== null;
  }
  return found;
}

function isKnown(level: Level | undefined, token: string): boolean {
  if (level === undefined || level.names === null) return false;
  level.last = String(JSON.parse(token));
  const isTwice = level.names.has(level.last);
  level.names.add(level.last);
  return isTwice;
}

function step(levels: Level[], token: string): void {
  if (token === '{') levels.push({ names: new Set(), last: '' });
  else if (token === '[') levels.push({ names: null, last: '' });
  else if (token === '}' || token === ']') levels.pop();
}

function pathOf(levels: readonly Level[]): string {
  const names = levels.map(({ last }) => last);
  const end = names.findIndex((name) => !TELLABLE.test(name));
  return (end < 0 ? names : names.slice(0, end)).join('.');
}
