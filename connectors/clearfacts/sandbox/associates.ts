// Office staff. Documented, and no client users. [doc]
import { randomUUID } from 'node:crypto';
import { emailOf, textOf, type Fields } from '../../sandbox-kit/answer.ts';
import { GraphqlError } from './graphql-error.ts';
import { DEFAULT_LANGUAGE, type Associate, type SandboxState } from './sandbox-state.ts';

export function addAssociate(state: SandboxState, fields: Fields): Associate {
  const email = emailOf(fields.email);
  if (state.associates.some((each) => each.email === email)) {
    throw new GraphqlError('The e-mail address is in use.', 'EMAIL_IN_USE');
  }
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
  const associate = state.associates.find((each) => each.id === id);
  if (associate === undefined) throw new GraphqlError('There is no such associate.', 'ASSOCIATE_NOT_FOUND');
  for (const name of ['firstName', 'lastName', 'type', 'language'] as const) {
    const value = fields[name];
    if (typeof value === 'string') associate[name] = value;
  }
  if (typeof fields.active === 'boolean') associate.active = fields.active;
  return associate;
}
