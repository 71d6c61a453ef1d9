// The detail screen of a member, and the hand-over of an organisation.
import {
  emailOf,
  invalid,
  NO_CONTENT,
  notFound,
  ok,
  oneOf,
  refusal,
  type Answer,
} from '../../sandbox-kit/answer.ts';
import { answerTo } from './answer.ts';
import { asAdministrator, asMember, type Handler, type Call, type Place } from './call.ts';
import * as rules from './organisations.ts';
import { APPLICATIONS, ROLES, type Application, type Membership } from './sandbox-state.ts';

export function showMember({ email, role, since, applications }: Membership) {
  return { email, role, since, applications: [...applications] };
}

function memberOf(call: Call): string {
  return emailOf(call.param('member'));
}

export const list = asMember((_call, { organisation }) =>
  ok([...organisation.members.values()].map(showMember)),
);

export const changeRole = asAdministrator((call, { organisation }) => {
  const role = oneOf(call.fields.role, ROLES);
  if (role === null) return invalid('role is member or administrator');
  return answerTo(rules.changeRole(organisation, memberOf(call), role), NO_CONTENT);
});

/** By an administrator; anybody may leave. [assumed] */
function byAdministratorOrSelf(handler: (call: Call, place: Place) => Answer): Handler {
  return asMember((call, place) => {
    const { account, organisation } = place;
    const mayDoIt = rules.isAdministrator(organisation, account.email) || memberOf(call) === account.email;
    return mayDoIt ? handler(call, place) : refusal(403, 'NOT_ADMINISTRATOR');
  });
}

export const remove = byAdministratorOrSelf((call, { organisation }) =>
  answerTo(rules.removeMember(organisation, memberOf(call)), NO_CONTENT),
);

type Ticking = (membership: Membership | undefined, application: Application) => rules.Problem;

function ticking(does: Ticking) {
  return (call: Call, { organisation }: Place): Answer => {
    const application = oneOf(call.param('application'), APPLICATIONS);
    if (application === null) return notFound();
    return answerTo(does(organisation.members.get(memberOf(call)), application), NO_CONTENT);
  };
}

export const tick = asAdministrator(ticking(rules.tick));
export const untick = byAdministratorOrSelf(ticking(rules.untick));

export const handOver = asAdministrator(({ fields }, { organisation, account }) =>
  answerTo(rules.handOver(organisation, account.email, emailOf(fields.to)), NO_CONTENT),
);
