// What an import would do, without doing it: it is done, looked at, and undone.
import { sql } from 'kysely';
import type { ClientRecord, ContactRecord, Intake, Outcome, RecordKind } from '../../intake/intake.ts';
import { createIntake } from '../records/intake.ts';
import type { Store, Tx } from '../open-store.ts';
import { nameRecords, type NamedRecord } from './explain.ts';

export interface Tried<Result> {
  readonly result: Result;
  readonly created: readonly NamedRecord[];
  readonly changed: readonly NamedRecord[];
  /** Absent from a complete export: for the first time, or for good. */
  readonly missing: readonly NamedRecord[];
}

/** Undoes a transaction by being thrown. */
class Undone extends Error {}

/** `most`: how many records of each list are named; nothing is written. Rows stay locked until it is undone. */
export async function tryIntake<Result>(
  store: Store,
  { practiceId, most }: { practiceId: string; most: number },
  work: (intake: Intake) => Promise<Result>,
): Promise<Tried<Result>> {
  const tried: Tried<Result>[] = [];
  try {
    await store.inPractice(practiceId, async (tx) => {
      const inside: Store = {
        ...store,
        inPractice: (_id, run) => run(tx),
        oneStatement: (_id, run) => run(tx),
      };
      const seen = { created: new Set<string>(), changed: new Set<string>() };
      const result = await work(watch(createIntake(inside), tx, seen));
      const named = async (ids: Iterable<string>): Promise<readonly NamedRecord[]> => [
        ...(await nameRecords(tx, [...ids].slice(0, most))).values(),
      ];
      tried.push({
        result,
        created: await named(seen.created),
        changed: await named(seen.changed),
        missing: await named(await readMissing(tx, most)),
      });
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  const [done] = tried;
  if (done === undefined) throw new Error('the import was not tried');
  return done;
}

interface Seen {
  readonly created: Set<string>;
  readonly changed: Set<string>;
}

function watch(intake: Intake, tx: Tx, { created, changed }: Seen): Intake {
  const noting =
    <Row extends { readonly sourceKey: string }>(
      kind: RecordKind,
      upsert: (id: string, rows: readonly Row[]) => Promise<readonly Outcome[]>,
    ) =>
    async (practiceId: string, rows: readonly Row[]) => {
      const keys = rows.map(({ sourceKey }) => sourceKey);
      const before = new Set((await idsOf(tx, kind, keys)).values());
      const outcomes = await upsert(practiceId, rows);
      const after = await idsOf(tx, kind, keys);
      for (const { sourceKey, verdict } of outcomes) {
        const id = after.get(sourceKey);
        if (verdict === 'applied' && id !== undefined) (before.has(id) ? changed : created).add(id);
      }
      return outcomes;
    };
  return {
    ...intake,
    upsertClients: noting('client', (id, rows: readonly ClientRecord[]) => intake.upsertClients(id, rows)),
    upsertContacts: noting('contact', (id, rows: readonly ContactRecord[]) =>
      intake.upsertContacts(id, rows),
    ),
  };
}

async function idsOf(
  tx: Tx,
  kind: RecordKind,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; key: string }>`
    select id, source_key as key from ${sql.table(kind)} where source_key = any(${[...keys]}::text[])`.execute(
    tx,
  );
  return new Map(rows.map(({ id, key }) => [key, id] as const));
}

/** What this transaction marked. */
async function readMissing(tx: Tx, most: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from client where missing_since is not null and xmin = pg_current_xact_id()::xid
    union all
    select id from contact where missing_since is not null and xmin = pg_current_xact_id()::xid
    limit ${most}`.execute(tx);
  return rows.map(({ id }) => id);
}
