// The rules of the architecture, each a function from a tree of files to the violations in it.
import { basename } from 'node:path';
import type { SourceFile } from './source-tree.ts';

export type Tree = readonly SourceFile[];

function isIn(path: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith('.ts') ? path === place : path.startsWith(`${place}/`)));
}

function violations(tree: Tree, find: (file: SourceFile) => readonly string[]): readonly string[] {
  return tree.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));
}

/** Only `readers` import what stands in `places`. */
export function importsOf(
  tree: Tree,
  places: readonly string[],
  readers: readonly string[],
): readonly string[] {
  return violations(tree, ({ path, imports }) =>
    isIn(path, [...readers, ...places]) ? [] : imports.filter((imported) => isIn(imported, places)),
  );
}

/** Packages that only one folder may import. */
export function packagesOutside(tree: Tree, folder: string, packages: readonly string[]): readonly string[] {
  return violations(tree, ({ path, packages: used }) =>
    isIn(path, [folder]) ? [] : used.filter((name) => packages.includes(name)),
  );
}

/** Packages imported in a folder that may use only those allowed. */
export function packagesIn(tree: Tree, folder: string, allowed: readonly string[]): readonly string[] {
  return violations(tree, ({ path, packages }) =>
    isIn(path, [folder]) ? packages.filter((name) => !allowed.includes(name)) : [],
  );
}

export function environmentReaders(tree: Tree): readonly string[] {
  return tree
    .filter(({ path, readsEnvironment }) => readsEnvironment && path !== 'src/main.ts')
    .map(({ path }) => path);
}

const VAGUE_NAMES = [
  'index',
  'util',
  'helper',
  'common',
  'shared',
  'manager',
  'service',
  'base',
  'type',
  'interface',
];

/** If such a word is the only honest name, the file is two things. */
export function vagueNames(tree: Tree): readonly string[] {
  const isVague = (name: string): boolean =>
    VAGUE_NAMES.some((vague) => name === vague || name === `${vague}s` || name === `${vague}es`);
  return tree
    .map(({ path }) => path)
    .filter((path) => path.split('/').some((part) => isVague(basename(part, '.ts').toLowerCase())));
}

/** Files of `folders` in which one of the names stands, in code, text or comment, however it is written. */
export function namedIn(tree: Tree, folders: readonly string[], names: readonly string[]): readonly string[] {
  return violations(tree, ({ path, text }) =>
    isIn(path, folders) ? names.filter((name) => spellingOf(name).test(text)) : [],
  );
}

/** Not in the middle of a word: "theConnection" is no eConnect. */
function spellingOf(name: string): RegExp {
  return new RegExp(`(?<![a-z])${name.split('-').join('[-_ ]?')}`, 'i');
}

/** Each circle once, as the path around it. Imports of types count: they tie files together as well. */
export function circles(tree: Tree): readonly string[] {
  const importsByPath = new Map(tree.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' > '));
    if (start >= 0 || done.has(path)) return;
    for (const imported of importsByPath.get(path) ?? []) walk(imported, [...trail, path]);
    done.add(path);
  };
  for (const { path } of tree) walk(path, []);
  return found;
}

/** Imports of files that do not exist: a typing mistake here would blind the other rules. */
export function missingFiles(tree: Tree): readonly string[] {
  const paths = new Set(tree.map(({ path }) => path));
  // Data imports nothing; the compiler says where it is missing.
  const isCode = (path: string): boolean => !path.endsWith('.json');
  return violations(tree, ({ imports }) => imports.filter((path) => isCode(path) && !paths.has(path)));
}
