// Switches links as people do on the pages and over the API: of some clients and contacts in one go, on one connection of one
// practice, and only where Koppel has the switch.
import { nameRecords } from '../database/people/explain.ts';
import { readConnectionByName } from '../database/portal/connections.ts';
import { readPractice } from '../database/records/practices.ts';
import { UsageError } from '../errors.ts';
import { isRecordId } from '../answers/describe-records.ts';
import type { CardPorts } from '../answers/read-card.ts';
import type { PreviewContext } from '../answers/preview.ts';
import { applySwitches, previewSwitches, type SwitchesPreview, type SwitchRequest } from './switch-link.ts';

/** So many a person can look over before they are switched. */
export const MOST_AT_ONCE = 100;

export interface AskedSwitch {
  readonly practiceId: string;
  readonly recordIds: readonly string[];
  /** Its name. */
  readonly connection: string;
  readonly enabled: boolean;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

export interface AskedPreview extends SwitchesPreview {
  /** False: they are switched in the practice software. */
  readonly isHere: boolean;
}

/** Null when the practice has no such record or connection. Writes nothing. */
export async function previewAsked(ports: CardPorts, asked: AskedSwitch): Promise<AskedPreview | null> {
  const found = await findAsked(ports, asked);
  if (found === null) return null;
  const { context, requests, isHere } = found;
  return { isHere, ...(await previewSwitches(ports.store, context, requests)) };
}

/** As `applySwitches`. Null when the practice has no such record or connection. */
export async function switchAsked(
  ports: CardPorts,
  { confirmed, ...asked }: AskedSwitch & { readonly confirmed: readonly string[] },
): Promise<ReadonlySet<string> | null> {
  const found = await findAsked(ports, asked);
  if (found === null) return null;
  if (!found.isHere)
    throw new UsageError({
      en: 'The links of this practice are switched in its practice software.',
      nl: 'De koppelingen van dit kantoor worden in de praktijksoftware geschakeld.',
    });
  return applySwitches(ports.store, found.context, { requests: found.requests, confirmed });
}

interface FoundAsked {
  /** Clients first. */
  readonly requests: readonly SwitchRequest[];
  readonly context: PreviewContext;
  readonly isHere: boolean;
}

async function findAsked(
  { store, connectorOf, now, newId }: CardPorts,
  { practiceId, recordIds, connection: name, enabled, by }: AskedSwitch,
): Promise<FoundAsked | null> {
  if (!recordIds.every(isRecordId)) return null;
  return store.inPractice(practiceId, async (tx) => {
    const practice = await readPractice(tx);
    const records = await nameRecords(tx, recordIds);
    const connection = await readConnectionByName(tx, name);
    if (practice === null || connection === null || recordIds.some((id) => !records.has(id))) return null;
    const context = { connection, connectorOf, now, newId };
    const requests = [...new Set(recordIds)]
      .flatMap((id) => records.get(id) ?? [])
      .toSorted((one, other) => one.kind.localeCompare(other.kind))
      .map((record) => ({ record, enabled, by }));
    return { requests, context, isHere: practice.linksFrom === 'koppel' };
  });
}
