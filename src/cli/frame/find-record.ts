// Turns what a person typed into the one client or contact that is meant, or lists those it could be.
import { findRecords, type NamedRecord } from '../../database/people/explain.ts';
import type { Store } from '../../database/open-store.ts';
import { UsageError } from '../../errors.ts';
import type { Output } from './output.ts';

/** Throws UsageError when nothing fits, and when several do: it shows them, so that one can be named by its id. */
export async function findRecord(
  { store, out }: { readonly store: Store; readonly out: Output },
  practiceId: string,
  text: string,
): Promise<NamedRecord> {
  const found = await store.inPractice(practiceId, (tx) => findRecords(tx, text));
  const [record, another] = found;
  if (record === undefined) {
    throw new UsageError(
      'No client or contact fits: give its key, its id, a client number, or the e-mail address of a contact.',
    );
  }
  if (another === undefined) return record;
  for (const candidate of found) out.line(`${candidate.id}  ${describeRecord(candidate)}`);
  // Names stand in the answer alone: an error is safe to log.
  const ids = found.map(({ kind, id }) => `${kind} ${id}`);
  throw new UsageError(`Several records fit; give the id of the one you mean: ${ids.join(', ')}.`);
}

/** Shown to the person who asked; never logged. */
export function describeRecord(record: NamedRecord): string {
  const name = record.name ?? record.key;
  const deleted = record.deleted ? ' [deleted]' : '';
  if (record.kind === 'client') return `client ${name} (${record.number ?? '-'})${deleted}`;
  const email = record.email === null ? '' : ` <${record.email}>`;
  const at = record.client === null ? '' : ` at client ${record.client} (${record.clientNumber ?? '-'})`;
  return `contact ${name}${email}${at}${deleted}`;
}
