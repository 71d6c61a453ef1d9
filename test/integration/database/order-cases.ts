// Random records with what is said of them, for the law of order: equal times, clocks ahead, rows that cannot be read,
// clients that nobody knows, complete snapshots and others.
import fc from 'fast-check';
import { endOf, isAhead, type Said, type Switch, type Told } from './order-model.ts';

export interface Round {
  readonly records: readonly Told[];
  /** As-of times of complete snapshots, in the order in which they are read: one after each phase. Of a clock ahead: its end. */
  readonly snapshots: readonly number[];
  /** Of the order and the batches in which all comes in. */
  readonly shuffle: number;
}

export const PHASES = 3;
const minute = fc.integer({ min: 1, max: 6 });
const asOf = fc.oneof(
  { weight: 4, arbitrary: minute },
  { weight: 1, arbitrary: fc.constant('ahead' as const) },
);

const switched: fc.Arbitrary<Switch> = fc.record({
  enabled: fc.boolean(),
  role: fc.constantFrom('a' as const, 'b' as const),
});

const links = fc.record({ x: switched, y: switched }, { requiredKeys: [] });

const said: fc.Arbitrary<Said> = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('upsert' as const) },
    { weight: 2, arbitrary: fc.constant('unreadable' as const) },
    { weight: 2, arbitrary: fc.constant('delete' as const) },
  ),
  at: fc.oneof(
    { weight: 8, arbitrary: minute },
    { weight: 1, arbitrary: fc.constantFrom('now' as const, 'ahead' as const) },
  ),
  excludes: fc.constantFrom('status' as const, 'kind' as const, null),
  changed: fc.integer({ min: 1, max: 4 }),
  phone: fc.integer({ min: 0, max: 3 }),
  client: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a' as const, 'b' as const) },
    { weight: 1, arbitrary: fc.constant('nobody' as const) },
  ),
  links,
  phase: fc.integer({ min: 0, max: PHASES - 1 }),
});

interface Drawn {
  readonly kind: Told['kind'];
  readonly known: boolean;
  readonly said: readonly Said[];
  readonly shown: readonly (Said | null)[];
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom('client' as const, 'contact' as const),
  known: fc.boolean(),
  said: fc.array(said, { minLength: 1, maxLength: 5 }),
  shown: fc.tuple(...Array.from({ length: PHASES }, () => fc.option(said))),
});

/** Rounds of `size` records each, in one practice: snapshots are about all of them. */
export function roundOf(size: number): fc.Arbitrary<Round> {
  return fc
    .record({
      records: fc.array(drawn, { minLength: size, maxLength: size }),
      snapshots: fc.uniqueArray(asOf, { maxLength: PHASES }),
      shuffle: fc.nat(),
    })
    .map(({ records, snapshots: drawnTimes, shuffle }) => {
      const snapshots = drawnTimes.map((at, phase) => (at === 'ahead' ? endOf(phase) : at));
      return { records: records.map((record) => tell(record, snapshots)), snapshots, shuffle };
    });
}

/** What a snapshot shows was said at its as-of time. Statements whose time is their arrival: one in a phase. */
function tell({ kind, known, said: own, shown }: Drawn, snapshots: readonly number[]): Told {
  const isShown = (at: number, phase: number): boolean => isAhead(at) && (shown[phase] ?? null) !== null;
  const arriving = new Set(snapshots.flatMap((at, phase) => (isShown(at, phase) ? [phase] : [])));
  const given = own.filter(({ at, phase }) => {
    if (typeof at === 'number') return true;
    if (arriving.has(phase)) return false;
    arriving.add(phase);
    return true;
  });
  const rows = snapshots.flatMap((at, phase): Said[] => {
    const row = shown[phase] ?? null;
    return row === null
      ? []
      : [
          {
            ...row,
            what: 'upsert',
            client: row.client === 'nobody' ? 'b' : row.client,
            at: isAhead(at) ? 'ahead' : at,
            phase,
          },
        ];
  });
  const absentAt = snapshots.filter((_, phase) => (shown[phase] ?? null) === null);
  return { kind, known, said: [...given, ...rows], absentAt };
}
