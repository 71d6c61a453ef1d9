// Reads what the portal shows below something, however stale the session is: a token shows nothing of a partnership that
// is younger than itself [seed], so that "not there" is believed only of a token taken after it was first said.
import type { z, ZodType } from 'zod';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { PortalRecord, PortalRequest, PortalResponse, Seen, Target, Wait } from '../connector.ts';
import type { EConnectSession } from './settings.ts';

export type Parents = Readonly<Record<string, string>>;
/** `wait`: it is there and does not count yet. */
export type Row = PortalRecord & { readonly wait?: Wait };
export type ReadBelow = (session: EConnectSession, parents: Parents) => Promise<readonly Row[]>;
type WhenAbsent = (session: EConnectSession, target: Target) => Seen | Promise<Seen>;

/** A list; empty where the portal does not show what it is below. */
export async function readRows<Schema extends ZodType>(
  session: EConnectSession,
  request: PortalRequest,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  const response = await session.send({ ...request, accept: [404] });
  return response.status === 404 ? [] : parseAnswer(schema.array(), response, 'GET');
}

/** For what Koppel knows to have been there: nothing is taken for gone because a token is old. */
export async function lookBelow(
  session: EConnectSession,
  targets: readonly Target[],
  read: ReadBelow,
): Promise<readonly Seen[]> {
  const seen = await lookOnce(session, targets, read);
  const mayBeStale = seen.some(({ state }) => state === 'absent') && (await renewOnce(session, targets));
  return mayBeStale ? lookOnce(session, targets, read) : seen;
}

/** For what others make: each look that finds nothing is tried again with a new token, then somebody is waited for. */
export async function observeBelow(
  session: EConnectSession,
  targets: readonly Target[],
  { read, whenAbsent }: { readonly read: ReadBelow; readonly whenAbsent: WhenAbsent },
): Promise<readonly Seen[]> {
  let seen = await lookOnce(session, targets, read);
  if (seen.some(({ state }) => state === 'absent')) {
    session.renew();
    seen = await lookOnce(session, targets, read);
  }
  const waiting: Seen[] = [];
  for (const [index, target] of targets.entries()) {
    const one = seen[index] ?? { state: 'absent' };
    waiting.push(one.state === 'absent' ? await whenAbsent(session, target) : one);
  }
  return waiting;
}

async function lookOnce(
  session: EConnectSession,
  targets: readonly Target[],
  read: ReadBelow,
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

function toSeen({ wait, ...record }: Row): Seen {
  return wait === undefined ? { state: 'present', record } : { state: 'waiting', record, ...wait };
}

/** Without `wait`: what a list or a search shows. */
export function toRecord({ portalId, key, attributes, signIn }: Row): PortalRecord {
  return { portalId, key, attributes, ...(signIn === undefined ? {} : { signIn }) };
}

/**
 * A new token where none was taken for this place lately. What Koppel made there is younger than the partnership, so one
 * token newer than both is enough for all later looks.
 */
async function renewOnce(session: EConnectSession, targets: readonly Target[]): Promise<boolean> {
  const { partnership, group, organisation } = targets[0]?.parents ?? {};
  let renewed = false;
  await session.remember(`renewed:${partnership ?? group ?? organisation ?? ''}`, () => {
    session.renew();
    renewed = true;
    return Promise.resolve(true);
  });
  return renewed;
}

/** Sends a write below a partner; one that the session does not show yet is tried again with a new token. */
export async function sendBelow(session: EConnectSession, request: PortalRequest): Promise<PortalResponse> {
  const sent = { ...request, accept: [404, ...(request.accept ?? [])] };
  const response = await session.send(sent);
  if (response.status !== 404) return response;
  session.renew();
  return session.send(sent);
}
