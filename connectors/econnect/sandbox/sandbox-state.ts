// What the sandbox of eConnect holds, in memory. No HTTP here. Two clocks: the date for what is shown, and the clock of
// the process for what was before what (sessions and partnerships).
import type { Mail } from '../../sandbox-kit/back-door.ts';
import type { Hidable } from '../../sandbox-kit/late-visibility.ts';
import { performance } from 'node:perf_hooks';
import { SANDBOX_USER } from './tokens.ts';

export const PLATFORM_ROLES = ['Basic', 'Advanced', 'Administrator'] as const;
type PlatformRole = (typeof PLATFORM_ROLES)[number];
export const USER_STATES = ['Active', 'Invited', 'Blocked'] as const;
type UserState = (typeof USER_STATES)[number];
export const MEMBER_ROLES = ['Member', 'Administrator'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** A user of the practice's own environment. */
export interface Colleague {
  readonly email: string;
  platformRole: PlatformRole;
  relationshipManager: boolean;
  state: UserState;
}
/** A user of another environment. */
export interface User {
  readonly email: string;
  platformRole: PlatformRole;
  state: UserState;
  /** By the clock of the process: partnerships that arose later do not show in this session. */
  signedInAt: number;
}
export interface Environment {
  /** The e-mail domain of its first user; the whole address where the domain is shared. */
  readonly key: string;
  readonly users: Map<string, User>;
}
export interface Partner extends Hidable {
  readonly id: string;
  readonly environment: Environment;
  status: 'active' | 'ended';
  /** By the clock of the process. */
  aroseAt: number;
  /** Users of the other environment with whom there is a connection. */
  readonly connected: Set<string>;
  /** Colleagues. */
  readonly relationshipManagers: Set<string>;
}
export interface Member extends Hidable {
  readonly email: string;
  role: MemberRole;
  status: 'invited' | 'active';
}
export interface Organisation {
  readonly party: string;
  /** null: the practice's own. */
  readonly environment: Environment | null;
  active: boolean;
  readonly members: Map<string, Member>;
}
export interface IntegrationRequest extends Hidable {
  token: string;
  /** Party id of the organisation that the addressee is asked to activate. */
  readonly reference: string;
  readonly email: string;
  readonly key: string;
  status: 'pending' | 'accepted' | 'declined' | 'withdrawn' | 'ended';
  sentAt: string;
  answeredAt: string | null;
}
export interface Group extends Hidable {
  readonly id: string;
  readonly partner: Partner;
  name: string;
  readonly members: Set<string>;
}
export const LOCATIONS = ['documents', 'inbox-in', 'inbox-out'] as const;
export const LEVELS = ['full', 'edit', 'read'] as const;
export const SHARED_WITH = ['group', 'user', 'organisation'] as const;
export interface Share extends Hidable {
  readonly id: string;
  readonly group: Group;
  readonly location: (typeof LOCATIONS)[number];
  level: (typeof LEVELS)[number];
  readonly with: { readonly kind: (typeof SHARED_WITH)[number]; readonly key: string };
}
export interface DelegationRule extends Hidable {
  readonly id: string;
  readonly group: Group;
  readonly organisation: string;
  readonly documents: 'purchase-invoices';
}
export interface LogEntry {
  readonly at: string;
  readonly by: string;
  readonly action: 'created' | 'delegated' | 'approved' | 'rejected' | 'delegated-back';
  readonly to?: string;
}
export interface Task {
  readonly id: string;
  readonly organisation: string;
  readonly document: string;
  readonly group: Group;
  state: 'open' | 'approved' | 'rejected';
  assignedTo: readonly string[];
  readonly log: LogEntry[];
}
export type Occasion = 'request' | 'request-resent' | 'member-invited' | 'guest-invited' | 'task-delegated';
export const BLOCK_REASONS = ['unpaid', 'balance', 'misuse'] as const;
type BlockReason = (typeof BLOCK_REASONS)[number];
export const FINDABLE = ['colleagues', 'relationship-managers'] as const;
export const PENDING_ANSWERS = ['empty', 'fault'] as const;
type PendingAnswer = (typeof PENDING_ANSWERS)[number];

export interface SandboxState {
  colleagues: Map<string, Colleague>;
  environments: Map<string, Environment>;
  partners: Partner[];
  /** By party id. */
  organisations: Map<string, Organisation>;
  requests: IntegrationRequest[];
  groups: Group[];
  shares: Share[];
  rules: DelegationRule[];
  tasks: Task[];
  /** About the party id of an organisation; of a task, about its id. */
  mails: Mail<Occasion>[];
  /** The largest number of requests that were ever open beside each other, by e-mail domain as written. */
  maxOpenPerDomain: Map<string, number>;
  sharedDomains: Set<string>;
  /** New partnerships show this long after they arose. */
  visibleAfterMs: number;
  /** Why, until its owner acts. */
  blocked: BlockReason | null;
  /** What is answered to whoever asks for keys that nobody has granted yet: not documented. */
  pendingAnswer: PendingAnswer;
  canSendAppIntegrationRequests: boolean;
  /** Whom of the practice an administrator of a client finds. */
  findable: (typeof FINDABLE)[number];
}

const SHARED_DOMAINS =
  'gmail.com googlemail.com outlook.com hotmail.com hotmail.nl live.com live.nl msn.com icloud.com me.com yahoo.com ' +
  'proton.me protonmail.com ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl xs4all.nl home.nl upcmail.nl casema.nl ' +
  'telenet.be skynet.be proximus.be';

const FIRST_COLLEAGUE = {
  platformRole: 'Administrator',
  relationshipManager: false,
  state: 'Active',
} as const;

export function createState(): SandboxState {
  return {
    // The practice's environment had a first user too, in whose name Koppel signs in.
    colleagues: new Map([[SANDBOX_USER, { email: SANDBOX_USER, ...FIRST_COLLEAGUE }]]),
    environments: new Map(),
    partners: [],
    organisations: new Map(),
    requests: [],
    groups: [],
    shares: [],
    rules: [],
    tasks: [],
    mails: [],
    maxOpenPerDomain: new Map(),
    sharedDomains: new Set(SHARED_DOMAINS.split(' ')),
    visibleAfterMs: 0,
    blocked: null,
    pendingAnswer: 'empty',
    canSendAppIntegrationRequests: true,
    findable: 'colleagues',
  };
}

export function processClock(): number {
  return performance.now();
}
