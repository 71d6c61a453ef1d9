// Settings, from the environment that it is given. Every problem is listed at once, with its remedy.
import { resolve } from 'node:path';
import { z } from 'zod';
import { rule, schemaProblems } from '../domain/schema-problems.ts';
import { inEach, LANGUAGES, type Language, type Text } from '../domain/text.ts';
import { ConfigError } from '../errors.ts';
import { usersSchema, type User } from '../http/sign-in/users.ts';
import { isAddressRange } from '../portal-http/address-guard.ts';

export interface Config {
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Owner of the tables, for migrations. */
  readonly migrateUrl: string | null;
  /** Null: BullMQ's own PostgreSQL backend, in the same database. */
  readonly redisUrl: string | null;
  readonly secretKeys: readonly string[];
  /** The first seals cookies, all open them. Empty: none was given. */
  readonly sessionKeys: readonly Buffer[];
  readonly users: readonly User[];
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly trustedProxies: readonly string[];
  readonly metricsToken: string | null;
  /** Null: none was set. */
  readonly language: Language | null;
  readonly logLevel: string;
  readonly dataDir: string;
  /** Whether somebody named it, rather than that it lies below wherever Koppel was started. */
  readonly isDataDirGiven: boolean;
  readonly workerConcurrency: number;
  readonly sweepCron: string;
  readonly readSourceCron: string;
  readonly verifyCron: string;
  readonly pruneCron: string;
  readonly retentionDays: number;
  /** Portals and sources there may be asked although the addresses are not public. */
  readonly allowedAddresses: readonly string[];
}

