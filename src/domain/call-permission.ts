// Whether the calls of a type of resource may be made at a portal: the one place that decides it (rule 17). Pure.

/**
 * documented: its vendor, public code or a file of this very portal says how it is made. proven: a proof has seen it work at
 * this address. assumed: neither, so that nothing but a proof makes it.
 */
export type CallPermission = 'documented' | 'proven' | 'assumed';

/** all: those without which nothing can be done. absence: reading back that something is gone (decision 21). */
export type PortalCall = 'all' | 'update' | 'remove' | 'resend' | 'absence';

/** What a connector says of the types of its portal. */
export interface CallsByType {
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly evidence: 'doc' | 'code' | 'assumed';
        readonly assumedCalls?: readonly PortalCall[];
        readonly below?: readonly string[];
      }
    >
  >;
}

/** Types of which something has shown, at the address of a connection, that their calls are what was assumed. */
export interface ShownTypes {
  /** A proof. */
  readonly provenTypes: readonly string[];
  /** A file of the portal, which does not say what a reading leaves out. */
  readonly documentedTypes: readonly string[];
}

/** A portal, and what has shown there. */
export interface CallPlace {
  readonly connector: CallsByType;
  readonly connection: ShownTypes;
}

/** Below what may not be called nothing is: nobody has learned from the portal by which id it is addressed. */
export function permissionOf(place: CallPlace, name: string, call: PortalCall = 'all'): CallPermission {
  const above = place.connector.resources[name]?.below ?? [];
  const standOn = [
    ...above.map((parent) => permissionOf(place, parent)),
    ...(['all', call] as const).map((each) => ownPermission(place, name, each)),
  ];
  return (['assumed', 'proven'] as const).find((least) => standOn.includes(least)) ?? 'documented';
}

export function mayCall(...asked: Parameters<typeof permissionOf>): boolean {
  return permissionOf(...asked) !== 'assumed';
}

/** Whether what this portal does not show is gone, so that a revoke may be called verified. */
export function showsAbsence(place: CallPlace, name: string): boolean {
  return ownPermission(place, name, 'absence') !== 'assumed';
}

/** Calls of a type that nothing has shown yet, whatever it hangs below. */
export function waitingCalls(place: CallPlace, name: string): readonly PortalCall[] {
  const calls = assumedCalls(place.connector, name);
  return calls.filter((call) => ownPermission(place, name, call) === 'assumed');
}

/** Types that a proof is for. */
export function assumedTypes(connector: CallsByType): readonly string[] {
  return Object.keys(connector.resources).filter((name) => assumedCalls(connector, name).length > 0);
}

/** After proofs. What the portal does otherwise, it does otherwise whatever its file says. */
export function withProofs(
  { provenTypes, documentedTypes }: ShownTypes,
  { right, wrong }: { readonly right: readonly string[]; readonly wrong: readonly string[] },
): ShownTypes {
  const isKept = (type: string): boolean => !wrong.includes(type);
  return {
    provenTypes: [...new Set([...provenTypes.filter(isKept), ...right])],
    documentedTypes: documentedTypes.filter(isKept),
  };
}

function assumedCalls({ resources }: CallsByType, name: string): readonly PortalCall[] {
  const { evidence, assumedCalls: some = [] } = resources[name] ?? { evidence: 'assumed' };
  return evidence === 'assumed' ? ['all', ...some] : some;
}

function ownPermission(
  { connector, connection: { provenTypes, documentedTypes } }: CallPlace,
  name: string,
  call: PortalCall,
): CallPermission {
  if (!assumedCalls(connector, name).includes(call)) return 'documented';
  if (provenTypes.includes(name)) return 'proven';
  return call !== 'absence' && documentedTypes.includes(name) ? 'documented' : 'assumed';
}
