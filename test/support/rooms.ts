// The rooms of the program and who may use whom, as the table in CONTRIBUTING.md gives them: it is read here, so that
// what people read is what is enforced. A room is a folder without the rooms below it, or a few files.
import type { Tree } from './architecture-rules.ts';

export interface Room {
  /** As in the table: `src/plan`, `connectors/*.ts`, `connectors/<portal>`. */
  readonly name: string;
  /** Rooms, or single files, without `src/` before them. */
  readonly mayUse: readonly string[] | 'anything';
}

/** Rows of three columns: a room, what it is, and what it may use. */
export function readRooms(page: string): readonly Room[] {
  return [...page.matchAll(/^\| `([^`]+)` *\|[^|]*\| ((?:`|nothing|anything)[^|]*)\|$/gm)].map(
    ([, name = '', cell = '']) => ({
      name,
      mayUse:
        cell.trim() === 'anything'
          ? 'anything'
          : [...cell.matchAll(/`([^`]+)`/g)].map(([, used = '']) => used),
    }),
  );
}

/** Imports that the table does not allow, and files that stand in none of its rooms. */
export function breaches(tree: Tree, rooms: readonly Room[]): readonly string[] {
  return tree.flatMap(({ path, imports }) => {
    const from = placeOf(path, rooms);
    if (from === null) return [`${path}: no room of the table`];
    return imports.filter((imported) => use(from, imported, rooms) === null).map((to) => `${path}: ${to}`);
  });
}

const WORDS_OF_ALL = ['domain', 'errors.ts'];

/** What the table allows and nothing needs; the words that everybody speaks are let be. */
export function unneeded(tree: Tree, rooms: readonly Room[]): readonly string[] {
  const needed = new Set<string>();
  for (const { path, imports } of tree) {
    const from = placeOf(path, rooms);
    if (from === null) continue;
    for (const imported of imports) needed.add(`${from.room.name}: ${use(from, imported, rooms) ?? ''}`);
  }
  const own = rooms.flatMap(({ name, mayUse }) =>
    mayUse === 'anything'
      ? []
      : mayUse.filter((used) => !WORDS_OF_ALL.includes(used)).map((used) => `${name}: ${used}`),
  );
  return own.filter((arrow) => !needed.has(arrow));
}

interface Place {
  readonly room: Room;
  /** The room with the name of this portal or topic in it: `connectors/econnect`. */
  readonly folder: string;
}

/** The room that says most about the path. */
function placeOf(path: string, rooms: readonly Room[]): Place | null {
  const places = rooms.flatMap((room) => {
    const folder = patternOf(room.name).exec(path)?.[0];
    return folder === undefined ? [] : [{ room, folder }];
  });
  // A room below another says more than that one, and a name more than a pattern.
  const weight = ({ room }: Place): number =>
    room.name.split('/').length * 2 - (/[<*]/.test(room.name) ? 1 : 0);
  return places.sort((a, b) => weight(b) - weight(a))[0] ?? null;
}

function patternOf(name: string): RegExp {
  const parts = name.split('/').map((part) => {
    if (part.startsWith('<')) return '[^/]+';
    return part.replaceAll('.', '\\.').replace('*', '[^/]+');
  });
  return new RegExp(`^${parts.join('/')}${name.endsWith('.ts') ? '$' : '(?=/)'}`);
}

/** The entry of the table that lets the file at `from` use the one imported. Empty within a room; null: none does. */
function use(from: Place, imported: string, rooms: readonly Room[]): string | null {
  const to = placeOf(imported, rooms);
  if (from.room.mayUse === 'anything' || to?.folder === from.folder) return '';
  if (to?.room === from.room && from.room.name.endsWith('.ts')) return '';
  const entry = from.room.mayUse.find(
    (used) => withoutSrc(imported) === used || (to !== null && withoutSrc(to.room.name) === used),
  );
  if (entry === undefined || to === null) return null;
  // A sandbox knows the connector of its own portal, not that of another.
  const isOther = from.room.name.startsWith(to.room.name) && !from.folder.startsWith(to.folder);
  return isOther ? null : entry;
}

function withoutSrc(path: string): string {
  return path.replace(/^src\//, '');
}
