// The scriptable human: who does what by hand in the portal. An organisation is named by its id or its customer number.
import { emailOf, named, need, needEmail, needOneOf, refuse, type Fields } from '../../sandbox-kit/answer.ts';
import * as kit from '../../sandbox-kit/back-door.ts';
import * as asking from './asking.ts';
import * as rules from './organisations.ts';
import { APPLICATIONS, ROLES, type Organisation, type SandboxState } from './sandbox-state.ts';
import { showOrganisation } from './show.ts';

interface Scene {
  readonly state: SandboxState;
  readonly organisation: Organisation;
  /** Who does it, or whom it is done to. */
  readonly email: string;
  readonly fields: Fields;
}

function inOrganisation(does: (scene: Scene) => void): kit.Human<SandboxState> {
  return (state, fields) => {
    const name = fields.organisation;
    const organisation = need(
      state.organisations.find(({ id, customerNumber }) => id === name || customerNumber === name),
    );
    does({ state, organisation, email: emailOf(fields.email), fields });
  };
}

/** `by` names the administrator who does it; left out: any of them. */
function byAdministrator(does: (scene: Scene) => void): kit.Human<SandboxState> {
  return inOrganisation((scene) => {
    const by = emailOf(scene.fields.by);
    if (by !== '' && !rules.isAdministrator(scene.organisation, by)) refuse(403, 'NOT_ADMINISTRATOR');
    does(scene);
  });
}

const [SUPPORT] = APPLICATIONS;

/** A person is anybody; an administrator is one of the organisation in question. */
export const act = kit.act<SandboxState>({
  'person register': (state, fields) => void rules.register(state, fields),
  /** Opens the mail; only who can read it does. [seed] */
  'person confirm': (state, fields) => {
    const account = need(state.accounts.get(emailOf(fields.email)));
    rules.refuseActive(account);
    account.status = 'active';
  },
  /** As a client does with its own. */
  'person add-organisation': (state, fields) => {
    const described = { ...rules.needNumbers(fields), name: named(fields, 'name'), visibleAt: 0 };
    return showOrganisation(rules.addOrganisation(state, emailOf(fields.email), described));
  },
  'person request-to-join': inOrganisation(
    ({ state, organisation, email }) => void asking.askToJoin(state, { organisation, email, visibleAt: 0 }),
  ),
  'person accept-invitation': inOrganisation(({ state, ...about }) =>
    asking.acceptInvitation(state, asking.openInvitation(state, about)),
  ),
  'person decline-invitation': inOrganisation(({ state, ...about }) =>
    asking.answer(asking.openInvitation(state, about), 'declined'),
  ),
  /** The detail screen of the new member opens next, where `tick` can be done at once. [seed] */
  'administrator approve': byAdministrator(({ state, fields, ...about }) => {
    asking.approve(state, asking.pendingRequest(state, about));
    if (fields.tick === true) rules.tick(about.organisation, about.email, SUPPORT);
  }),
  'administrator decline': byAdministrator(({ state, ...about }) =>
    asking.answer(asking.pendingRequest(state, about), 'declined'),
  ),
  'administrator tick': byAdministrator(({ organisation, email }) =>
    rules.tick(organisation, email, SUPPORT),
  ),
  'administrator untick': byAdministrator(({ organisation, email }) =>
    rules.untick(organisation, email, SUPPORT),
  ),
  'administrator invite': byAdministrator(({ state, organisation, fields }) => {
    const role = needOneOf(fields, 'role', { words: ROLES, unless: 'member' });
    asking.invite(state, { organisation, email: needEmail(fields), role, visibleAt: 0 });
  }),
  'administrator set-role': byAdministrator(({ organisation, email, fields }) =>
    rules.changeRole(organisation, email, needOneOf(fields, 'role', { words: ROLES })),
  ),
  'administrator remove-member': byAdministrator(({ organisation, email }) =>
    rules.removeMember(organisation, email),
  ),
});
