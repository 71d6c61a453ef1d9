// Switches a link as somebody does on the card of a client or contact: on one connection of one practice, and only where
// Koppel has the switch. What can never go out cannot be switched on there: the card says why.
import { nameRecords, type NamedRecord } from '../database/people/explain.ts';
import { readConnectionByName } from '../database/portal/connections.ts';
import { readPractice } from '../database/records/practices.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { UsageError } from '../errors.ts';
import { isRecordId, type CardPorts } from '../answers/read-card.ts';
import type { PreviewContext } from '../answers/preview.ts';
import { previewSwitches, switchLink, type SwitchPreview } from './switch-link.ts';

export interface CardSwitch {
  readonly practiceId: string;
  readonly recordId: string;
  /** Its name. */
  readonly connection: string;
  readonly enabled: boolean;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

export interface CardSwitchPreview extends SwitchPreview {
  readonly record: NamedRecord;
  /** Why it cannot be switched so at all; null: it can. */
  readonly refused: 'in-practice-software' | ReasonCode | null;
}

/** No change of a link helps these. */
const NEVER_ON: readonly ReasonCode[] = [
  'CLIENT_IS_PRIVATE',
  'CLIENT_IS_SUSPECT',
  'CLIENT_DELETED',
  'CONTACT_DELETED',
];

export function canNeverGoOut(reason: ReasonCode): boolean {
  return NEVER_ON.includes(reason);
}

/** Null when the practice has no such record or connection. Writes nothing. */
export async function previewCardSwitch(
  ports: CardPorts,
  given: CardSwitch,
): Promise<CardSwitchPreview | null> {
  const found = await findSwitch(ports, given);
  if (found === null) return null;
  const { record, context, isHere } = found;
  const [preview] = await previewSwitches(ports.store, context, [{ ...given, record }]);
  if (preview === undefined) return null;
  const never = preview.waits !== null && canNeverGoOut(preview.waits) ? preview.waits : null;
  return { ...preview, record, refused: isHere ? never : 'in-practice-software' };
}

/**
 * As `switchLink`. Null when the practice has no such record or connection. Throws UsageError, and changes nothing, where
 * it may not be switched so, or where accesses have come to it that were not confirmed.
 */
export async function switchFromCard(
  ports: CardPorts,
  { confirmed, ...given }: CardSwitch & { readonly confirmed: readonly string[] },
): Promise<boolean | null> {
  const found = await findSwitch(ports, given);
  const preview = await previewCardSwitch(ports, given);
  if (found === null || preview === null) return null;
  if (preview.refused === 'in-practice-software')
    throw new UsageError('The links of this practice are switched in its practice software.');
  if (preview.refused !== null)
    throw new UsageError(`This record can never go out (${preview.refused}): its link stays off.`);
  return switchLink(ports.store, found.context, { ...given, record: found.record, confirmed });
}

interface FoundSwitch {
  readonly record: NamedRecord;
  readonly context: PreviewContext;
  readonly isHere: boolean;
}

async function findSwitch(
  { store, connectorOf, now, newId }: CardPorts,
  { practiceId, recordId, connection: name }: CardSwitch,
): Promise<FoundSwitch | null> {
  if (!isRecordId(recordId)) return null;
  return store.inPractice(practiceId, async (tx) => {
    const practice = await readPractice(tx);
    const record = (await nameRecords(tx, [recordId])).get(recordId);
    const connection = await readConnectionByName(tx, name);
    if (practice === null || record === undefined || connection === null) return null;
    const context = { connection, connectorOf, now, newId };
    return { record, context, isHere: practice.linksFrom === 'koppel' };
  });
}
