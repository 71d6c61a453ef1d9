// What a portal shows to a person who asks: read when it is asked for, never stored. A connector offers what its portal has.
import type { Attributes } from '../src/plan/attributes.ts';

/** A request for a new account that was made in the portal, for the office to answer. */
export interface AccountRequest {
  readonly id: string;
  /** Key of the resource of the connector's first type that it is for. */
  readonly for: string;
  readonly email: string;
  readonly name: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly status: 'open' | 'approved' | 'refused';
  /** Whom the portal mailed it to. */
  readonly responsible: { readonly kind: string; readonly email: string | null };
}
/** One organisation of a colleague, as each of the portal's own lists shows it or does not. */
export interface MembershipLine {
  readonly member: string;
  readonly organisation: string;
  readonly role: string | null;
  readonly since: string | null;
  readonly isMember: boolean;
  readonly mayManageCases: boolean;
  /** Why the lists differ; null where they agree. */
  readonly difference: { readonly en: string; readonly nl: string } | null;
}

/** What explains a subject's own resources in words of the portal (effective rights, what a missing tick means). */
export interface ResourceFact {
  readonly type: string;
  readonly key: string;
  readonly state: string;
  readonly attributes: Attributes;
  readonly waitingFor: string | null;
  /** Since when it stands or waits; ISO 8601. */
  readonly since: string | null;
  /** Attributes of its parents by type. */
  readonly parents: Readonly<Record<string, Attributes>>;
}
export interface Remark {
  readonly en: string;
  readonly nl: string;
}

export interface DelegatedTask {
  readonly id: string;
  readonly document: string;
  readonly state: string;
  readonly assignedTo: string;
  readonly steps: readonly {
    readonly at: string;
    readonly by: string;
    readonly action: string;
    readonly to?: string;
  }[];
}
