// The business address of an entity. Creating one answers only a number, so the list is read to learn its CWGuid.
import { setTimeout as wait } from 'node:timers/promises';
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import { TransientError } from '../../../src/errors.ts';
import type { Change, Creation, Outcome, PortalRecord, PortalRequest } from '../../connector.ts';
import { fieldNamesOf } from '../fields.ts';
import { collect, readPages, readUntil } from '../read-pages.ts';
import { KEPT, resourceType, seenOf, type Parents } from '../../kit/listed-resource.ts';
import { afterLanding, isRefused, parentMissing, refused, MISSING_OR_REFUSED } from '../../kit/write.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import {
  addressSchema,
  clearing,
  createdAddressSchema,
  readAttributes,
  sameGuid,
  withoutEmpty,
  type WireAddress,
} from '../wire-schemas.ts';
import { change, doneAs, refusedBy } from '../write-record.ts';
import { readEntityId } from './entity.ts';

const CATEGORY = 'Business';
/** A new row may not be visible at once [code]: read again after these pauses, then left to the retry. */
const READ_AGAIN_MS = [0, 600, 1_400] as const;

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
    const { entity = '' } = targets[0]?.parents ?? {};
    const isEnough = (some: readonly WireAddress[]): boolean =>
      targets.every(({ portalId }) => some.some(({ CWGuid }) => sameGuid(CWGuid, portalId)));
    const list = { request: addressesOf(entity), row: addressSchema };
    const rows = entity === '' ? [] : await readUntil(session, list, isEnough);
    return targets.map(({ portalId }) => {
      const row = rows.find(({ CWGuid }) => sameGuid(CWGuid, portalId));
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
    accept: MISSING_OR_REFUSED,
  });
  if (response.status === 404) throw parentMissing();
  if (isRefused(response)) return refused('address');
  const id = parseAnswer(createdAddressSchema, response, 'POST');
  const made = await afterLanding(() => readMade(session, entityGuid, id));
  return doneAs(toRecord(made, session.settings));
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
    { code: 'PORTAL_NOT_VISIBLE_YET', mayHaveLanded: true },
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
function updateAddress(session: CaseWareSession, { portalId, changes }: Change): Promise<Outcome> {
  return change(session, {
    ...{ portalId, path: `/entities/addresses/${encodeURIComponent(portalId)}`, schema: addressSchema },
    body: clearing(changes),
    toRecord: (row) => toRecord(row, session.settings),
    whyRefused: (response) => refusedBy(response, 'address'),
  });
}

function toRecord(row: WireAddress, settings: CaseWareSettings): PortalRecord {
  const attributes = readAttributes(row, fieldNamesOf('address', settings.fieldNames));
  return { portalId: row.CWGuid, key: '', attributes };
}
