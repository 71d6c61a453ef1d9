// One account of a practice on the page of accounts, and the forms that add and change one.
import { type ShownAccount } from '../answers/accounts.ts';
import { ROLE_TEXTS, ROLES, type Role } from '../domain/role.ts';
import { type Text } from '../domain/text.ts';
import { html, type Html } from '../http/html.ts';
import { SHORTEST_PASSWORD } from '../http/sign-in/new-identity.ts';
import { type Visit } from './desk.ts';
import { renderOptions, renderToken } from './form-parts.ts';
import { renderSince } from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';

const WORDS = {
  you: { en: 'you', nl: 'u' },
  change: { en: 'Change', nl: 'Wijzigen' },
  addIt: { en: 'Add', nl: 'Toevoegen' },
  name: { en: 'Name to sign in with', nl: 'Naam om mee aan te melden' },
  role: { en: 'Role', nl: 'Rol' },
  saveRole: { en: 'Save role', nl: 'Rol bewaren' },
  password: { en: 'Password', nl: 'Wachtwoord' },
  newPassword: { en: 'New password', nl: 'Nieuw wachtwoord' },
  again: { en: 'Password once more', nl: 'Wachtwoord nog een keer' },
  length: {
    en: `At least ${SHORTEST_PASSWORD} characters.`,
    nl: `Minstens ${SHORTEST_PASSWORD} tekens.`,
  },
  signsOut: {
    en: 'Whoever is signed in with the old one is signed out.',
    nl: 'Wie met het oude is aangemeld, wordt afgemeld.',
  },
  opens: {
    en: 'The account is switched off. A new password opens it again.',
    nl: 'Het account staat uit. Een nieuw wachtwoord opent het weer.',
  },
  savePassword: { en: 'Save password', nl: 'Wachtwoord bewaren' },
  disable: { en: 'Switch account off', nl: 'Account uitzetten' },
  disabling: { en: 'Switch this account off?', nl: 'Dit account uitzetten?' },
  disables: {
    en: 'Whoever is signed in with it is signed out, and cannot sign in any more. A new password opens it again.',
    nl: 'Wie ermee is aangemeld wordt afgemeld, en kan zich niet meer aanmelden. Een nieuw wachtwoord opent het weer.',
  },
} as const satisfies Record<string, Text>;

export const SWITCHED_OFF: Text = { en: 'switched off', nl: 'uitgezet' };
export const OWN: Text = {
  en: 'Another administrator changes your own role, or switches your account off.',
  nl: 'Uw eigen rol wijzigt een andere beheerder; die kan ook uw account uitzetten.',
};

/** Whoever shut himself out could not come back. Somebody of no practice has no account here. */
export function isOwn({ person }: Visit, account: string): boolean {
  return person.practice !== null && person.name === account;
}

interface Row {
  readonly index: number;
  readonly isOpen: boolean;
}

export function renderAccount(visit: Visit, account: ShownAccount, { index, isOpen }: Row): Html {
  const { say } = visit;
  const { name: who, role: now, disabledAt, createdAt } = account;
  const isYou = isOwn(visit, who);
  return html`<li class="wide">
    <div class="account">
      <h2>${who} ${isYou && html`<small class="soft">(${say(WORDS.you)})</small>`}</h2>
      <p>
        <span class="tag">${say(ROLE_TEXTS[now])}</span>
        ${disabledAt !== null && html`<span class="state failed">${say(SWITCHED_OFF)}</span>`}
        <small class="soft">${renderSince(visit, disabledAt ?? createdAt)}</small>
      </p>
      <details ${isOpen && html` open`}>
        <summary>${say(WORDS.change)}<span class="hidden"> ${who}</span></summary>
        ${isYou ? html`<p class="soft">${say(OWN)}</p>` : renderRoleForm(visit, account, index)}
        ${renderPasswordForm(visit, account, index)}
        ${mayDisable(visit, account) && renderDisable(visit, who)}
      </details>
    </div>
  </li>`;
}

export function mayDisable(visit: Visit, { name: who, disabledAt }: ShownAccount): boolean {
  return !isOwn(visit, who) && disabledAt === null;
}

