// The sandbox's entities and their addresses.
import {
  errorList,
  errorMessage,
  fieldsOf,
  ok,
  page,
  textOf,
  tooLong,
  type Answer,
  type SandboxRequest,
} from './answer.ts';
import { parseSearch, search } from './search-grammar.ts';
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

export function listEntities(state: SandboxState, { query }: SandboxRequest): Answer {
  const text = query.get('search');
  const shown = (row: EntityRow): Fields => showEntity(state, row);
  if (text === null) return page(state.entities.rows, query, shown);
  const conditions = parseSearch(text);
  if (conditions === null) return errorMessage(400, `Cannot read the search ${text}`);
  return page(search(state.entities, conditions, shown), query, shown);
}

export function createEntity(state: SandboxState, { body, visibleAt }: SandboxRequest): Answer {
  const fields = fieldsOf(body);
  const problem = checkEntity(fields, ['EntityNo', 'Name', 'OwnerType']);
  if (problem !== null) return problem;
  if (isNumberTaken(state, fields, null)) {
    return errorList(
      state.switches.duplicateStatus,
      `An entity with number ${textOf(fields.EntityNo)} already exists`,
    );
  }
  const row = addEntity(state, fields, visibleAt);
  return { status: 201, body: showEntity(state, row) };
}

export function addEntity(state: SandboxState, fields: Fields, visibleAt: number): EntityRow {
  const row = { ...newRow(state, { Type: 'A', OwnerType: 'Client', ...fields }), addresses: [] };
  row.visibleAt = visibleAt;
  return insert(state.entities, row);
}

export function changeEntity(state: SandboxState, entity: EntityRow, { body }: SandboxRequest): Answer {
  const fields = fieldsOf(body);
  if (textOf(fields.OwnerType) === '' || textOf(fields.Type) === '') {
    return errorList(400, 'OwnerType and Type are required');
  }
  const problem = checkEntity({ ...entity.fields, ...fields }, ['EntityNo', 'Name', 'OwnerType']);
  if (problem !== null) return problem;
  if (isNumberTaken(state, fields, entity)) {
    return errorMessage(state.switches.duplicateStatus, `Duplicate EntityNo ${textOf(fields.EntityNo)}`);
  }
  change(state.entities, entity, tidied(state, fields));
  return ok(showEntity(state, entity));
}

function checkEntity(fields: Fields, required: readonly string[]): Answer | null {
  const missing = required.find((name) => textOf(fields[name]).trim() === '');
  if (missing !== undefined) return errorList(400, `${missing} is required`);
  const long = tooLong(fields, LIMITS);
  return long === null ? null : errorMessage(400, `${long} is too long: ${textOf(fields[long])}`);
}

function isNumberTaken(state: SandboxState, fields: Fields, self: EntityRow | null): boolean {
  const number = textOf(fields.EntityNo).trim();
  const isSame = (row: EntityRow): boolean => textOf(row.fields.EntityNo).trim() === number;
  return number !== '' && lookUp(state.entities, number).some((row) => row !== self && isSame(row));
}

export function createAddress(state: SandboxState, entity: EntityRow, request: SandboxRequest): Answer {
  const fields = fieldsOf(request.body);
  if (fields.OwnerCWGuid !== entity.guid || fields.OwnerId !== entity.id) {
    return errorMessage(400, 'OwnerCWGuid and OwnerId must be those of the entity');
  }
  const row = addAddress(state, entity, fields);
  row.visibleAt = request.visibleAt;
  return { status: 201, body: row.id };
}

export function addAddress(state: SandboxState, entity: EntityRow, fields: Fields): Row {
  const row = newRow(state, fields);
  entity.addresses.push(row);
  state.addressByGuid.set(row.guid, row);
  return row;
}

export function changeAddress(state: SandboxState, row: Row, { body }: SandboxRequest): Answer {
  row.fields = { ...row.fields, ...tidied(state, fieldsOf(body)) };
  return ok(show(row));
}
