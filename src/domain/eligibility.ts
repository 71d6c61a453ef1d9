// Who may be pushed (rules 1 to 3), judged from the present records. Every judgement keeps its trace: the same ordered
// checks that decide are the ones `koppel explain` shows.
import type { Client } from './client.ts';
import type { Contact } from './contact.ts';
import type { Link } from './link.ts';
import type { ReasonCode } from './reasons.ts';

export interface Check {
  /** Number of the rule in docs/rules.md; 0 for a matter of course. */
  readonly rule: number;
  readonly reason: ReasonCode;
  /** The field looked at, and its value as shown to office staff. Never a name or an address. */
  readonly field: string;
  readonly value: string;
  readonly passed: boolean;
}

export interface Judgement {
  readonly eligible: boolean;
  /** The first check that said no; null when eligible. */
  readonly reason: ReasonCode | null;
  readonly checks: readonly Check[];
}

/** No switch of a link helps these. */
const NEVER_OUT: ReadonlySet<ReasonCode> = new Set([
  ...(['CLIENT_IS_PRIVATE', 'CLIENT_IS_SUSPECT', 'CLIENT_DELETED', 'CONTACT_DELETED'] as const),
]);

/** Whether what stands at this reason stays where it is however links are switched: then it cannot be switched on. */
export function canNeverGoOut(reason: ReasonCode): boolean {
  return NEVER_OUT.has(reason);
}

export type ClientFacts = Pick<Client, 'kind' | 'status' | 'deleted'>;
export type ContactFacts = Pick<Contact, 'deleted'>;

/** Rules 1 and 2. Prospect, application and former are not excluded; a sole trader is a company. */
export function judgeClient(client: ClientFacts, link: Pick<Link, 'enabled'>): Judgement {
  return toJudgement([...clientChecks(client), linkCheck('LINK_OFF', 'link', link)]);
}

/** Rules 1 to 3. Whether the client has arrived yet is not asked here: that holds a contact, it does not exclude it. */
export function judgeContact(
  contact: ContactFacts,
  link: Pick<Link, 'enabled'>,
  owner: { client: ClientFacts; link: Pick<Link, 'enabled'> },
): Judgement {
  return toJudgement([
    {
      rule: 15,
      reason: 'CONTACT_DELETED',
      field: 'deleted',
      value: String(contact.deleted),
      passed: !contact.deleted,
    },
    ...clientChecks(owner.client),
    linkCheck('CLIENT_LINK_OFF', 'client link', owner.link),
    linkCheck('LINK_OFF', 'link', link),
  ]);
}

function clientChecks({ kind, status, deleted }: ClientFacts): readonly Check[] {
  return [
    { rule: 16, reason: 'CLIENT_DELETED', field: 'client deleted', value: String(deleted), passed: !deleted },
    { rule: 2, reason: 'CLIENT_IS_PRIVATE', field: 'client kind', value: kind, passed: kind !== 'person' },
    {
      rule: 2,
      reason: 'CLIENT_IS_SUSPECT',
      field: 'client status',
      value: status,
      passed: status !== 'suspect',
    },
  ];
}

function linkCheck(reason: ReasonCode, field: string, link: Pick<Link, 'enabled'>): Check {
  return { rule: 1, reason, field, value: link.enabled ? 'on' : 'off', passed: link.enabled };
}

function toJudgement(checks: readonly Check[]): Judgement {
  const failed = checks.find((check) => !check.passed);
  return { eligible: failed === undefined, reason: failed?.reason ?? null, checks };
}
