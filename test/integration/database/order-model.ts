// Rule 20 as a model, pure: statements about one record are put into the order in which they were said and taken one after
// the other. The database must end where this ends, in whatever order and company they came in.

export interface Switch {
  readonly enabled: boolean;
  readonly role: 'a' | 'b';
}

export interface Said {
  readonly what: 'upsert' | 'unreadable' | 'delete';
  /** Of a client that could not be read: it is suspect, or private. */
  readonly excludes: 'status' | 'kind' | null;
  /** Minutes, or later than all minutes: in the given phase, by a clock that is right or one that is ahead. */
  readonly at: number | 'now' | 'ahead';
  /** The record's own time, in minutes. */
  readonly changed: number;
  readonly phone: number;
  /** Of a contact: the client that it names. */
  readonly client: 'a' | 'b' | 'nobody';
  readonly links: Readonly<Partial<Record<'x' | 'y', Switch>>>;
  /** Statements of one phase come in together, those of a later one afterwards. */
  readonly phase: number;
}

export interface Told {
  readonly kind: 'client' | 'contact';
  readonly said: readonly Said[];
  /** It was there before all else, at minute 0. */
  readonly known: boolean;
  /** As-of times of the complete snapshots that lack the record. */
  readonly absentAt: readonly number[];
}

export interface Ending {
  readonly alive: boolean;
  readonly missing: boolean;
  readonly phone: string | null;
  readonly client: string | null;
  readonly questioned: boolean;
  /** Never pushed: suspect, private, both or neither. */
  readonly excluded: string;
  readonly links: Readonly<Record<string, string>>;
}

const LATER = 1_000;
/** As-of time of a snapshot that is read after a phase, by a clock that is ahead: it counts as read. */
export const endOf = (phase: number): number => LATER + phase + 0.5;
export const isAhead = (asOf: number): boolean => asOf > LATER;
const timeOf = ({ at, phase }: Said): number => (typeof at === 'number' ? at : LATER + phase);

interface State {
  presence: 'never' | 'alive' | 'deleted';
  presentAt: number;
  absences: Set<number>;
  data: Said | null;
  question: Said | null;
  readonly exclusions: Map<string, Said>;
  readonly links: Map<string, Switch>;
  readonly linkTimes: Map<string, number>;
}

/** What is known from the start. */
export const FIRST: Said = {
  ...{ what: 'upsert', excludes: null, at: 0, changed: 0, phone: 0, client: 'a', links: {}, phase: 0 },
};

export function endingOf(told: Told): Ending {
  const state: State = {
    ...{ presence: 'never', presentAt: -1, absences: new Set(), data: null, question: null },
    ...{ exclusions: new Map() },
    ...{ links: new Map(), linkTimes: new Map() },
  };
  for (const step of inOrder(told)) {
    if (typeof step === 'number') takeAbsence(state, step);
    else takeStatement(state, step, told.kind);
  }
  return describeEnding(state, told.kind);
}

/** On equal times a delete comes last, so that it wins; an absence tells nothing of what was said at its own time. */
function inOrder({ said, absentAt, known }: Told): readonly (Said | number)[] {
  const rank = (step: Said | number): number =>
    typeof step === 'number' ? 2 : step.what === 'delete' ? 1 : 0;
  const at = (step: Said | number): number => (typeof step === 'number' ? step : timeOf(step));
  return [...(known ? [FIRST] : []), ...said, ...absentAt].sort(
    (one, other) => at(one) - at(other) || rank(one) - rank(other),
  );
}

function takeAbsence(state: State, at: number): void {
  if (state.presence !== 'alive' || state.presentAt >= at) return;
  state.absences.add(at);
  if (state.absences.size > 1) state.presence = 'deleted';
}

function takeStatement(state: State, said: Said, kind: Told['kind']): void {
  if (said.what === 'delete') {
    state.presence = 'deleted';
    state.absences = new Set();
    return;
  }
  const isPlaced = said.what === 'upsert' && (kind === 'client' || said.client !== 'nobody');
  switchLinks(state, said, isPlaced);
  if (!isPlaced) {
    exclude(state, said, kind);
    if (said.what === 'upsert' && isNewer(said, state.question)) state.question = said;
    return;
  }
  state.presence = 'alive';
  state.presentAt = timeOf(said);
  state.absences = new Set();
  if (isNewer(said, state.data)) state.data = said;
}

/** Of a client, though nothing else of it could be read; what was said of one moment excludes. */
function exclude(state: State, said: Said, kind: Told['kind']): void {
  if (kind === 'contact' || said.excludes === null) return;
  const known = state.exclusions.get(said.excludes) ?? null;
  if (isLater(said, known)) state.exclusions.set(said.excludes, said);
}

/** Off wins among statements of one time, which are taken in any order; of two that switch on, the greater settings. */
function switchLinks(state: State, said: Said, isPlaced: boolean): void {
  for (const [name, wanted] of Object.entries(said.links)) {
    if (wanted.enabled && !isPlaced) continue;
    const known = state.links.get(name);
    const isTie = state.linkTimes.get(name) === timeOf(said);
    if (known !== undefined && isTie && strength(known) > strength(wanted)) continue;
    state.links.set(name, wanted);
    state.linkTimes.set(name, timeOf(said));
  }
}

const strength = ({ enabled, role }: Switch): string => `${enabled ? 0 : 1}${role}`;

/**
 * Data are ordered by the record's own time, then by when they were said, then by themselves. Where the record's own time
 * lies after what tells of it, the time of telling counts; of two that are equal then, the own time decides after all.
 */
function isNewer(one: Said, other: Said | null): boolean {
  if (other === null) return true;
  if (isLater(one, other) || isLater(other, one)) return isLater(one, other);
  return one.phone > other.phone || (one.phone === other.phone && one.client > other.client);
}

function isLater(one: Said, other: Said | null): boolean {
  if (other === null) return true;
  const version = (said: Said): number => Math.min(said.changed, timeOf(said));
  return (version(one) - version(other) || timeOf(one) - timeOf(other) || one.changed - other.changed) > 0;
}

function isExcluded({ exclusions, data }: State, field: 'kind' | 'status'): boolean {
  const said = exclusions.get(field);
  return said !== undefined && !(data !== null && isLater(data, said));
}

function describeEnding(state: State, kind: Told['kind']): Ending {
  const alive = state.presence === 'alive';
  return {
    alive,
    missing: alive && state.absences.size > 0,
    phone: alive && state.data !== null ? String(state.data.phone) : null,
    client: alive && kind === 'contact' && state.data !== null ? state.data.client : null,
    excluded: (['kind', 'status'] as const).filter((field) => alive && isExcluded(state, field)).join(' '),
    questioned: alive && state.question !== null && isLater(state.question, state.data),
    links: Object.fromEntries(
      [...state.links].map(([name, { enabled, role }]) => [name, `${enabled ? 'on' : 'off'} ${role}`]),
    ),
  };
}
