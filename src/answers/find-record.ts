// Which record a person means by what was typed: exactly what it is known by, else the beginning of its id, else every
// word a part of its name, number, e-mail address or city, or its telephone number.
import { findByIdPrefix, findRecords, nameRecords, type NamedRecord } from '../database/people/explain.ts';
import { searchRecords } from '../database/people/listing.ts';
import type { Tx } from '../database/open-store.ts';

/** More are not told apart by reading. */
const MOST_CANDIDATES = 20;

/** One: that is meant. Several: whoever asked must say which. Of deleted records only where no other fits. */
export async function findMeant(tx: Tx, text: string): Promise<readonly NamedRecord[]> {
  const exact = await findRecords(tx, text);
  if (exact.length > 0) return exact;
  const byId = await findByIdPrefix(tx, text);
  if (byId.length > 0) return byId;
  const ids = (await searchRecords(tx, text, MOST_CANDIDATES)).map(({ id }) => id);
  const names = await nameRecords(tx, ids);
  const found = ids.flatMap((id) => names.get(id) ?? []);
  const living = found.filter(({ deleted }) => !deleted);
  return living.length > 0 ? living : found;
}
