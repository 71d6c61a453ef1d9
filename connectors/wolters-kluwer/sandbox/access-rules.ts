// Who can do what for an organisation: its members, and of those who may manage cases in its name.
import type { Organisation, SandboxState } from './sandbox-state.ts';

export interface Access {
  readonly email: string;
  readonly by: 'administrator' | 'member' | 'support-community';
}

export function accessTo({ organisations }: SandboxState, id: string): readonly Access[] {
  const organisation = organisations.find((each) => each.id === id || each.customerNumber === id);
  return organisation === undefined ? [] : membersAccess(organisation);
}

function membersAccess({ members }: Organisation): readonly Access[] {
  return [...members.values()]
    .sort((one, other) => (one.email < other.email ? -1 : 1))
    .flatMap(({ email, role, applications }) => [
      { email, by: role },
      ...[...applications].map((by) => ({ email, by })),
    ]);
}
