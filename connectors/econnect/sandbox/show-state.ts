// Everything that the sandbox holds, as the back door shows it.
import { accessTo } from './access-rules.ts';
import { showPartner } from './partner-routes.ts';
import type { Organisation, Partner, SandboxState } from './sandbox-state.ts';

export function showState(state: SandboxState) {
  return {
    colleagues: [...state.colleagues.values()],
    environments: [...state.environments.values()].map(({ key, users }) => ({
      key,
      users: [...users.values()].map(({ email, platformRole, state: status }) => ({
        email,
        platformRole,
        state: status,
      })),
    })),
    partners: state.partners.map(showWholePartner),
    organisations: [...state.organisations.values()].map(showOrganisation),
    requests: state.requests.map(({ token, reference, email, status, sentAt, answeredAt }) => ({
      ...{ token, reference, email, status, sentAt, answeredAt },
    })),
    groups: state.groups.map(({ id, partner, name, members }) => ({
      ...{ id, partner: partner.id, name, members: [...members].sort() },
    })),
    shares: state.shares.map(({ id, group, location, level, with: target }) => ({
      ...{ id, group: group.id, location, level, with: target },
    })),
    delegationRules: state.rules.map(({ id, group, organisation, documents }) => ({
      ...{ id, group: group.id, organisation, documents },
    })),
    tasks: state.tasks.map((task) => ({ ...task, group: task.group.id })),
    mails: state.mails,
    hooks: state.hooks,
    maxOpenPerDomain: Object.fromEntries(state.maxOpenPerDomain),
    sharedDomains: [...state.sharedDomains].sort(),
    visibleAfterMs: state.visibleAfterMs,
    blocked: state.blocked,
    canSendAppIntegrationRequests: state.canSendAppIntegrationRequests,
    access: [...state.organisations.keys()].map((party) => ({
      organisation: party,
      people: accessTo(state, party),
    })),
  };
}

function showWholePartner(partner: Partner) {
  return {
    ...showPartner(partner),
    connected: [...partner.connected].sort(),
    relationshipManagers: [...partner.relationshipManagers].sort(),
  };
}

/** environment: null for an organisation of the practice. */
function showOrganisation({ party, environment, active, members }: Organisation) {
  return {
    party,
    environment: environment?.key ?? null,
    active,
    members: [...members.values()].map(({ email, role, status }) => ({ email, role, status })),
  };
}
