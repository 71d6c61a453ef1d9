// The accounting firm: the tenant. Everything else belongs to exactly one.

/** Whose switch a link is (docs/rules.md, "Whose switch it is"). Never both. */
export const LINK_OWNERS = ['practice-software', 'koppel'] as const;
export type LinkOwner = (typeof LINK_OWNERS)[number];

export interface Practice {
  /** A slug such as `jansen`; stands in addresses and in job payloads. */
  readonly id: string;
  readonly name: string;
  readonly linksFrom: LinkOwner;
}

/** A person of the practice itself, who gets access to clients' organisations in some portals. */
export interface Employee {
  readonly id: string;
  readonly sourceKey: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
}
