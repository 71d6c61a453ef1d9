// The switch, per client and connection and per contact and connection: on or off, with the portal's settings.
import type { Text } from './text.ts';

export interface Link {
  readonly enabled: boolean;
  /** Portal settings of this link (an access profile, a role). Validated by the connector that reads them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A record without a link row is not linked. */
export const NO_LINK: Link = { enabled: false, settings: {} };

/** Whom a claim, a standing or an audit line is about. */
type SubjectKind = 'client' | 'contact' | 'employee';
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

export function subjectKey(subject: Subject): string {
  return `${subject.kind}:${subject.id}`;
}

/** What the switch is called in a table. */
export const LINK_WORDS = {
  on: { en: 'yes', nl: 'ja' },
  off: { en: 'no', nl: 'nee' },
} as const satisfies Record<'on' | 'off', Text>;
