// The business address of an entity. Creating one answers only a number, so the list is read to learn its CWGuid.
import { setTimeout as wait } from 'node:timers/promises';
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import { TransientError } from '../../../src/errors.ts';
import type { Change, Creation, Outcome, PortalRecord, PortalRequest } from '../../connector.ts';
import { addressFieldNames } from '../client-fields.ts';
import { collect, readPages, readUntil } from '../read-pages.ts';
import { KEPT, resourceType, seenOf, type Parents } from '../../kit/listed-resource.ts';
import { GONE, isRefused, parentMissing, refused, REFUSED_STATUSES } from '../../kit/refusals.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import {
  addressSchema,
  changed,
  clearing,
  createdAddressSchema,
  readAttributes,
  shownOf,
  withoutEmpty,
  type WireAddress,
} from '../wire-schemas.ts';
import { readEntityId } from './entity.ts';

const CATEGORY = 'Business';
/** A new row may not be visible at once [code]: read again this long after the answer, then leave it to the retry. */
const READ_AGAIN_MS = [0, 100, 300, 900] as const;

export const address = resourceType<CaseWareSettings>({
  scope: 'client',
  below: ['entity'],
  evidence: 'code',
  ...KEPT,
  repeat: 'find',

  async find(session, target) {
    return collect(listAddresses(session, target.parents));
  },

  async look(session, targets) {
    const isEnough = (some: readonly WireAddress[]): boolean =>
      targets.every(({ portalId }) => some.some(({ CWGuid }) => CWGuid === portalId));
    const rows = await readAddresses(session, targets[0]?.parents.entity, isEnough);
    return targets.map(({ portalId }) => {
      const row = rows.find(({ CWGuid }) => CWGuid === portalId);
      return seenOf(row === undefined ? null : toRecord(row, session.settings));
    });
  },

  list: listAddresses,
  create: createAddress,
  update: updateAddress,
});

/** Other addresses of the entity (postal, private) are people's own. */
async function* listAddresses(
  session: CaseWareSession,
  { entity = '' }: Parents,
): AsyncIterable<PortalRecord> {
  if (entity === '') return;
  for await (const row of readPages(session, addressesOf(entity), addressSchema)) {
    if ((row.AddressCategory ?? CATEGORY) === CATEGORY) yield toRecord(row, session.settings);
  }
}

// GET /entities/{CWGuid}/addresses [code]
function addressesOf(entityGuid: string): PortalRequest {
  return { method: 'GET', path: `/entities/${encodeURIComponent(entityGuid)}/addresses`, accept: [404] };
}

/** Until `isEnough` of them were read. */
async function readAddresses(
  session: CaseWareSession,
  entityGuid: string | undefined,
  isEnough: (rows: readonly WireAddress[]) => boolean,
): Promise<readonly WireAddress[]> {
  if (entityGuid === undefined || entityGuid === '') return [];
  return readUntil(session, { request: addressesOf(entityGuid), row: addressSchema }, isEnough);
}

// POST /entities/{CWGuid}/addresses [code]
async function createAddress(session: CaseWareSession, creation: Creation): Promise<Outcome> {
  const entityGuid = creation.parents.entity ?? '';
  const entityId = await readEntityId(session, entityGuid);
  if (entityId === null) throw parentMissing();
  const response = await session.send({
    method: 'POST',
    path: `/entities/${encodeURIComponent(entityGuid)}/addresses`,
    body: {
      Id: 0,
      Name: CATEGORY,
      ...withoutEmpty(creation.attributes),
      AddressCategory: CATEGORY,
      OwnerCWGuid: entityGuid,
      OwnerId: entityId,
    },
    accept: [404, ...REFUSED_STATUSES],
  });
  if (response.status === 404) throw parentMissing();
  if (isRefused(response)) return refused('address');
  const id = parseAnswer(createdAddressSchema, response, 'POST');
  const made = await readMade(session, entityGuid, id);
  return { status: 'done', portalId: made.CWGuid, ...shownOf(toRecord(made, session.settings)) };
}

async function readMade(session: CaseWareSession, entityGuid: string, id: number): Promise<WireAddress> {
  for (const pauseMs of READ_AGAIN_MS) {
    if (pauseMs > 0) await wait(pauseMs);
    const made = await findRow(session, entityGuid, id);
    if (made !== null) return made;
  }
  throw new TransientError(
    {
      en: 'The portal does not show the new address yet.',
      nl: 'Het portaal toont het nieuwe adres nog niet.',
    },
    {
      code: 'PORTAL_NOT_VISIBLE_YET',
      mayHaveLanded: true,
    },
  );
}

async function findRow(
  session: CaseWareSession,
  entityGuid: string,
  id: number,
): Promise<WireAddress | null> {
  for await (const row of readPages(session, addressesOf(entityGuid), addressSchema))
    if (row.Id === id) return row;
  return null;
}

// PATCH /entities/addresses/{addressCWGuid}: changed fields [code]
async function updateAddress(session: CaseWareSession, change: Change): Promise<Outcome> {
  const response = await session.send({
    method: 'PATCH',
    path: `/entities/addresses/${encodeURIComponent(change.portalId)}`,
    body: clearing(change.changes),
    accept: [404, ...REFUSED_STATUSES],
  });
  if (response.status === 404) return GONE;
  if (isRefused(response)) return refused('address');
  return changed(response, addressSchema, { ...change, toRecord: (row) => toRecord(row, session.settings) });
}

function toRecord(row: WireAddress, settings: CaseWareSettings): PortalRecord {
  const attributes = readAttributes(row, addressFieldNames(settings.fieldNames));
  return { portalId: row.CWGuid, key: '', attributes };
}
