// Erases a contact (docs/decisions/0012-erasure.md): the access goes first, through the ordinary engine, and only when it
// is proven gone is what says who it was removed. Never asks a portal itself.
import { writeAudit } from '../database/people/audit.ts';
import { approveRevokes, nameAccesses, type AccessName } from '../database/ledger/brake-requests.ts';
import { listConnections } from '../database/portal/connections.ts';
import {
  askErasure,
  eraseContact,
  listErasuresAsked,
  listHeld,
  listSameHuman,
  readErasure,
  type ErasureState,
  type HeldAccess,
} from '../database/people/erasure.ts';
import { nameRecords, type NamedRecord } from '../database/people/explain.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import type { Store, Tx } from '../database/open-store.ts';
import { accessTypesOf, type ConnectorOf } from '../engine/access-types.ts';
import { assertConfirmed } from './confirmed-accesses.ts';

export interface ErasureRequest {
  readonly practiceId: string;
  readonly contact: NamedRecord;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

export interface ErasurePreview extends ErasureState {
  /** Access that is taken away first. */
  readonly revokes: readonly AccessName[];
  /** The same human at other clients: these are contacts of their own, and stay. */
  readonly sameHuman: readonly NamedRecord[];
}

/** What erasing would do. Writes nothing. */
export async function previewErasure(
  store: Store,
  connectorOf: ConnectorOf,
  { practiceId, contact }: Omit<ErasureRequest, 'by'>,
): Promise<ErasurePreview> {
  return store.inPractice(practiceId, async (tx) => {
    const held = await listHeld(tx, contact.id);
    const names = await nameRecords(tx, await listSameHuman(tx, contact.id));
    return {
      ...(await readErasure(tx, contact.id)),
      revokes: await nameAccesses(tx, accessesAmong(held, connectorOf)),
      sameHuman: [...names.values()],
    };
  });
}

/**
 * Asks for it and, where no access stands in the way, does it at once. `confirmed`: the accesses that the person agreed
 * to take away; when others have come to it since then, nothing is written. Repeating it changes nothing.
 */
export async function askToErase(
  store: Store,
  connectorOf: ConnectorOf,
  { practiceId, contact, by, confirmed }: ErasureRequest & { readonly confirmed: readonly string[] },
): Promise<{ asked: boolean; held: readonly HeldAccess[] } & ErasureState> {
  const asked = await store.inPractice(practiceId, async (tx) => {
    if (!(await askErasure(tx, contact.id))) return false;
    const accesses = accessesAmong(await listHeld(tx, contact.id), connectorOf);
    assertConfirmed(accesses, confirmed);
    await approve(tx, accesses);
    await lookAtOnce(tx, contact);
    await writeAudit(tx, [
      auditOf({ practiceId, contact, by }, 'contact.erasure-asked', { revokes: accesses.length }),
    ]);
    return true;
  });
  await eraseOne(store, practiceId, { id: contact.id, clientId: contact.clientId });
  return store.inPractice(practiceId, async (tx) => ({
    asked,
    held: await listHeld(tx, contact.id),
    ...(await readErasure(tx, contact.id)),
  }));
}

/** Carries out what was asked for, as far as access is proven gone. Returns how many were erased. */
export async function eraseAsked(store: Store, practiceId: string): Promise<number> {
  let erased = 0;
  for (const contact of await store.inPractice(practiceId, listErasuresAsked))
    if (await eraseOne(store, practiceId, contact)) erased += 1;
  return erased;
}

async function eraseOne(
  store: Store,
  practiceId: string,
  { id, clientId }: { id: string; clientId: string | null },
): Promise<boolean> {
  return store.inPractice(practiceId, async (tx) => {
    if (!(await eraseContact(tx, id))) return false;
    const about = { practiceId, ...(clientId === null ? {} : { clientId }), subjectId: id };
    await writeAudit(tx, [{ ...about, actor: 'koppel', action: 'contact.erased' }]);
    return true;
  });
}

/** Rule 22: a revoke that a person previewed and confirmed is approved already. */
async function approve(tx: Tx, accesses: readonly string[]): Promise<void> {
  if (accesses.length === 0) return;
  const hours = (await listConnections(tx)).map(({ policy }) => policy.brake.approvalHours);
  await approveRevokes(tx, accesses, Math.max(...hours));
}

/** A contact that was deleted before may be held by the brake: nothing has changed that would make it due. */
async function lookAtOnce(tx: Tx, { clientId, id }: NamedRecord): Promise<void> {
  if (clientId === null) return;
  const connectionIds = new Set((await listHeld(tx, id)).map(({ connectionId }) => connectionId));
  for (const connectionId of connectionIds)
    await lookAgain(tx, { connectionId, clientIds: [clientId], lane: 0 });
}

function accessesAmong(held: readonly HeldAccess[], connectorOf: ConnectorOf): readonly string[] {
  return held
    .filter(({ portal, type }) => accessTypesOf(connectorOf(portal)).includes(type))
    .map(({ resourceId }) => resourceId);
}

function auditOf(
  { practiceId, contact, by }: ErasureRequest,
  action: string,
  details: Readonly<Record<string, unknown>>,
) {
  const { id: subjectId, clientId } = contact;
  return { practiceId, actor: by, action, subjectId, ...(clientId === null ? {} : { clientId }), details };
}
