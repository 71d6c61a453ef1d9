// Pauses and resumes a connection.
import { writeAudit } from '../database/audit.ts';
import { retryNow, setConnectionState } from '../database/connections.ts';
import { countPending } from '../database/pairs.ts';
import { actingUser } from './acting-user.ts';
import { findConnection } from './find-practice.ts';
import type { CommandContext } from './run-command.ts';

export interface StateOptions {
  readonly practice: string;
  readonly verb: 'pause' | 'resume';
  readonly by?: string;
}

export async function setState(context: CommandContext, name: string, options: StateOptions): Promise<void> {
  const { store } = context.foundation;
  const { practice: practiceId, verb } = options;
  const connection = await findConnection(store, practiceId, name);
  const state = verb === 'pause' ? 'paused' : 'active';
  const done = await store.inPractice(practiceId, async (tx) => {
    const changed = await setConnectionState(tx, connection.id, { state, reason: null });
    if (changed) {
      if (verb === 'resume') await retryNow(tx, connection.id);
      const actor = actingUser(options.by);
      await writeAudit(tx, [
        { practiceId, actor, action: `connection.${state}`, connectionId: connection.id },
      ]);
    }
    return { changed, pending: await countPending(tx) };
  });
  report(context, { practice: practiceId, name, state, ...done });
}

interface Done {
  readonly practice: string;
  readonly name: string;
  readonly state: 'paused' | 'active';
  readonly changed: boolean;
  readonly pending: number;
}

function report({ out }: CommandContext, { practice, name, state, changed, pending }: Done): void {
  out.line(changed ? `Connection ${name} is ${state} now.` : `Connection ${name} is ${state} already.`);
  if (state === 'active' && pending > 0) {
    out.line(`Clients with something due in this practice: ${pending}. A running worker goes on with them.`);
  }
  out.result({ practice, connection: name, state, changed });
}
