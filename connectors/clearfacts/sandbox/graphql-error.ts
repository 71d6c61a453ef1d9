// An error of GraphQL, which the portal answers with HTTP 200. [code] Its codes are assumed.
import type { Answer } from '../../sandbox-kit/answer.ts';

export type ErrorCode =
  | 'BAD_REQUEST'
  | 'ACCESS_DENIED'
  | 'INVALID'
  | 'DOSSIER_NOT_FOUND'
  | 'USER_NOT_FOUND'
  | 'ASSOCIATE_NOT_FOUND'
  | 'REQUEST_NOT_FOUND'
  | 'REQUEST_NOT_OPEN'
  | 'EMAIL_IN_USE';

export class GraphqlError extends Error {
  readonly code: ErrorCode;

  constructor(message: string, code: ErrorCode = 'BAD_REQUEST') {
    super(message);
    this.code = code;
  }
}

export function graphqlErrors(message: string, code: string, path: readonly string[] = []): Answer {
  const error = { message, path, extensions: { category: 'user', code } };
  return { status: 200, body: { errors: [error], data: null } };
}
