// Why a database could not be opened, for the person who configured it.
import type { Text } from '../domain/text.ts';
import { ConfigError, TransientError } from '../errors.ts';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
]);

/** https://github.com/brianc/node-postgres/blob/master/packages/pg-pool/index.js */
const OUT_OF_TIME = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'timeout expired',
]);

export const NOT_MIGRATED: Text = {
  en: 'The database is not up to date: run `koppel migrate` first.',
  nl: 'De database is niet bijgewerkt: geef eerst `koppel migrate`.',
};

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REMEDIES: Readonly<Record<string, Text>> = {
  '28P01': {
    en: 'The database refuses the password in DATABASE_URL.',
    nl: 'De database weigert het wachtwoord in DATABASE_URL.',
  },
  '28000': {
    en: 'The database refuses the login in DATABASE_URL.',
    nl: 'De database weigert de login in DATABASE_URL.',
  },
  '3D000': {
    en: 'The database that DATABASE_URL names does not exist: create it first.',
    nl: 'De database die DATABASE_URL noemt bestaat niet: maak haar eerst.',
  },
  // The role that migrating makes is not there yet.
  '22023': NOT_MIGRATED,
  '42704': NOT_MIGRATED,
  '42501': {
    en: 'The login in DATABASE_URL may not act for Koppel: run `koppel migrate --runtime-role NAME` with its name first.',
    nl: 'De login in DATABASE_URL mag niet voor Koppel handelen: geef eerst `koppel migrate --runtime-role NAAM` met de naam ervan.',
  },
};

/** Takes what was thrown; returns what to throw instead. */
export function explainOpening(error: unknown): unknown {
  const code = codeOf(error);
  const remedy = REMEDIES[code];
  if (remedy !== undefined) return new ConfigError([remedy]);
  if (!UNREACHABLE.has(code)) return error;
  return new TransientError(
    {
      en: 'The database does not answer: check that it runs, and check DATABASE_URL.',
      nl: 'De database antwoordt niet: controleer of zij draait, en controleer DATABASE_URL.',
    },
    {
      code: 'DATABASE_UNREACHABLE',
      details: { reason: code },
      mayHaveLanded: false,
    },
  );
}

/** A name with several addresses fails with one error for each. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0 && !('code' in error))
    return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return '';
  // The driver gives no code to what it has waited for in vain.
  if (OUT_OF_TIME.has(error.message)) return 'ETIMEDOUT';
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
