// Who can see documents of an organisation: its active members, and whoever a share reaches.
import type { Organisation, SandboxState, Share } from './sandbox-state.ts';

export interface Access {
  readonly email: string;
  /** share: a document share with the person, or with an organisation that the person is a member of. */
  readonly by: 'member' | 'guest' | 'group' | 'share';
}

export function accessTo(state: SandboxState, party: string): readonly Access[] {
  const organisation = state.organisations.get(party);
  if (organisation?.active !== true) return [];
  const found = [...memberAccess(state, organisation), ...sharedAccess(state, organisation)];
  const byText = new Map(found.map((access) => [`${access.email} ${access.by}`, access]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, access]) => access);
}

function activeMembers(organisation: Organisation | undefined): readonly string[] {
  return [...(organisation?.members.values() ?? [])]
    .filter(({ status }) => status === 'active')
    .map(({ email }) => email);
}

function memberAccess(state: SandboxState, organisation: Organisation): readonly Access[] {
  const isOurs = organisation.environment === null;
  return activeMembers(organisation).map((email) => ({
    email,
    by: isOurs && !state.colleagues.has(email) ? 'guest' : 'member',
  }));
}

/** A share opens the documents of the client that its group belongs to. */
function sharedAccess(state: SandboxState, { environment }: Organisation): readonly Access[] {
  return state.shares
    .filter(({ group: { partner } }) => partner.environment === environment && partner.status === 'active')
    .flatMap((share) => reachedBy(state, share));
}

function reachedBy(state: SandboxState, { with: { kind, key } }: Share): readonly Access[] {
  switch (kind) {
    case 'user':
      return [{ email: key, by: 'share' }];
    case 'organisation':
      return activeMembers(state.organisations.get(key)).map((email) => ({ email, by: 'share' }));
    case 'group': {
      const members = state.groups.find(({ id }) => id === key)?.members ?? [];
      return [...members].map((email) => ({ email, by: 'group' }));
    }
  }
}
