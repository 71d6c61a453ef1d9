// What the sandbox of the Panda portal holds, in memory. No HTTP here.
import type { Mail } from '../../sandbox-kit/back-door.ts';
import { randomUUID } from 'node:crypto';
import type { Hidable } from '../../sandbox-kit/late-visibility.ts';

export const ROLES = ['member', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
export const APPLICATIONS = ['support-community'] as const;
export type Application = (typeof APPLICATIONS)[number];

/** Personal. Of no use before its owner has confirmed the registration by mail. [seed] */
export interface Account extends Hidable {
  /** Unique. [seed] */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Of the practice, which lets Koppel act in its name. [assumed] */
  readonly employee: boolean;
  status: 'awaiting-confirmation' | 'active';
}
/** Approved. Applications are ticked apart from it. [seed] */
export interface Membership {
  readonly email: string;
  role: Role;
  /** ISO 8601 */
  readonly since: string;
  readonly applications: Set<Application>;
}
export interface Organisation extends Hidable {
  readonly id: string;
  readonly customerNumber: string;
  readonly enterpriseNumber: string;
  readonly name: string;
  /** By e-mail. */
  readonly members: Map<string, Membership>;
}
/** Of a person who wants to become a member, to all administrators. [seed] */
export interface JoinRequest extends Hidable {
  readonly id: string;
  readonly organisation: Organisation;
  readonly email: string;
  status: 'pending' | 'approved' | 'declined' | 'withdrawn';
  readonly sentAt: string;
  answeredAt: string | null;
}
/** Of a person by an administrator. [seed] */
export interface Invitation extends Hidable {
  readonly id: string;
  readonly organisation: Organisation;
  readonly email: string;
  readonly role: Role;
  status: 'open' | 'accepted' | 'declined' | 'withdrawn';
  readonly sentAt: string;
  answeredAt: string | null;
}
type Occasion = 'confirm-account' | 'join-request' | 'join-approved' | 'invitation';

export interface SandboxState {
  /** By e-mail. */
  accounts: Map<string, Account>;
  organisations: Organisation[];
  joinRequests: JoinRequest[];
  invitations: Invitation[];
  /** About the customer number of an organisation; about nothing for an account. */
  mails: Mail<Occasion>[];
}

export function createState(): SandboxState {
  return { accounts: new Map(), organisations: [], joinRequests: [], invitations: [], mails: [] };
}

export function now(): string {
  return new Date().toISOString();
}

export function newId(): string {
  return randomUUID();
}
