// Asks for the explanation of one record, as `koppel explain` does.
import { randomUUID } from 'node:crypto';
import { explainRecord, type Explanation } from '../../src/answers/explain-record.ts';
import { findRecords } from '../../src/database/people/explain.ts';
import type { Engine } from './engine.ts';

/** Of the first record that fits `text`. */
export async function explain(engine: Engine, text: string): Promise<Explanation> {
  const { store, ports, practiceId } = engine;
  const connection = await engine.connection();
  return store.inPractice(practiceId, async (tx) => {
    const [record] = await findRecords(tx, text);
    if (record === undefined) throw new Error(`Nothing fits ${text}.`);
    return explainRecord(tx, record, {
      connection,
      connectorOf: ports.connectorOf,
      now: () => new Date(),
      newId: randomUUID,
    });
  });
}
