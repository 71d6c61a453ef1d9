// Partners, their organisations, their users, and the colleagues who manage the relation. [assumed]
import { NO_CONTENT, notFound, ok, refusal, type Answer } from './answer.ts';
import { withPartner, type Call } from './call.ts';
import { connectManager, end, isInSession, organisationsOf } from './partnerships.ts';
import type { Colleague, Partner } from './sandbox-state.ts';

export function showPartner({ id, environment, status }: Partner) {
  return { id, domain: environment.key, name: environment.key, status };
}

export function listPartners({ state, query, tokenIssuedAt }: Call): Answer {
  const domain = query.get('domain')?.toLowerCase() ?? null;
  const found = state.partners.filter(
    (partner) =>
      isInSession(partner, tokenIssuedAt) && (domain === null || partner.environment.key === domain),
  );
  return ok(found.map(showPartner));
}

export const endPartner = withPartner(({ state }, partner) => {
  end(state, partner);
  return NO_CONTENT;
});

export const listOrganisations = withPartner(({ state }, partner) =>
  ok(organisationsOf(state, partner).map(({ party, active }) => ({ party, active }))),
);

export function readColleague(call: Call): Answer {
  const colleague: Colleague | undefined = call.state.colleagues.get(call.email());
  return colleague === undefined ? notFound() : ok({ ...colleague });
}

export const listManagers = withPartner((_call, partner) =>
  ok([...partner.relationshipManagers].map((email) => ({ email }))),
);

export const connectAsManager = withPartner((call, partner) => {
  const colleague = call.state.colleagues.get(call.email());
  if (colleague === undefined) return notFound();
  const problem = connectManager(partner, colleague);
  return problem === null ? NO_CONTENT : refusal(409, problem);
});

export const disconnectManager = withPartner((call, partner) =>
  partner.relationshipManagers.delete(call.email()) ? NO_CONTENT : notFound(),
);

export const listUsers = withPartner((_call, { environment, connected }) => {
  const users = [...environment.users.values()];
  return ok(
    users.map(({ email, platformRole, state }) => ({
      email,
      platformRole,
      state,
      connected: connected.has(email),
    })),
  );
});

export const connectUser = withPartner((call, { environment, connected }) => {
  if (!environment.users.has(call.email())) return notFound();
  connected.add(call.email());
  return NO_CONTENT;
});

export const disconnectUser = withPartner((call, { environment, connected }) => {
  if (!environment.users.has(call.email())) return notFound();
  connected.delete(call.email());
  return NO_CONTENT;
});
