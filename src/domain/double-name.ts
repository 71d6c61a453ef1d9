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

/** Of valid JSON: where the first such name stands, as `data.links.caseware`; null where there is none. */
export function findDoubleName(json: string): string | null {
  const levels: Level[] = [];
  let isName = false;
  for (const [token] of json.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') levels.push({ names: token === '{' ? new Set() : null, last: '' });
    else if (token === '}' || token === ']') levels.pop();
    else if (isName && level?.names && token.startsWith('"')) {
      level.last = String(JSON.parse(token));
      if (level.names.has(level.last)) return pathOf(levels);
      level.names.add(level.last);
    }
    isName = token === '{' || (token === ',' && levels.at(-1)?.names !== null);
  }
  return null;
}

function pathOf(levels: readonly Level[]): string {
  const names = levels.map(({ last }) => last);
  const end = names.findIndex((name) => !TELLABLE.test(name));
  return (end < 0 ? names : names.slice(0, end)).join('.');
}
