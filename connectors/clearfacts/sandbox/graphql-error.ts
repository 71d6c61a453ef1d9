// What the portal's rules refuse. The codes are assumed.

export type ErrorCode =
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

  constructor(message: string, code: ErrorCode) {
    super(message);
    this.code = code;
  }
}