/** Asks first. */
function renderDisable(visit: Visit, who: string): Html {
  const { say } = visit;
  return html`<form class="fields" method="get" action="${visit.path('accounts')}">
    <input type="hidden" name="disable" value="${who}" />
    <p class="buttons"><button class="quiet">${say(WORDS.disable)} …</button></p>
  </form>`;
}

export function renderDisabling(visit: Visit, { name: who, role: now }: ShownAccount): Html {
  const { say } = visit;
  const body = html`<p class="buttons wide">
    <button>${say(WORDS.disable)}</button>
    <a class="button quiet" href="${visit.path('accounts')}">${say(COMMON.cancel)}</a>
  </p>`;
  return html`<section class="panel narrow" aria-labelledby="disabling">
    <h2 id="disabling">${say(WORDS.disabling)}</h2>
    <p><strong>${who}</strong> (${say(ROLE_TEXTS[now])})</p>
    <p>${say(WORDS.disables)}</p>
    ${form(visit, { does: 'disable', name: who, body })}
  </section>`;
}

function renderRoleForm(visit: Visit, { name: who, role: now }: ShownAccount, index: number): Html {
  const body = html`${roleField(visit, `role-${index}`, now)}
    <p class="buttons"><button>${visit.say(WORDS.saveRole)}</button></p>`;
  return form(visit, { does: 'role', name: who, body });
}

function renderPasswordForm(visit: Visit, { name: who, disabledAt }: ShownAccount, index: number): Html {
  const { say } = visit;
  const body = html`<p class="soft wide">${say(disabledAt === null ? WORDS.signsOut : WORDS.opens)}</p>
    ${passwordFields(visit, `password-${index}`, WORDS.newPassword)}
    <p class="buttons"><button>${say(WORDS.savePassword)}</button></p>`;
  return form(visit, { does: 'password', name: who, body });
}

/** The name and role that were given stand there again; a password never does. */
export function renderAdding(
  visit: Visit,
  given: { readonly name: string; readonly role: Role } | null,
): Html {
  const { say } = visit;
  return form(visit, {
    does: 'add',
    name: null,
    body: html`<p class="field">
        <label for="name">${say(WORDS.name)}</label>
        <input
          id="name"
          name="name"
          value="${given?.name ?? ''}"
          maxlength="200"
          autocomplete="off"
          autocapitalize="none"
          required
        />
      </p>
      ${roleField(visit, 'role', given?.role ?? 'viewer')}
      ${passwordFields(visit, 'password', WORDS.password)}
      <p class="buttons"><button>${say(WORDS.addIt)}</button></p>`,
  });
}

function form(
  visit: Visit,
  {
    does,
    name: who,
    body,
  }: { does: 'add' | 'role' | 'password' | 'disable'; name: string | null; body: Html },
): Html {
  return html`<form class="fields" method="post" action="${visit.path('accounts')}">
    ${renderToken(visit)}<input type="hidden" name="do" value="${does}" />
    ${who !== null && html`<input type="hidden" name="name" value="${who}" />`} ${body}
  </form>`;
}

function roleField({ say }: Visit, id: string, now: Role): Html {
  const choices = ROLES.map((one) => ({ value: one, text: say(ROLE_TEXTS[one]) }));
  return html`<p class="field">
    <label for="${id}">${say(WORDS.role)}</label>
    <select id="${id}" name="role">
      ${renderOptions(choices, now)}
    </select>
  </p>`;
}

/** Twice, as on a terminal: nobody sees what is typed. */
function passwordFields({ say }: Visit, id: string, label: Text): Html {
  const field = (key: string, fieldName: string, text: Text): Html =>
    html`<p class="field">
      <label for="${key}">${say(text)}</label>
      <input
        id="${key}"
        name="${fieldName}"
        type="password"
        minlength="${SHORTEST_PASSWORD}"
        autocomplete="new-password"
        aria-describedby="${id}-hint"
        required
      />
    </p>`;
  return html`${field(id, 'password', label)} ${field(`${id}-again`, 'again', WORDS.again)}
    <p class="hint wide" id="${id}-hint">${say(WORDS.length)}</p>`;
}
