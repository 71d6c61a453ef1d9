// What the portal shows of what it holds, and everything as the back door shows it.
import type { Hidable } from '../../sandbox-kit/late-visibility.ts';
import { accessTo } from './access-rules.ts';
import type { Group, IntegrationRequest, Member, Partner, SandboxState } from './sandbox-state.ts';

export function showPartner({ id, environment, status }: Partner) {
  return { id, domain: environment.key, name: environment.key, status };
}

export function showMember({ email, role, status }: Member) {
  return { email, role, status };
}

export function showRequest({ token, reference, email, status, sentAt, answeredAt }: IntegrationRequest) {
  return { token, reference, email, status, sentAt, answeredAt };
}

export function showOnGroup<Row extends Partial<Hidable> & { readonly group: Group }>(row: Row) {
  return { ...row, group: row.group.id, visibleAt: undefined };
}

export function showState(state: SandboxState) {
  return {
    colleagues: [...state.colleagues.values()],
    environments: [...state.environments.values()].map(({ key, users }) => ({
      key,
      users: [...users.values()].map((user) => ({ ...user, signedInAt: undefined })),
    })),
    partners: state.partners.map((partner) => ({
      ...showPartner(partner),
      connected: [...partner.connected].sort(),
      relationshipManagers: [...partner.relationshipManagers].sort(),
    })),
    // environment: null for an organisation of the practice.
    organisations: [...state.organisations.values()].map(({ environment, members, ...organisation }) => ({
      ...{ ...organisation, environment: environment?.key ?? null },
      members: [...members.values()].map(showMember),
    })),
    requests: state.requests.map(showRequest),
    groups: state.groups.map(({ id, partner, name, members }) => ({
      ...{ id, partner: partner.id, name, members: [...members].sort() },
    })),
    shares: state.shares.map(showOnGroup),
    delegationRules: state.rules.map(showOnGroup),
    tasks: state.tasks.map(showOnGroup),
    mails: state.mails,
    maxOpenPerDomain: Object.fromEntries(state.maxOpenPerDomain),
    sharedDomains: [...state.sharedDomains].sort(),
    visibleAfterMs: state.visibleAfterMs,
    blocked: state.blocked,
    canSendAppIntegrationRequests: state.canSendAppIntegrationRequests,
    access: [...state.organisations.keys()].map((party) => ({
      ...{ organisation: party, people: accessTo(state, party) },
    })),
  };
}
