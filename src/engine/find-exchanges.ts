// Keys that go round: each holder wants the key of the next one, and the last that of the first (two numbers exchanged in
// the practice software, at one client or at several). None of them can wait for the others, so all pass on at once.
import type { Tx } from '../database/open-store.ts';
import { lockResourcesAt } from '../database/ledger/resources.ts';
import { ReservationLostError } from '../database/ledger/settlements.ts';
import { subjectKey } from '../domain/link.ts';
import {
  claimOf,
  liveClaims,
  type KnownResource,
  type StoredClaim,
  type TraitsByType,
} from '../plan/known.ts';
import { identityOf, type Conflict, type NewResource, type Renaming } from '../plan/settle-claims.ts';
import type { Claim } from '../plan/wanted.ts';

/** What a client wishes by its present records, and whose claims stay as they are whatever it wishes. */
export interface Wishes {
  readonly claims: readonly Claim[];
  readonly frozen: ReadonlySet<string>;
}

interface WishInput {
  readonly clientId: string;
  readonly known: readonly KnownResource[];
  readonly claims: readonly Claim[];
  readonly readWishes: (clientId: string) => Promise<Wishes>;
}

export interface ExchangeInput extends WishInput {
  readonly connectionId: string;
  readonly traits: TraitsByType;
  readonly conflicts: readonly Conflict[];
}

/** A circle this long is taken for somebody's whole file shifted by one row: it is left to a person. */
const LONGEST_CIRCLE = 50;

/** How the resources of each circle are renamed or passed on; empty where a key is held by somebody who keeps it. */
export async function findExchanges(tx: Tx, input: ExchangeInput): Promise<readonly Renaming[]> {
  const found = new Map<string, Renaming>();
  for (const claim of conflicting(input)) {
    const mine = input.known.find(
      (resource) => isHeldFor(resource, claim, input.clientId) || isLeftTo(resource, claim, input.traits),
    );
    // One that was passed on leaves its holder without a place: the circle is gone round for each.
    if (mine === undefined || found.get(mine.id)?.takenOver === false) continue;
    const circle = await walk(tx, input, mine);
    for (const renaming of circle === null ? [] : passOn(circle, claim, input.traits))
      found.set(renaming.id, renaming);
  }
  return [...found.values()];
}

/**
 * What this client would leave for a key under which nothing is known, and whose other holders all wish that same key by now: it
 * is renamed for all of them, instead of being made a second time beside the one that nobody wishes any more.
 */
export async function findMoves(
  input: WishInput & { readonly created: readonly NewResource[] },
): Promise<readonly Renaming[]> {
  const found = new Map<string, Renaming>();
  for (const claim of input.claims.filter(({ parents }) => parents.length === 0)) {
    const isMade = input.created.some(
      ({ type, key, owner }) => type === claim.type && key === claim.key && owner === claim.owner,
    );
    const mine = isMade ? input.known.filter((resource) => isHeldFor(resource, claim, input.clientId)) : [];
    const [resource, ...others] = mine;
    if (resource?.state !== 'present' || others.length > 0) continue;
    if (await allWish(input, resource, claim.key)) found.set(resource.id, renamedTo(resource, claim.key));
  }
  return [...found.values()];
}

async function allWish(input: WishInput, resource: KnownResource, key: string): Promise<boolean> {
  for (const stored of liveClaims(resource))
    if ((await keyWishedFor(input, resource, stored)) !== key) return false;
  return true;
}

function renamedTo({ id, owner }: KnownResource, key: string): Renaming {
  return { id, identity: identityOf([], key), key, owner, takenOver: false };
}

/** Roots only: what hangs below others has no key of its own. */
function conflicting({ claims, conflicts }: ExchangeInput): readonly Claim[] {
  const subjects = new Set(conflicts.map(({ subject }) => subjectKey(subject)));
  return claims.filter((claim) => claim.parents.length === 0 && subjects.has(subjectKey(claim.subject)));
}

function isHeldFor(resource: KnownResource, claim: Claim, clientId: string): boolean {
  if (resource.type !== claim.type || resource.owner !== claim.owner || resource.key === claim.key)
    return false;
  return claimOf(resource, clientId, claim.subject) !== undefined;
}

