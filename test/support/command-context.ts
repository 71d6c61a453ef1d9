// What a command that plans or switches works with, on the connection of the engine under test.
import { randomUUID } from 'node:crypto';
import type { PreviewContext } from '../../src/answers/preview.ts';
import type { Engine } from './engine.ts';

export async function commandContext(engine: Engine): Promise<PreviewContext> {
  return {
    connection: await engine.connection(),
    connectorOf: engine.ports.connectorOf,
    now: () => new Date(),
    newId: randomUUID,
  };
}
