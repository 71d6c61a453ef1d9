// A resource type of which the portal shows everything below its parents in one list: what is in the list is there, and
// the rest is what writes it.
import type { z, ZodType } from 'zod';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { PortalRecord, PortalRequest, ResourceType, Seen, Session, Target, Wait } from '../connector.ts';
import { madeByOthers } from '../made-by-others.ts';

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

type Known = 'find' | 'look' | 'list' | 'managed' | 'takeOver' | 'create';

/** A resource type, of which this file knows what is left out. */
export type Listed<Settings> = Omit<ResourceType<Settings>, Known> &
  Partial<Pick<ResourceType<Settings>, Known>> & {
    readonly read: ReadList<Settings>;
    /** What else is in the list is not Koppel's to show. */
    readonly unlisted?: true;
  };

/** Written where it has `create`, else observed. `observe` is given where it differs from a look. */
export function listedResource<Settings>(listed: Listed<Settings>): ResourceType<Settings> {
  const { read, unlisted = false, ...type } = listed;
  const list: ResourceType<Settings>['list'] = async function* (session, parents) {
    for (const row of await read(session, parents)) if (row.wait === undefined) yield toRecord(row);
  };
  return {
    managed: type.create === undefined ? 'observed' : 'written',
    takeOver: 'when-unclaimed',
    create: madeByOthers,
    async find(session, { key, parents }) {
      const rows = await read(session, parents);
      return rows.filter((row) => row.key === key).map(toRecord);
    },
    look: (session, targets) => lookInLists(session, targets, read),
    ...(unlisted ? {} : { list }),
    ...type,
  };
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

/** Without `wait`: what a list or a search shows. */
export function toRecord({ portalId, key, attributes, signIn }: Row): PortalRecord {
  return { portalId, key, attributes, ...(signIn === undefined ? {} : { signIn }) };
}
