// Holds the calls that a connector makes against what a vendor's own file says of its API: what fits, what differs, what is
// missing. The description of the connector marks its calls and fields: `x-evidence`, `x-name-setting` and `x-setting` (a
// setting gives the name, or the value), `x-aliases` (other likely ones), `x-any` (one of the values is enough), `x-when`
// (only with this setting), `x-optional` (works without it). `tags` are the types of resource whose calls they are. Pure.
import {
  compareParameters,
  compareShapes,
  differs,
  findingOf,
  type Comparing,
  type Finding,
} from './compare-shapes.ts';
import { finderIn, nameless, type Finder } from './find-operation.ts';
import { isUsed, markOf } from './marks.ts';
import { listOf, own, shown, type Api, type Operation } from './open-api.ts';

/** In the order of `ours`. Throws ApiFileError. */
export function compareApis(ours: Api, theirs: Api, settings: unknown): readonly Finding[] {
  const used = ours.operations.filter(({ raw }) => isUsed(raw, settings));
  const finder = finderIn(theirs, used);
  const calls = used.flatMap((operation) =>
    compareOperation({ ...about(operation), ours, theirs, settings }, operation, finder),
  );
  return [...addressFindings({ ours, theirs, settings }, finder), ...calls];
}

/** Types with a call that is not made with these settings: of that one nothing was compared. */
export function partlyCompared(ours: Api, settings: unknown): readonly string[] {
  return ours.operations
    .filter(({ raw }) => !isUsed(raw, settings))
    .flatMap((operation) => about(operation).types ?? []);
}

type Sides = Pick<Comparing, 'ours' | 'theirs' | 'settings'>;

function about({ method, path, raw }: Operation): Omit<Comparing, keyof Sides> {
  const tags = listOf(own(raw, 'tags')).filter((tag) => typeof tag === 'string');
  return {
    call: `${method} ${path}`,
    part: 'call',
    name: '',
    types: tags.length === 0 ? null : tags,
    evidence: markOf(raw, 'x-evidence') ?? 'assumed',
    optional: own(raw, 'x-optional') === true,
  };
}

function compareOperation(at: Comparing, ours: Operation, finder: Finder): readonly Finding[] {
  const found = finder.find(ours);
  if (found === null) return [findingOf(at, differs('absent', at.call))];
  const isSpelledSo = nameless(found.path).endsWith(nameless(ours.path));
  const spelling = isSpelledSo ? null : differs('name', ours.path, shown(found.path));
  return [
    findingOf(at, spelling),
    ...compareParameters({ ...at, part: 'query' }, ours.parameters, found.parameters),
    ...compareShapes({ ...at, part: 'request' }, ours.body, found.body),
    ...compareShapes({ ...at, part: 'answer' }, ours.answer, found.answer),
  ];
}

/** Where the file says below which address its calls stand, it must be the one that is called. */
function addressFindings(sides: Sides, { prefix }: Finder): readonly Finding[] {
  const ours = pathOf(sides.ours.server);
  const theirs = pathOf(sides.theirs.server) + prefix;
  if (ours === '' || theirs === '') return [];
  const at = {
    ...sides,
    call: '',
    part: 'address',
    name: '',
    types: null,
    evidence: 'doc',
    optional: false,
  } as const;
  const isSame = theirs.toLowerCase().endsWith(ours.toLowerCase());
  return [findingOf(at, isSame ? null : differs('address', ours, shown(theirs)))];
}

/** What the address has behind its host and its variables. */
function pathOf(server: string | null): string {
  const path = (server ?? '').replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\/+$/, '');
  return path.slice(path.lastIndexOf('}') + 1);
}
