// Resource types that are nothing more than how the portal shows them and what writes them: everything below their parents
// in one list, or each by itself.
import type { z, ZodType } from 'zod';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type {
  Outcome,
  PortalRecord,
  PortalRequest,
  ResourceType,
  Seen,
  Session,
  Target,
  Wait,
} from '../connector.ts';

export type Parents = Readonly<Record<string, string>>;

/** `wait`: it is there and does not count yet. */
export type Row = PortalRecord & { readonly wait?: Wait };

/** The whole list below these parents, read to its end. Empty where the portal does not show what it is below. */
export type ReadList<Settings> = (session: Session<Settings>, parents: Parents) => Promise<readonly Row[]>;

/** A list; empty where the portal does not know what it is of. */
export async function readRows<Schema extends ZodType>(
  session: Pick<Session, 'send'>,
  request: PortalRequest,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  const response = await session.send({ ...request, accept: [404] });
  return response.status === 404 ? [] : parseAnswer(schema.array(), response, 'GET');
}

/** What is the same for nearly all. */
type Usual = 'managed' | 'takeOver' | 'keyInUse' | 'create';
type Type<Settings, Known extends keyof ResourceType> = Omit<ResourceType<Settings>, Known> &
  Partial<Pick<ResourceType<Settings>, Known>>;

/** Lets nobody in by itself, and stays when nobody claims it any more. */
export const KEPT = { grantsAccess: false, onRemove: 'keep' } as const;
/** Lets somebody in until nobody claims it. */
export const ACCESS = { grantsAccess: true, onRemove: 'remove', keyInUse: 'EMAIL_IN_USE' } as const;

/** Of what is only observed: the engine never asks to make it. */
function madeByOthers(): Promise<Outcome> {
  return Promise.reject(new Error('This resource is made by others in the portal, never by Koppel.'));
}

/** Written where it has `create`, else observed. */
export function resourceType<Settings>(type: Type<Settings, Usual>): ResourceType<Settings> {
  const managed = type.create === undefined ? 'observed' : 'written';
  return { managed, takeOver: 'when-unclaimed', keyInUse: 'NUMBER_IN_USE', create: madeByOthers, ...type };
}

/** `observe` is given where it differs from a look. */
export type Listed<Settings> = Type<Settings, Usual | 'find' | 'look' | 'list'> & {
  readonly read: ReadList<Settings>;
  /** What else is in the list is not Koppel's to show. */
  readonly unlisted?: true;
};

export function listedResource<Settings>(listed: Listed<Settings>): ResourceType<Settings> {
  const { read, unlisted = false, ...type } = listed;
  const list: ResourceType<Settings>['list'] = async function* (session, parents) {
    for (const row of await read(session, parents)) if (row.wait === undefined) yield toRecord(row);
  };
  return resourceType({
    async find(session, { key, parents }) {
      const rows = await read(session, parents);
      return rows.filter((row) => row.key === key).map(toRecord);
    },
    look: (session, targets) => lookInLists(session, targets, read),
    ...(unlisted ? {} : { list }),
    ...type,
  });
}

type Seeing<Settings> = Type<Settings, Usual | 'find' | 'look'> & {
  /** As it stands: also what waits, or was declined. */
  readonly see: (session: Session<Settings>, target: Target) => Promise<Seen>;
  /** Is observed as it is looked at. */
  readonly isObserved?: true;
};

export function seenResource<Settings>({
  see,
  isObserved,
  ...type
}: Seeing<Settings>): ResourceType<Settings> {
  const look = (session: Session<Settings>, targets: readonly Target[]): Promise<readonly Seen[]> =>
    lookOneByOne(targets, (target) => see(session, target));
  return resourceType({
    async find(session, target) {
      const { record } = await see(session, target);
      return record === undefined ? [] : [record];
    },
    look,
    ...(isObserved === true ? { observe: look } : {}),
    ...type,
  });
}

/** Each list is read once. */
export async function lookInLists<Settings>(
  session: Session<Settings>,
  targets: readonly Target[],
  read: ReadList<Settings>,
): Promise<readonly Seen[]> {
  const rowsByParents = new Map<string, readonly Row[]>();
  const seen: Seen[] = [];
  for (const target of targets) {
    const place = JSON.stringify(target.parents);
    const rows = rowsByParents.get(place) ?? (await read(session, target.parents));
    rowsByParents.set(place, rows);
    const row = rows.find(({ portalId, key }) =>
      target.portalId === null ? key === target.key : portalId === target.portalId,
    );
    seen.push(row === undefined ? { state: 'absent' } : toSeen(row));
  }
  return seen;
}

/** Each in turn, for a portal that has no list of them. */
export async function lookOneByOne<Each extends Target>(
  targets: readonly Each[],
  look: (target: Each) => Promise<Seen>,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const target of targets) seen.push(await look(target));
  return seen;
}

function toSeen({ wait, ...record }: Row): Seen {
  return wait === undefined ? { state: 'present', record } : { state: 'waiting', record, ...wait };
}

/** Of which the portal shows nothing but that it is there. */
export function bareRecord(portalId: string, key: string): PortalRecord {
  return { portalId, key, attributes: {} };
}

/** Of one thing that was looked for; null: it is not there. */
export function seenOf(record: PortalRecord | null): Seen {
  return record === null ? { state: 'absent' } : { state: 'present', record };
}

/** Without `wait`: what a list or a search shows. */
export function toRecord({ portalId, key, attributes, signIn }: Row): PortalRecord {
  return { portalId, key, attributes, ...(signIn === undefined ? {} : { signIn }) };
}