function isLeftTo(resource: KnownResource, { type, owner, key }: Claim, traits: TraitsByType): boolean {
  const isMine = resource.type === type && resource.owner === owner && resource.key !== key;
  return isMine && isOnlyOwned(resource, traits);
}

/** Nobody claims it, while its client may not be pushed, or was not planned since it may be again; it is the client's all the same. */
function isOnlyOwned(resource: KnownResource, traits: TraitsByType): boolean {
  const isForGood = traits.get(resource.type)?.takeOver === 'when-owner-deleted';
  return isForGood && !resource.ownerDeleted && liveClaims(resource).length === 0;
}

interface Step {
  readonly resource: KnownResource;
  readonly nextKey: string;
}

/** From what is mine along the keys wished, until it comes back to mine; null where it does not. */
async function walk(tx: Tx, input: ExchangeInput, mine: KnownResource): Promise<readonly Step[] | null> {
  const steps: Step[] = [];
  let resource: KnownResource | null = mine;
  while (resource !== null && steps.length < LONGEST_CIRCLE) {
    const nextKey = await keyWishedBy(input, resource);
    if (nextKey === null) return null;
    steps.push({ resource, nextKey });
    if (identityOf([], nextKey) === mine.identity) return steps;
    resource = await resourceAt(tx, input, { type: mine.type, identity: identityOf([], nextKey) });
  }
  return null;
}

/** The other key that everybody who stands on it wishes by now; null when one of them keeps it, or lets go of it only. */
async function keyWishedBy(input: ExchangeInput, resource: KnownResource): Promise<string | null> {
  if (isOnlyOwned(resource, input.traits)) return keyWishedByOwner(input, resource);
  const keys = new Set<string | null>();
  for (const stored of liveClaims(resource)) keys.add(await keyWishedFor(input, resource, stored));
  const [key, ...others] = keys;
  return key === undefined || key === resource.key || others.length > 0 ? null : key;
}

async function keyWishedByOwner(input: ExchangeInput, resource: KnownResource): Promise<string | null> {
  const { claims, frozen } = await input.readWishes(resource.owner.replace(/^client:/, ''));
  const wish = claims.find(({ type, owner }) => type === resource.type && owner === resource.owner);
  if (wish === undefined || frozen.has(subjectKey(wish.subject))) return null;
  return wish.key === resource.key ? null : wish.key;
}

async function keyWishedFor(
  input: WishInput,
  { type, owner }: KnownResource,
  { clientId, subject }: StoredClaim,
): Promise<string | null> {
  const { claims, frozen } = await input.readWishes(clientId);
  if (frozen.has(subjectKey(subject))) return null;
  const wish = claims.find(
    (claim) =>
      claim.type === type && claim.owner === owner && subjectKey(claim.subject) === subjectKey(subject),
  );
  return wish?.key ?? null;
}

/** Locked like all that a settlement changes. Another run that has it may be about to settle the same circle. */
async function resourceAt(
  tx: Tx,
  { known, connectionId }: ExchangeInput,
  place: { readonly type: string; readonly identity: string },
): Promise<KnownResource | null> {
  const here = known.find(({ type, identity }) => type === place.type && identity === place.identity);
  if (here !== undefined) return here;
  const found = await lockResourcesAt(tx, connectionId, place);
  if (found === 'busy') throw new ReservationLostError();
  return found;
}

/**
 * What belongs to its owner for good (the files of a client) is renamed, all round. Where the key itself is the identity (an
 * address is the login), the record under it passes to whoever has the key now; the others follow when they are planned.
 */
function passOn(steps: readonly Step[], claim: Claim, traits: TraitsByType): readonly Renaming[] {
  if (traits.get(claim.type)?.takeOver === 'when-owner-deleted')
    return steps.map(({ resource, nextKey }) => renamedTo(resource, nextKey));
  const taken = steps.find(({ resource }) => resource.key === claim.key)?.resource;
  if (taken === undefined) return [];
  const { id, identity, key } = taken;
  return [{ id, identity, key, owner: claim.owner, takenOver: true }];
}
