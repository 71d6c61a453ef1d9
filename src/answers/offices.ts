// The practices there are, for whoever chooses among them. Reads the database only.
import type { Store } from '../database/open-store.ts';
import { readConnectionNames } from '../database/portal/connections.ts';
import { listPractices, readPractice } from '../database/records/practices.ts';
import type { Practice } from '../domain/practice.ts';

export async function listOffices(store: Store): Promise<readonly Practice[]> {
  const practices = await store.inSystem(listPractices);
  return practices.map(({ id, name, linksFrom }) => ({ id, name, linksFrom }));
}

export interface Office extends Practice {
  /** Names of its connections. */
  readonly connections: readonly string[];
}

/** Null when there is no such practice. */
export async function readOffice(store: Store, practiceId: string): Promise<Office | null> {
  return store.inPractice(practiceId, async (tx) => {
    const practice = await readPractice(tx);
    if (practice === null) return null;
    const { id, name, linksFrom } = practice;
    return { id, name, linksFrom, connections: [...(await readConnectionNames(tx))].sort() };
  });
}
