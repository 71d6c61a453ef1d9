// Why a database could not be opened, for the person who configured it.
import { ConfigError, TransientError } from '../errors.ts';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
]);

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': 'The database refuses the password in DATABASE_URL.',
  '28000': 'The database refuses the login in DATABASE_URL.',
  '3D000': 'The database that DATABASE_URL names does not exist: create it first.',
  // The role that migrating makes is not there yet.
  '22023': 'The database is not up to date: run `koppel migrate` first.',
  '42704': 'The database is not up to date: run `koppel migrate` first.',
  '42501':
    'The login in DATABASE_URL may not act for Koppel: run `koppel migrate --runtime-role NAME` with its name first.',
};

/** Takes what was thrown; returns what to throw instead. */
export function explainOpening(error: unknown): unknown {
  const code = codeOf(error);
  const remedy = REMEDIES[code];
  if (remedy !== undefined) return new ConfigError([remedy]);
  if (!UNREACHABLE.has(code)) return error;
  return new TransientError('The database does not answer: check that it runs, and check DATABASE_URL.', {
    code: 'DATABASE_UNREACHABLE',
    details: { reason: code },
    mayHaveLanded: false,
  });
}

/** A name with several addresses fails with one error for each. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0 && !('code' in error))
    return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
