// What moves while the demo works: what is left in Koppel's ledger, where everybody stands, and what the sandbox holds. Not
// how often the sandbox is asked: Koppel goes on asking for what does not come.
import { createHash } from 'node:crypto';
import { countPending } from '../src/database/ledger/pairs.ts';
import { readStandings } from './standings.ts';
import { PRACTICE_ID, type Demo } from './story.ts';

export async function readMark(demo: Demo): Promise<string> {
  const state = await fetch(`${demo.sandbox.adminUrl}/state`);
  const held = createHash('sha256')
    .update(await state.text())
    .digest('hex');
  const pending = await demo.foundation.store.oneStatement(PRACTICE_ID, countPending);
  return JSON.stringify({ pending, held, standings: await readStandings(demo) });
}
