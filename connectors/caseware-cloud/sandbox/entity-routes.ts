// The sandbox's entities and their addresses.
import { created, ok, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import { errorList, errorMessage, refuseEmpty, refuseTooLong, type SandboxRequest } from './answer.ts';
import {
  change,
  insert,
  lookUp,
  newRow,
  tidied,
  type EntityRow,
  type Fields,
  type Row,
  type SandboxState,
  writtenNumber,
} from './sandbox-state.ts';

const LIMITS = { Name: 60, EntityNo: 10 } as const;

export function show(row: Row): Fields {
  return { ...row.fields, Id: row.id, CWGuid: row.guid };
}

export function showEntity(state: SandboxState, row: EntityRow): Fields {
  const shown = show(row);
  return { ...shown, EntityNo: writtenNumber(state, shown.EntityNo) };
}

export function createEntity({ state, fields, visibleAt }: SandboxRequest): Answer {
  checkEntity(fields);
  if (isNumberTaken(state, fields, null))
    errorList(
      state.switches.duplicateStatus,
      `An entity with number ${textOf(fields.EntityNo)} already exists`,
    );
  return created(showEntity(state, addEntity(state, fields, visibleAt)));
}

export function addEntity(state: SandboxState, fields: Fields, visibleAt: number): EntityRow {
  const row = newRow(state, { Type: 'A', OwnerType: 'Client', ...fields }, visibleAt);
  return insert(state.entities, { ...row, addresses: [] });
}

export function changeEntity(entity: EntityRow, { state, fields }: SandboxRequest): Answer {
  refuseEmpty(fields, ['OwnerType', 'Type']);
  checkEntity({ ...entity.fields, ...fields });
  if (isNumberTaken(state, fields, entity))
    errorMessage(state.switches.duplicateStatus, `Duplicate EntityNo ${textOf(fields.EntityNo)}`);
  change(state.entities, entity, tidied(state, fields));
  return ok(showEntity(state, entity));
}

function checkEntity(fields: Fields): void {
  refuseEmpty(fields, ['EntityNo', 'Name', 'OwnerType']);
  refuseTooLong(fields, LIMITS);
}

function isNumberTaken(state: SandboxState, fields: Fields, self: EntityRow | null): boolean {
  const number = textOf(fields.EntityNo).trim();
  const isSame = (row: EntityRow): boolean => textOf(row.fields.EntityNo).trim() === number;
  return number !== '' && lookUp(state.entities, number).some((row) => row !== self && isSame(row));
}

export function createAddress(entity: EntityRow, { state, fields, visibleAt }: SandboxRequest): Answer {
  if (fields.OwnerCWGuid !== entity.guid || fields.OwnerId !== entity.id)
    errorMessage(400, 'OwnerCWGuid and OwnerId must be those of the entity');
  return created(addAddress(state, entity, { fields, visibleAt }).id);
}

export function addAddress(
  state: SandboxState,
  entity: EntityRow,
  { fields, visibleAt = 0 }: { readonly fields: Fields; readonly visibleAt?: number },
): Row {
  const row = newRow(state, fields, visibleAt);
  entity.addresses.push(row);
  state.addressByGuid.set(row.guid, row);
  return row;
}

export function changeAddress(row: Row, { state, fields }: SandboxRequest): Answer {
  row.fields = { ...row.fields, ...tidied(state, fields) };
  return ok(show(row));
}
