// Finds a call in another API: by method and path, whatever its parameters are named, below one beginning that all paths of a
// file may share (`/ms/caseware-cloud/api/v2/entities`). Pure.
import type { Api, Operation } from './open-api.ts';

export interface Finder {
  /** What the paths of the file have before ours. */
  readonly prefix: string;
  find(ours: Operation): Operation | null;
}

export function finderIn(theirs: Api, used: readonly Operation[]): Finder {
  const prefix = commonest(theirs.operations.flatMap((operation) => prefixesOf(operation, used)));
  const byCall = new Map(theirs.operations.map((operation) => [keyOf(operation), operation]));
  return {
    prefix,
    find: ({ method, path }) => byCall.get(keyOf({ method, path: prefix + path })) ?? null,
  };
}

/** Letter case and the names of parameters make no other call. */
function keyOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${nameless(path).toLowerCase()}`;
}

export function nameless(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}').replace(/\/+$/, '');
}

function prefixesOf(operation: Operation, used: readonly Operation[]): readonly string[] {
  const key = nameless(operation.path).toLowerCase();
  return used
    .filter(({ method, path }) => method === operation.method && key.endsWith(nameless(path).toLowerCase()))
    .map(({ path }) => nameless(operation.path).slice(0, key.length - nameless(path).length));
}

/** The shortest of those that come most often. */
function commonest(prefixes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const prefix of prefixes) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  const [first] = [...counts].toSorted(([one, n], [other, m]) => m - n || one.length - other.length);
  return first?.[0] ?? '';
}
