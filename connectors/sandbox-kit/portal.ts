// What a sandbox says of the portal that it plays. The rest (server, back door, counts, faults, late visibility) is the
// same for all and stands in sandbox.ts.
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Fields } from './answer.ts';
import type { Counts } from './counts.ts';
import type { Fault, Faults } from './faults.ts';

/** One request to the portal. */
export interface Call<State> {
  /** Under the fault `no-effect` a copy of it. */
  readonly state: State;
  readonly method: string;
  /** As counts and faults name it: below the address of its service, still URL-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent. */
  readonly text: string;
  /** Parsed JSON or the fields of a form; the text where it is neither. */
  readonly body: unknown;
  /** Of the body, where it is an object; else none. */
  readonly fields: Fields;
  /** Rows made by this request show from this moment (milliseconds since the epoch). */
  readonly visibleAt: number;
  /** A variable part of the path, decoded. */
  param(name: string): string;
}
export type Handler<State> = (call: Call<State>) => Answer | Promise<Answer>;

export interface Service<State> {
  /** Where it stands on the sandbox's server: '/sandbox/psb'. */
  readonly at: string;
  /** By '<method> <path>', variable parts in braces: 'GET /accounts/{account}'. Another method is answered 405. */
  readonly routes: Readonly<Record<string, Handler<State>>>;
  /** Where many calls have one address (GraphQL, SOAP): the path by which counts and faults name this one, and its body. */
  read?(call: Call<State>): { readonly path: string; readonly body: unknown };
  /** Who may not ask is told so; null: go on. */
  guard?(call: Call<State>): Answer | null;
}

/** What the back door is asked. */
export interface DoorCall<State> {
  readonly state: State;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly fields: Fields;
  readonly counts: Counts;
  readonly faults: Faults;
}
export type Door<State> = (call: DoorCall<State>) => Answer | Promise<Answer>;

export interface Spent {
  /** null: it may go on. */
  readonly refusal: Answer | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SandboxPortal<State extends object> {
  /** Id of the portal. */
  readonly name: string;
  /** The address of the first is that of a connection. */
  readonly services: readonly [Service<State>, ...Service<State>[]];
  /** `before`: what it held until it is reset; undefined at the start. */
  createState(before?: State): State;
  /** How the portal words an error. */
  refuse(status: number, code: string, message?: string): Answer;
  /** Those of its back door that not every sandbox has, by '<method> <path>': 'GET /state'. */
  readonly doors: Readonly<Record<string, Door<State>>>;
  /**
   * Requests for a token by path: counted apart, under the name given, and hit by those faults only that name them.
   */
  readonly signIns?: Readonly<Record<string, string>>;
  readonly tokens: {
    expireAll(): void;
    /** Left out: tokens stay what they are when everything else is reset. */
    reset?(): void;
  };
  /** More requests than this at a time are answered 429. */
  readonly maxUnderWay?: number;
  /** What a portal that counts otherwise says of each request, and the headers of its answer. */
  spend?(call: Call<State>): Spent;
  /** What a portal keeps of its answers: told of each one that is sent. */
  answered?(call: Call<State>, answer: Answer): void;
  /** Faults that only this portal has. */
  readonly ownFaults?: {
    readonly form: RegExp;
    /** null: it only bends what the portal does. */
    answer?(fault: Fault, call: Call<State>): Answer | null;
    /** Another request than the one that was sent. */
    bendCall?(call: Call<State>, fault: Fault): Call<State>;
  };
  /** How a fault bends what the portal answers. Default: a list is cut short, with a word about the rest. */
  bend?(answer: Answer, fault: Fault): Answer;
}