const blankIsAbsent = (value: unknown): unknown => (value === '' ? undefined : value);
const optionalText = z.preprocess(blankIsAbsent, z.string().optional());
const postgresAddress = optionalText.refine(
  (text) => text === undefined || (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)),
  rule({
    en: 'must be an address such as postgres://user:password@host:5432/koppel',
    nl: 'moet een adres zijn zoals postgres://gebruiker:wachtwoord@machine:5432/koppel',
  }),
);
const redisAddress = optionalText.refine(
  (text) => text === undefined || (/^rediss?:\/\//.test(text) && URL.canParse(text)),
  rule({
    en: 'must be an address such as redis://host:6379, or rediss:// with TLS',
    nl: 'moet een adres zijn zoals redis://machine:6379, of rediss:// met TLS',
  }),
);
const cron = (fallback: string) => z.preprocess(blankIsAbsent, z.string().default(fallback));
const list = optionalText.transform((text) =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Every setting that there is, by its variable. */
export const environmentSchema = z.object({
  DATABASE_URL: postgresAddress,
  KOPPEL_MIGRATE_DATABASE_URL: postgresAddress,
  REDIS_URL: redisAddress,
  KOPPEL_SECRET_KEY: list,
  KOPPEL_SESSION_KEY: list,
  KOPPEL_USERS: z.preprocess(parseUsers, usersSchema),
  KOPPEL_HOST: z.preprocess(blankIsAbsent, z.string().default('127.0.0.1')),
  KOPPEL_PORT: z.preprocess(blankIsAbsent, z.coerce.number().int().min(0).max(65_535).default(3000)),
  KOPPEL_PUBLIC_URL: optionalText,
  KOPPEL_TRUSTED_PROXIES: list.refine(
    (texts) => texts.every(isProxy),
    rule({
      en: 'must hold addresses, ranges such as 10.1.0.0/16, loopback, linklocal or uniquelocal, separated by commas',
      nl: 'moet adressen, reeksen zoals 10.1.0.0/16, loopback, linklocal of uniquelocal bevatten, gescheiden door komma’s',
    }),
  ),
  KOPPEL_METRICS_TOKEN: optionalText,
  KOPPEL_LANG: z.preprocess(blankIsAbsent, z.enum(LANGUAGES).optional()),
  KOPPEL_LOG_LEVEL: z.preprocess(
    blankIsAbsent,
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
  KOPPEL_DATA_DIR: optionalText,
  KOPPEL_WORKER_CONCURRENCY: z.preprocess(blankIsAbsent, z.coerce.number().int().min(1).max(200).default(20)),
  KOPPEL_SWEEP_CRON: cron('*/5 * * * *'),
  KOPPEL_READ_SOURCE_CRON: cron('*/30 * * * *'),
  KOPPEL_VERIFY_CRON: cron('15 2 * * *'),
  KOPPEL_PRUNE_CRON: cron('45 3 * * *'),
  KOPPEL_ALLOW_PRIVATE_ADDRESSES: list.refine(
    (texts) => texts.every(isAddressRange),
    rule({
      en: 'must hold addresses or ranges such as 10.1.0.0/16, separated by commas',
      nl: 'moet adressen of reeksen zoals 10.1.0.0/16 bevatten, gescheiden door komma’s',
    }),
  ),
  KOPPEL_RETENTION_DAYS: z.preprocess(blankIsAbsent, z.coerce.number().int().min(1).default(90)),
});

/** What the server takes for a proxy: no name of a machine, and not everybody. */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  return isAddressRange(text) && !/\/0+$/.test(text);
}

/** `name:role:hash`, separated by commas. */
function parseUsers(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return [];
  return value.split(',').map((entry) => {
    const [name, role, ...hash] = entry.trim().split(':');
    return { name, role, passwordHash: hash.join(':') };
  });
}

/** Read by docker-compose.yml, and by whoever starts Koppel there. */
const OF_COMPOSE = ['KOPPEL_EXPORTS'];

/** Variables of ours that nobody reads: a name that is misspelt would leave a setting as it is, and say nothing. */
function unknownNames(environment: Readonly<Record<string, string | undefined>>): readonly Text[] {
  const known = [...Object.keys(environmentSchema.shape), ...OF_COMPOSE];
  return Object.keys(environment)
    .filter((name) => name.startsWith('KOPPEL_') && !known.includes(name))
    .map((name) => ({
      en: `${name} is no setting; did you mean ${nearest(name, known)}?`,
      nl: `${name} is geen instelling; bedoelde u ${nearest(name, known)}?`,
    }));
}

function nearest(name: string, known: readonly string[]): string {
  const [first = ''] = [...known].sort((one, other) => distance(name, one) - distance(name, other));
  return first;
}

/** How many letters must be put in, taken out or changed (Levenshtein). Names of variables are plain ASCII. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at += 1) {
      const changed = (row[at] ?? 0) + (one.charAt(index) === other.charAt(at) ? 0 : 1);
      next.push(Math.min((next[at] ?? 0) + 1, (row[at + 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function storesOf(
  env: z.infer<typeof environmentSchema>,
): Pick<Config, 'databaseUrl' | 'migrateUrl' | 'redisUrl'> {
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    migrateUrl: env.KOPPEL_MIGRATE_DATABASE_URL ?? env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
  };
}

/** Throws ConfigError listing every variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(environment);
  const wrong = parsed.success ? [] : schemaProblems(environmentSchema, environment);
  const problems = [
    ...unknownNames(environment),
    ...wrong.map(({ field, text }) => inEach((lang) => `${field}: ${text[lang]}`)),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  return {
    ...storesOf(env),
    secretKeys: env.KOPPEL_SECRET_KEY,
    sessionKeys: env.KOPPEL_SESSION_KEY.map((key) => Buffer.from(key, 'base64')),
    users: env.KOPPEL_USERS,
    host: env.KOPPEL_HOST,
    port: env.KOPPEL_PORT,
    publicUrl: env.KOPPEL_PUBLIC_URL ?? null,
    trustedProxies: env.KOPPEL_TRUSTED_PROXIES,
    metricsToken: env.KOPPEL_METRICS_TOKEN ?? null,
    language: env.KOPPEL_LANG ?? null,
    logLevel: env.KOPPEL_LOG_LEVEL,
    dataDir: resolve(env.KOPPEL_DATA_DIR ?? '.koppel'),
    isDataDirGiven: env.KOPPEL_DATA_DIR !== undefined,
    workerConcurrency: env.KOPPEL_WORKER_CONCURRENCY,
    sweepCron: env.KOPPEL_SWEEP_CRON,
    readSourceCron: env.KOPPEL_READ_SOURCE_CRON,
    verifyCron: env.KOPPEL_VERIFY_CRON,
    pruneCron: env.KOPPEL_PRUNE_CRON,
    retentionDays: env.KOPPEL_RETENTION_DAYS,
    allowedAddresses: env.KOPPEL_ALLOW_PRIVATE_ADDRESSES,
  };
}
