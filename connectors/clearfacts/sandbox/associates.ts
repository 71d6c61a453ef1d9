// Office staff. Documented, and no client users. [doc]
import { randomUUID } from 'node:crypto';
import { emailOf, refuse, textOf, type Fields } from '../../sandbox-kit/answer.ts';
import { DEFAULT_LANGUAGE, type Associate, type SandboxState } from './sandbox-state.ts';

export function addAssociate(state: SandboxState, fields: Fields): Associate {
  const email = emailOf(fields.email);
  if (state.associates.some((each) => each.email === email))
    refuse(409, 'EMAIL_IN_USE', 'The e-mail address is in use.');
  const associate: Associate = {
    id: randomUUID(),
    email,
    firstName: textOf(fields.firstName),
    lastName: textOf(fields.lastName),
    type: textOf(fields.type ?? 'ADMIN'),
    language: textOf(fields.language ?? DEFAULT_LANGUAGE),
    active: fields.active !== false,
  };
  state.associates.push(associate);
  return associate;
}

/** Changes what is given and nothing else. [doc] */
export function editAssociate(state: SandboxState, id: unknown, fields: Fields): Associate {
  const associate =
    state.associates.find((each) => each.id === id) ??
    refuse(409, 'ASSOCIATE_NOT_FOUND', 'There is no such associate.');
  for (const name of ['firstName', 'lastName', 'type', 'language'] as const) {
    const value = fields[name];
    if (typeof value === 'string') associate[name] = value;
  }
  if (typeof fields.active === 'boolean') associate.active = fields.active;
  return associate;
}
