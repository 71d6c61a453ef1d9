// The back door of the sandbox, under `/__sandbox`: for tests and for the demo, not part of Exact Online.
import { z } from 'zod';
import { after } from '../../../connectors/sandbox-kit/answer.ts';
import type { Door, DoorCall } from '../../../connectors/sandbox-kit/portal.ts';
import { createAct } from './act.ts';
import { needShape } from '../../../connectors/sandbox-kit/answer.ts';
import { fieldsOf, NO_CONTENT, ok, type Answer } from './answer.ts';
import type { Courier } from './courier.ts';
import { seed } from './seed.ts';
import type { Division, SandboxState } from './sandbox-state.ts';
import { switchesSchema } from './switches.ts';
import type { SandboxTokens } from './tokens.ts';

const hookFaultSchema = z.strictObject({
  fault: z.enum(['lost', 'twice', 'late', 'wrong-secret']),
  times: z.int().positive().default(1),
  delayMs: z.int().nonnegative().nullable().default(null),
});
const clockSchema = z.strictObject({ offsetMs: z.int() });

export function createDoors(
  tokens: SandboxTokens,
  courier: Courier,
): Readonly<Record<string, Door<SandboxState>>> {
  const act = createAct(tokens);
  return {
    'GET /state': ({ state }) => ok(showState(state)),
    'GET /totals': ({ state }) => ok([...state.divisions.values()].map(countRows)),
    'GET /hooks': ({ state: { subscriptions, deliveries } }) => ok({ subscriptions, deliveries }),
    'POST /seed': ({ state, body }) => seed(state, body),
    'POST /act': async (call) => {
      const answer = await act(call);
      courier.flush(call.state);
      return answer;
    },
    'POST /switches': ({ state, body }) => setSwitches(state, body),
    'POST /clock': ({ state, body }) => setClock(state, body),
    'POST /hook-faults': ({ state, body }) => armHookFault(state, body),
    'POST /hooks/release': after(({ state }: DoorCall<SandboxState>) => courier.release(state)),
  };
}

function showState({ divisions, subscriptions, switches, clockOffsetMs }: SandboxState) {
  return {
    divisions: [...divisions.values()].map((division) => ({
      ...division.about,
      granted: division.granted,
      accounts: [...division.accounts.values()],
      contacts: [...division.contacts.values()],
      removals: division.removals,
      classificationNames: [...division.classificationNames.values()],
      classifications: [...division.classifications.values()],
    })),
    ...{ subscriptions, switches, clockOffsetMs },
  };
}

function countRows({ about, accounts, contacts, removals, lastTimestamp }: Division) {
  return {
    division: about.Code,
    ...{ accounts: accounts.size, contacts: contacts.size, removals: removals.length, lastTimestamp },
  };
}

/** Sets those that are given. */
function setSwitches(state: SandboxState, body: unknown): Answer {
  state.switches = needShape(switchesSchema, { ...state.switches, ...fieldsOf(body) });
  return NO_CONTENT;
}

function setClock(state: SandboxState, body: unknown): Answer {
  state.clockOffsetMs = needShape(clockSchema, body).offsetMs;
  return NO_CONTENT;
}

function armHookFault(state: SandboxState, body: unknown): Answer {
  const { times, ...fault } = needShape(hookFaultSchema, body);
  state.hookFaults.push({ ...fault, left: times });
  return NO_CONTENT;
}
