// Brings a database to this program's version: forward only, under an advisory lock. A database that is newer than the
// program is refused, because an older program could undo what it does not know.
import {
  Kysely,
  Migrator,
  PostgresDialect,
  sql,
  type Migration,
  type MigrationProvider,
  type QueryExecutorProvider,
} from 'kysely';
import pg from 'pg';
import { ConfigError } from '../errors.ts';
import { NOT_MIGRATED } from './opening-failure.ts';
import { records } from './migrations/0001-records.ts';
import { ledger } from './migrations/0002-ledger.ts';
import { due } from './migrations/0003-due.ts';
import { isolation } from './migrations/0004-isolation.ts';
import { agreement } from './migrations/0005-agreement.ts';
import { erasure } from './migrations/0006-erasure.ts';
import { restore } from './migrations/0007-restore.ts';
import { sharedTokens } from './migrations/0008-shared-tokens.ts';
import { orphans } from './migrations/0009-orphans.ts';
import { keyOrder } from './migrations/0010-key-order.ts';
import { waitingContacts } from './migrations/0011-waiting-contacts.ts';
import { peopleWanted } from './migrations/0012-people-wanted.ts';
import { forgetting } from './migrations/0013-forgetting.ts';
import { saidWhen } from './migrations/0014-said-when.ts';
import { openEvents } from './migrations/0015-open-events.ts';
import { sources } from './migrations/0016-sources.ts';
import { fairness } from './migrations/0017-fairness.ts';
import { neighbours } from './migrations/0018-neighbours.ts';
import { storedForms } from './migrations/0019-stored-forms.ts';
import { brake } from './migrations/0020-brake.ts';
import { requestMode } from './migrations/0021-request-mode.ts';
import { toldAsOf } from './migrations/0022-told-as-of.ts';
import { byIndex } from './migrations/0023-by-index.ts';
import { serviceTokens } from './migrations/0024-service-tokens.ts';
import { writesRefused } from './migrations/0025-writes-refused.ts';
import { contactGroups } from './migrations/0026-contact-groups.ts';
import { search } from './migrations/0027-search.ts';
import { toldRate } from './migrations/0028-told-rate.ts';
import { byValue } from './migrations/0029-by-value.ts';
import { outdated } from './migrations/0030-outdated.ts';
import { accounts } from './migrations/0031-accounts.ts';
import { software } from './migrations/0032-software.ts';
import { contactsByClient } from './migrations/0033-contacts-by-client.ts';
import { forgetHints } from './migrations/0034-forget-hints.ts';
import { bySubject } from './migrations/0035-by-subject.ts';
import { documentedTypes } from './migrations/0036-documented-types.ts';
import { oldestDue } from './migrations/0037-oldest-due.ts';
import { saidExcluded } from './migrations/0038-said-excluded.ts';
import { lighterWrites } from './migrations/0039-lighter-writes.ts';
import { pages } from './migrations/0040-pages.ts';
import { keptPlans } from './migrations/0041-kept-plans.ts';
import { sourceAsOf } from './migrations/0042-source-as-of.ts';
import { openRefusals } from './migrations/0043-open-refusals.ts';
import { byEmail } from './migrations/0044-by-email.ts';
import { inTurn } from './migrations/0045-in-turn.ts';

const SCRIPTS: Readonly<Record<string, string>> = {
  '0001-records': records,
  '0002-ledger': ledger,
  '0003-due': due,
  '0004-isolation': isolation,
  '0005-agreement': agreement,
  '0006-erasure': erasure,
  '0007-restore': restore,
  '0008-shared-tokens': sharedTokens,
  '0009-orphans': orphans,
  '0010-key-order': keyOrder,
  '0011-waiting-contacts': waitingContacts,
  '0012-people-wanted': peopleWanted,
  '0013-forgetting': forgetting,
  '0014-said-when': saidWhen,
  '0015-open-events': openEvents,
  '0016-sources': sources,
  '0017-fairness': fairness,
  '0018-neighbours': neighbours,
  '0019-stored-forms': storedForms,
  '0020-brake': brake,
  '0021-request-mode': requestMode,
  '0022-told-as-of': toldAsOf,
  '0023-by-index': byIndex,
  '0024-service-tokens': serviceTokens,
  '0025-writes-refused': writesRefused,
  '0026-contact-groups': contactGroups,
  '0027-search': search,
  '0028-told-rate': toldRate,
  '0029-by-value': byValue,
  '0030-outdated': outdated,
  '0031-accounts': accounts,
  '0032-software': software,
  '0033-contacts-by-client': contactsByClient,
  '0034-forget-hints': forgetHints,
  '0035-by-subject': bySubject,
  '0036-documented-types': documentedTypes,
  '0037-oldest-due': oldestDue,
  '0038-said-excluded': saidExcluded,
  '0039-lighter-writes': lighterWrites,
  '0040-pages': pages,
  '0041-kept-plans': keptPlans,
  '0042-source-as-of': sourceAsOf,
  '0043-open-refusals': openRefusals,
  '0044-by-email': byEmail,
  '0045-in-turn': inTurn,
};

const provider: MigrationProvider = {
  getMigrations: () =>
    Promise.resolve(
      Object.fromEntries(Object.entries(SCRIPTS).map(([name, script]) => [name, toMigration(script)])),
    ),
};

function toMigration(script: string): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql.raw(script).execute(db);
    },
  };
}

/** Migrates the database at `url` (whose role must be allowed to create schemas and roles). Returns what was applied. */
export async function migrateDatabase(url: string): Promise<readonly string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // A connection that the server ends while it is idle fails the next statement, not the process.
  pool.on('error', () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await refuseNewer(db);
    const migrator = new Migrator({ db, provider, migrationTableSchema: 'koppel' });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error instanceof Error ? error : new Error('migration failed');
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

/** Throws ConfigError when the database was migrated by a newer program, or not (fully) by this one. */
export async function assertMigrated(db: QueryExecutorProvider): Promise<void> {
  const applied = await refuseNewer(db);
  const missing = Object.keys(SCRIPTS).filter((name) => !applied.includes(name));
  if (missing.length > 0) throw new ConfigError([NOT_MIGRATED]);
}

async function refuseNewer(db: QueryExecutorProvider): Promise<readonly string[]> {
  const table = await sql<{
    found: boolean;
  }>`select to_regclass('koppel.kysely_migration') is not null as found`.execute(db);
  if (table.rows[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from koppel.kysely_migration`.execute(db);
  const unknown = rows.map((row) => row.name).filter((name) => !(name in SCRIPTS));
  if (unknown.length > 0) {
    throw new ConfigError([
      {
        en: `The database is newer than this program (${unknown.join(', ')}): run the newer version.`,
        nl: `De database is nieuwer dan dit programma (${unknown.join(', ')}): gebruik de nieuwere versie.`,
      },
    ]);
  }
  return rows.map((row) => row.name);
}
