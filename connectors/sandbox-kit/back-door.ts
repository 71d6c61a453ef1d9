// The back door that every sandbox has, under `/__sandbox`: for tests and for the demo, not part of the portal.
import { fieldsOf, invalid, NO_CONTENT, ok, textOf, type Answer, type Fields } from './answer.ts';
import { readFault } from './faults.ts';
import type { Door, DoorCall, SandboxPortal } from './portal.ts';

/** For doors that only do something. */
export function after<State>(does: (call: DoorCall<State>) => void): Door<State> {
  return (call) => {
    does(call);
    return NO_CONTENT;
  };
}

export function backDoors<State extends object>(
  portal: SandboxPortal<State>,
): Readonly<Record<string, Door<State>>> {
  return {
    'GET /': () => ok({ sandbox: portal.name }),
    'GET /mails': ({ state }) => ok('mails' in state ? state.mails : []),
    'GET /counts': ({ counts }) => ok(counts.read()),
    'GET /requests': ({ counts }) => ok(counts.last()),
    'POST /counts/reset': after(({ counts }) => counts.reset()),
    'GET /faults': ({ faults }) => ok(faults.read()),
    'POST /faults': (call) => armFault(portal, call),
    'DELETE /faults': after(({ faults, query }) => faults.clear(query.get('label'))),
    'POST /expire-tokens': after(() => portal.tokens.expireAll()),
    'POST /reset': after((call) => resetAll(portal, call)),
    ...portal.doors,
  };
}

function armFault<State extends object>(
  { ownFaults }: SandboxPortal<State>,
  { faults, body }: DoorCall<State>,
): Answer {
  const fault = readFault(body, ownFaults?.form);
  if (typeof fault === 'string') return invalid(fault);
  faults.add(fault);
  return NO_CONTENT;
}

function resetAll<State extends object>(
  portal: SandboxPortal<State>,
  { state, faults, counts }: DoorCall<State>,
): void {
  Object.assign(state, portal.createState(state));
  faults.clear();
  counts.reset();
  portal.tokens.reset?.();
}

/** A sandbox in which a portal can be closed to everybody. */
export function block<State extends { blocked: boolean }>({ state, fields }: DoorCall<State>): Answer {
  if (typeof fields.blocked !== 'boolean') return invalid('blocked is true or false');
  state.blocked = fields.blocked;
  return NO_CONTENT;
}

export type Human<State> = (state: State, fields: Fields) => Answer;

/** The scriptable human, by '<human> <does>': who does what by hand in the portal, or brings something to it. */
export function act<State>(humans: Readonly<Record<string, Human<State>>>) {
  return (state: State, body: unknown): Answer => {
    const fields = fieldsOf(body);
    const human = new Map(Object.entries(humans)).get(`${textOf(fields.human)} ${textOf(fields.does)}`);
    return human?.(state, fields) ?? invalid('Nobody does that.');
  };
}
