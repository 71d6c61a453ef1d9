// What the way in needs from the rest of the program. The composition root supplies it, so that nothing here knows
// a database or a queue.
import { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { type ZodType } from 'zod';
import { type Language } from '../domain/text.ts';
import { type Account, type User } from './sign-in/users.ts';

export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  /** Names the field and the remedy, never the value. */
  readonly message: string;
}

/** What it is about, and when it was said; undated: it does not tell. */
interface SaidEvent {
  readonly type: string;
  readonly record: { readonly sourceKey: string; readonly saidAt: Date; readonly undated: boolean };
}

type ParsedEvent =
  | {
      readonly ok: true;
      readonly event: SaidEvent;
      /** Whether access may end with it: it is applied before others. */
      readonly takesAway: boolean;
    }
  | {
      readonly ok: false;
      readonly problems: readonly FieldProblem[];
      /** What counts even so, and only takes away; null where nothing does. */
      readonly certain: SaidEvent | null;
    };

export interface ReceivedWebhook {
  readonly webhookId: string;
  readonly type: string;
  /** The body as it was received. */
  readonly payload: string;
  readonly record: SaidEvent['record'];
  /** What `parseEvent` found wrong with it: then only what is certain counts. */
  readonly problems: readonly FieldProblem[];
}

export interface WebhookPorts {
  /** Signing secrets (`whsec_…`) of a practice, several while one is being replaced; none for an unknown practice. */
  secretsOf(practiceId: string): Promise<readonly string[]>;
  /** `value` is what `payload` says as JSON. */
  parseEvent(practiceId: string, event: { value: unknown; payload: string }): Promise<ParsedEvent>;
  /** The schemas behind `parseEvent`: of `data`, by event type. For the description of the API. */
  readonly dataSchemas: Readonly<Record<string, ZodType>>;
  /**
   * Resolves only once the event is safely stored; the sender is told so and does not send it again. taken: another body
   * was sent under its id before.
   */
  store(practiceId: string, webhook: ReceivedWebhook): Promise<'stored' | 'duplicate' | 'taken'>;
  /** Asks the queue to look at it now. May fail: the sweep finds what was stored. */
  announce(practiceId: string, event: { webhookId: string; takesAway: boolean }): Promise<void>;
}

export type SourceCall = PortalCall;

interface PortalCall {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

export interface AuditDetails {
  readonly method: string;
  readonly queue?: string;
  readonly jobId?: string;
  readonly jobStatus?: string;
  readonly schedulerId?: string;
}

/** Adds routes behind the sign-in. */
export type Scope = (app: FastifyInstance, ports: ServerPorts, options: ServerOptions) => Promise<void>;

export interface ServerPorts {
  readonly logger: FastifyBaseLogger;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly webhook: WebhookPorts;
  /** A portal calls for a connection; false when it is not to be believed. */
  portalCalled(connection: { practice: string; connection: string }, call: PortalCall): Promise<boolean>;
  /** The software of a practice calls, in its own form. test: it tries the address, and is told that somebody is there. */
  sourceCalled(practice: string, call: PortalCall): Promise<'forged' | 'test' | 'heard'>;
  /** Software of whatever kind says that something changed. */
  hinted(practice: string, call: PortalCall): Promise<'forged' | 'test' | 'heard'>;
  /** A person comes back who let Koppel in; false where nobody went. */
  signedIn(given: { readonly code: string; readonly state: string }): Promise<boolean>;
  /** Which parts answer, for example `{ database: true, queue: false }`. */
  ready(): Promise<Readonly<Record<string, boolean>>>;
  /** A prom-client registry. */
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
  /** Records what a signed-in person does, before it is done. */
  audit(actor: string, action: string, details: AuditDetails): Promise<void>;
  /** The account of that name, in whatever case it is written; null where there is none, or it is disabled. */
  accountOf(practiceId: string, name: string): Promise<Account | null>;
  /** What else stands behind the sign-in: pages and API. Each is a scope of its own. */
  readonly scopes: readonly Scope[];
  /** BullMQ queues, of either backend. */
  readonly boards: readonly unknown[];
}

export interface ServerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly users: readonly User[];
  /** Of pages, where the reader's browser asks for none that there is. Default Dutch. */
  readonly language?: Language;
  /** 32 bytes each. The first seals cookies, all open them, so that a key can be changed without signing anyone out. */
  readonly sessionKeys: readonly Buffer[];
  /** The address people use, such as `https://koppel.example.nl`; https makes cookies secure. */
  readonly publicUrl?: string;
  /** Proxies whose `X-Forwarded-*` headers are believed: addresses or ranges. Default none. */
  readonly trustedProxies?: readonly string[];
  /** With it `/metrics` wants `Authorization: Bearer`; without it only loopback may read. */
  readonly metricsToken?: string;
  /** Per practice (or connection) and sender. Default 12,000. */
  readonly webhooksPerMinute?: number;
  /** Per sender, whatever practices it names. Default: twice as many as for one practice. */
  readonly callsPerMinute?: number;
  /** Per practice and sender, of calls that are not to be believed. Default 60. */
  readonly forgeriesPerMinute?: number;
  /** Per sender. Default 10. */
  readonly signInsPerMinute?: number;
  /** Of all senders together: hashing a password costs a tenth of a second. Default 60. */
  readonly allSignInsPerMinute?: number;
  /** How long closing waits for requests in flight, in milliseconds. Default 10,000. */
  readonly closeTimeoutMs?: number;
}
