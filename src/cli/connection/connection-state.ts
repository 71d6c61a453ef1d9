// Pauses and resumes a connection.
import type { StoredConnection } from '../../database/portal/connections.ts';
import { waitsForSnapshot } from '../../actions/release-restored.ts';
import { writeAudit } from '../../database/people/audit.ts';
import { retryNow, setConnectionState } from '../../database/portal/connections.ts';
import { countPending } from '../../database/ledger/pairs.ts';
import { CONNECTION_STATE_TEXTS } from '../../domain/connection.ts';
import { actingUser } from '../frame/acting-user.ts';
import { confirm } from '../frame/confirm.ts';
import { findConnection } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export interface StateOptions {
  readonly practice: string;
  readonly verb: 'pause' | 'resume';
  readonly by?: string;
  readonly yes?: boolean;
}

export async function setState(
  context: CommandContext,
  name: string,
  options: StateOptions,
): Promise<number> {
  const { store } = context.foundation;
  const { practice: practiceId, verb } = options;
  const connection = await findConnection(store, practiceId, name);
  if (verb === 'resume' && !(await mayResume(context, connection, options))) return EXIT.no;
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
  return EXIT.ok;
}

/** After a restore a connection goes on by itself. Also one that a person had paused before must not go on sooner. */
async function mayResume(
  context: CommandContext,
  connection: StoredConnection,
  { practice, yes = false }: StateOptions,
): Promise<boolean> {
  const { foundation, out } = context;
  const { store } = foundation;
  if (!(await store.inPractice(practice, (tx) => waitsForSnapshot(tx, connection)))) return true;
  out.note({
    en: `The database was restored from a backup, and no complete snapshot was read since: on connection ${connection.name} whoever was unlinked since the backup would be let in again.`,
    nl: `De database is uit een back-up teruggezet, en sindsdien is geen volledige momentopname gelezen: op verbinding ${connection.name} zou wie sinds de back-up is ontkoppeld weer binnenkomen.`,
  });
  const question = { en: 'Resume it all the same?', nl: 'Toch hervatten?' };
  if (await confirm(context, question, { yes })) return true;
  out.result({ practice, connection: connection.name, state: connection.state, changed: false });
  return false;
}

interface Done {
  readonly practice: string;
  readonly name: string;
  readonly state: 'paused' | 'active';
  readonly changed: boolean;
  readonly pending: number;
}

function report({ out }: CommandContext, { practice, name, state, changed, pending }: Done): void {
  const { en, nl } = CONNECTION_STATE_TEXTS[state];
  out.line({
    en: `Connection ${name} is ${en} ${changed ? 'now' : 'already'}.`,
    nl: `Verbinding ${name} is ${changed ? 'nu' : 'al'} ${nl}.`,
  });
  if (state === 'active' && pending > 0)
    out.line({
      en: `Clients with something due in this practice: ${pending}. A running worker goes on with them.`,
      nl: `Klanten van dit kantoor die nog iets te doen hebben: ${pending}. Een draaiende worker gaat ermee verder.`,
    });
  out.result({ practice, connection: name, state, changed });
}
