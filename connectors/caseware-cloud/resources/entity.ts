// The entity: a client in CaseWare Cloud. Found by its number, renamed when the number changes, never deleted.
import type {
  Attributes,
  Change,
  Creation,
  Outcome,
  PortalRecord,
  PortalResponse,
  Target,
} from '../../connector.ts';
import { searchedNumbers, shownNumber } from '../entity-number.ts';
import { fieldNamesOf } from '../fields.ts';
import { collect, readOne, readPages } from '../read-pages.ts';
import { KEPT, seenOf, seenResource } from '../../kit/listed-resource.ts';
import { fieldEquals } from '../search.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import { clearing, entitySchema, readAttributes, withoutEmpty, type WireEntity } from '../wire-schemas.ts';
import { change, make, refusedBy, refusedOrTaken } from '../write-record.ts';

export const entity = seenResource<CaseWareSettings>({
  scope: 'client',
  evidence: 'code',
  ...KEPT,
  deactivated: { Type: 'I' },
  repeat: 'find',
  // The files of a client stand in its entity: its number alone must not open them to another client.
  takeOver: 'when-owner-deleted',
  // The number is unique in the firm. [doc]
  neverTwice: true,
  // Ten characters at the most. [doc]
  keyAside: (portalId) => ({ EntityNo: `~${portalId.replaceAll('-', '').slice(0, 9)}` }),

  // GET /entities?search=EntityNo='      4711' [doc]
  async find(session, target) {
    for (const text of searchedNumbers(target.key)) {
      const query = { search: fieldEquals('EntityNo', text) };
      const list = readPages(session, { method: 'GET', path: '/entities', query }, entitySchema);
      const same = (await collect(list)).filter((row) => shownNumber(row.EntityNo) === target.key);
      if (same.length > 0) return same.map((row) => toRecord(session, row));
    }
    return [];
  },

  // GET /entities/{CWGuid} [doc]
  async see(session, { portalId }) {
    const row = await readEntity(session, portalId ?? '');
    return seenOf(row === null ? null : toRecord(session, row));
  },

  // GET /entities [doc]
  async *list(session) {
    for await (const row of readPages(session, { method: 'GET', path: '/entities' }, entitySchema)) {
      if (shownNumber(row.EntityNo) !== '') yield toRecord(session, row);
    }
  },

  create: createEntity,
  update: updateEntity,
});

function entityPath(guid: string): string {
  return `/entities/${encodeURIComponent(guid)}`;
}

export function readEntity(session: CaseWareSession, guid: string): Promise<WireEntity | null> {
  return readOne(session, entityPath(guid), entitySchema);
}

// POST /entities [code; Id: 0, EntityNo and Name doc]
function createEntity(session: CaseWareSession, creation: Creation): Promise<Outcome> {
  const { attributes } = creation;
  const { organizationType } = session.settings;
  const type = organizationType === null ? {} : { OrganizationType: organizationType };
  const body = { Id: 0, ...withoutEmpty(attributes), ...tradingName(attributes), ...type };
  return make(session, {
    ...{ path: '/entities', body, schema: entitySchema },
    toRecord: (row) => toRecord(session, row),
    whyRefused: (response) => whyRefused(session, response, creation),
  });
}

// PATCH /entities/{CWGuid}: changed fields, always with OwnerType and Type [code]
function updateEntity(session: CaseWareSession, target: Change): Promise<Outcome> {
  const { portalId, before, changes } = target;
  const OwnerType = changes.OwnerType ?? before.OwnerType ?? 'Client';
  const Type = changes.Type ?? before.Type ?? 'A';
  return change(session, {
    ...{ portalId, path: entityPath(portalId), schema: entitySchema },
    body: { ...clearing(changes), ...tradingName(changes), OwnerType, Type },
    toRecord: (row) => toRecord(session, row),
    whyRefused: (response) =>
      changes.EntityNo === undefined ? refusedBy(response) : whyRefused(session, response, target),
  });
}

/** The practice software has one name; the trading name that the portal also asks for goes along with it. */
function tradingName(attributes: Attributes): Attributes {
  return attributes.Name === undefined ? {} : { OperatingName: attributes.Name };
}

function toRecord(session: CaseWareSession, row: WireEntity): PortalRecord {
  rememberNumber(session, row);
  const key = shownNumber(row.EntityNo);
  const shown = readAttributes(row, fieldNamesOf('entity', session.settings.fieldNames));
  return { portalId: row.CWGuid, key, attributes: key === '' ? shown : { ...shown, EntityNo: key } };
}

/** Whether another entity has the number is never told by the status alone. [doc: unique; the status is not] */
function whyRefused(session: CaseWareSession, response: PortalResponse, target: Target): Promise<Outcome> {
  return refusedOrTaken(response, async () => {
    const holders = await entity.find(session, target);
    return holders.some(({ portalId }) => portalId !== target.portalId);
  });
}

/** An address is made with the entity's Id beside its CWGuid: kept at hand, or one request more would be needed. */
function rememberNumber(session: CaseWareSession, { CWGuid, Id }: WireEntity): void {
  if (Id !== null && Id !== undefined) void session.remember(entityIdKey(CWGuid), () => Promise.resolve(Id));
}

function entityIdKey(guid: string): string {
  return `entity-id:${guid}`;
}

/** The Id of an entity; null when the portal does not know the entity. */
export async function readEntityId(session: CaseWareSession, guid: string): Promise<number | null> {
  return session.remember(entityIdKey(guid), async () => (await readEntity(session, guid))?.Id ?? null);
}
