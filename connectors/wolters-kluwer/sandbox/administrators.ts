// What administrators of an organisation do by hand: answer requests, tick applications, invite, change and remove.
import {
  emailOf,
  invalid,
  NO_CONTENT,
  notFound,
  oneOf,
  refusal,
  type Answer,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import type { Human } from '../../sandbox-kit/back-door.ts';
import { answerTo } from './answer.ts';
import * as asking from './asking.ts';
import { findNamed } from './find-named.ts';
import * as rules from './organisations.ts';
import { APPLICATIONS, ROLES, type Organisation, type SandboxState } from './sandbox-state.ts';

interface Scene {
  readonly state: SandboxState;
  readonly organisation: Organisation;
  /** Whom it is done to. */
  readonly email: string;
  readonly fields: Fields;
}

/** `by` names the administrator who does it; left out: any of them. */
function byAdministrator(does: (scene: Scene) => Answer): Human<SandboxState> {
  return (state, fields) => {
    const organisation = findNamed(state, fields);
    if (organisation === null) return notFound();
    const by = emailOf(fields.by);
    if (by !== '' && !rules.isAdministrator(organisation, by)) return refusal(403, 'NOT_ADMINISTRATOR');
    return does({ state, organisation, email: emailOf(fields.email), fields });
  };
}

/** The detail screen of the new member opens next, where `tick` can be done at once. [seed] */
function approve(scene: Scene): Answer {
  const { state, organisation, email, fields } = scene;
  const request = asking.pendingRequest(state, organisation, email);
  if (request === null) return refusal(409, 'NOT_OPEN');
  asking.approve(state, request);
  return fields.tick === true ? tickBox(scene) : NO_CONTENT;
}

function decline({ state, organisation, email }: Scene): Answer {
  const request = asking.pendingRequest(state, organisation, email);
  if (request === null) return refusal(409, 'NOT_OPEN');
  asking.answer(request, 'declined');
  return NO_CONTENT;
}

function tickBox({ organisation, email }: Scene): Answer {
  return answerTo(rules.tick(organisation.members.get(email), APPLICATIONS[0]), NO_CONTENT);
}

function untickBox({ organisation, email }: Scene): Answer {
  return answerTo(rules.untick(organisation.members.get(email), APPLICATIONS[0]), NO_CONTENT);
}

function invite({ state, organisation, email, fields }: Scene): Answer {
  const role = oneOf(fields.role ?? 'member', ROLES);
  if (role === null || email === '') return invalid('email and role are required');
  const invitation = asking.invite(state, { organisation, email, role, visibleAt: 0 });
  return typeof invitation === 'string' ? refusal(409, invitation) : NO_CONTENT;
}

function setRole({ organisation, email, fields }: Scene): Answer {
  const role = oneOf(fields.role, ROLES);
  if (role === null) return invalid('role is member or administrator');
  return answerTo(rules.changeRole(organisation, email, role), NO_CONTENT);
}

function removeByHand({ organisation, email }: Scene): Answer {
  return answerTo(rules.removeMember(organisation, email), NO_CONTENT);
}

export const administrators: Readonly<Record<string, Human<SandboxState>>> = {
  'administrator approve': byAdministrator(approve),
  'administrator decline': byAdministrator(decline),
  'administrator tick': byAdministrator(tickBox),
  'administrator untick': byAdministrator(untickBox),
  'administrator invite': byAdministrator(invite),
  'administrator set-role': byAdministrator(setRole),
  'administrator remove-member': byAdministrator(removeByHand),
};
