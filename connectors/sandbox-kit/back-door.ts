// The back door that every sandbox has, under `/__sandbox`: for tests and for the demo, not part of the portal.
import { after, invalid, NO_CONTENT, ok, textOf, type Fields } from './answer.ts';
import { readFault } from './faults.ts';
import type { Door, DoorCall, SandboxPortal } from './portal.ts';

export function backDoors<State extends object>(
  portal: SandboxPortal<State>,
): Readonly<Record<string, Door<State>>> {
  return {
    'GET /': () => ok({ sandbox: portal.name }),
    'GET /mails': ({ state }) => ok('mails' in state ? state.mails : []),
    'GET /counts': ({ counts }) => ok(counts.read()),
    'GET /requests': ({ counts }) => ok(counts.last()),
    'POST /counts/reset': after(({ counts }: DoorCall<State>) => counts.reset()),
    'GET /faults': ({ faults }) => ok(faults.read()),
    'POST /faults': after((call: DoorCall<State>) => armFault(portal, call)),
    'DELETE /faults': after(({ faults, query }: DoorCall<State>) => faults.clear(query.get('label'))),
    'POST /expire-tokens': after(() => portal.tokens.expireAll()),
    'POST /reset': after((call: DoorCall<State>) => resetAll(portal, call)),
    ...portal.doors,
  };
}

/** `reference`: to what it is about. */
export interface Mail<Occasion extends string> {
  readonly at: string;
  readonly to: string;
  readonly occasion: Occasion;
  readonly reference: string | null;
}

/** Whom the portal mails is told of under `GET /mails`. */
export function mail<Occasion extends string>(
  state: { readonly mails: Mail<Occasion>[] },
  to: string,
  about: Pick<Mail<Occasion>, 'occasion' | 'reference'>,
): void {
  state.mails.push({ at: new Date().toISOString(), to, ...about });
}

function armFault<State extends object>(
  { ownFaults }: SandboxPortal<State>,
  { faults, body }: DoorCall<State>,
): void {
  faults.add(readFault(body, ownFaults?.form));
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

/** What most portals show of themselves, and how people are played. `by`: by which parameter it is said whose access is asked. */
export function usualDoors<State>(portal: {
  show(state: State): unknown;
  readonly by: string;
  accessTo(state: State, of: string): unknown;
  readonly seed: Door<State>;
  readonly act: Door<State>;
}): Readonly<Record<string, Door<State>>> {
  const { by, seed, act: byHand } = portal;
  return {
    'GET /state': ({ state }) => ok(portal.show(state)),
    'GET /access': ({ state, query }) => {
      const of = query.get(by) ?? '';
      return ok({ [by]: of, people: portal.accessTo(state, of) });
    },
    'POST /seed': seed,
    'POST /act': byHand,
  };
}

/** A sandbox in which a portal can be closed to everybody. */
export const block = after(({ state, fields: { blocked } }: DoorCall<{ blocked: boolean }>) => {
  state.blocked = typeof blocked === 'boolean' ? blocked : invalid('blocked is true or false');
});

/** Somebody does something by hand: what is told of it, undefined where there is nothing to tell. */
export type Human<State> = (state: State, fields: Fields) => unknown;

/** The scriptable human, by '<human> <does>': who does what by hand in the portal, or brings something to it. */
export function act<State>(humans: Readonly<Record<string, Human<State>>>): Door<State> {
  return ({ state, fields }) => {
    const human = new Map(Object.entries(humans)).get(`${textOf(fields.human)} ${textOf(fields.does)}`);
    const told = human === undefined ? invalid('Nobody does that.') : human(state, fields);
    return told === undefined ? NO_CONTENT : ok(told);
  };
}
