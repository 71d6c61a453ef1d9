// GET /practices/:practice/accounts: who may sign in for the practice, and as what; POST adds and changes. For administrators.
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { alterAccount, openAccount, type AccountChange } from '../actions/change-account.ts';
import { readAccounts, type ShownAccount } from '../answers/accounts.ts';
import { ROLE_TEXTS, ROLES, type Role } from '../domain/role.ts';
import { type Text } from '../domain/text.ts';
import { UsageError } from '../errors.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { checkName, hashChecked, SHORTEST_PASSWORD } from '../http/sign-in/new-identity.ts';
import { assertMay } from '../http/sign-in/person.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderOptions, renderToken } from './form-parts.ts';
import { renderSince } from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';

const WORDS = {
  title: { en: 'Accounts', nl: 'Accounts' },
  lead: {
    en: 'Who may sign in for this office. A viewer looks; a link manager switches links as well; an operator also confirms tasks; an administrator also decides about the brake and looks after the accounts.',
    nl: 'Wie zich voor dit kantoor mag aanmelden. Een kijker kijkt; een koppelbeheerder schakelt ook koppelingen; een operator bevestigt ook taken; een beheerder beslist ook over de rem en beheert de accounts.',
  },
  signIn: { en: 'Practice on the sign-in page:', nl: 'Kantoor op de aanmeldpagina:' },
  nobody: { en: 'Nobody has an account yet.', nl: 'Niemand heeft nog een account.' },
  disabled: { en: 'switched off', nl: 'uitgezet' },
  you: { en: 'you', nl: 'u' },
  change: { en: 'Change', nl: 'Wijzigen' },
  add: { en: 'Add an account', nl: 'Account toevoegen' },
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
  saved: { en: 'Saved:', nl: 'Bewaard:' },
  taken: {
    en: 'There is an account of this name already. Change that one, or choose another name.',
    nl: 'Er is al een account met deze naam. Wijzig dat, of kies een andere naam.',
  },
  gone: { en: 'There is no account of this name.', nl: 'Er is geen account met deze naam.' },
  differ: { en: 'The two passwords differ.', nl: 'De twee wachtwoorden verschillen.' },
  own: {
    en: 'Another administrator changes your own role, or switches your account off.',
    nl: 'Uw eigen rol wijzigt een andere beheerder; die kan ook uw account uitzetten.',
  },
} as const satisfies Record<string, Text>;

const name = z.string().max(1000);
const role = z.enum(ROLES);
const passwords = { password: z.string().max(5000), again: z.string().max(5000) };
const formSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add'), name, role, ...passwords }),
  z.object({ do: z.literal('role'), name, role }),
  z.object({ do: z.literal('password'), name, ...passwords }),
  z.object({ do: z.literal('disable'), name }),
]);
type Form = z.infer<typeof formSchema>;

const querySchema = z.object({
  saved: z.string().max(1000).catch(''),
  /** Whose account is about to be switched off. */
  disable: z.string().max(1000).catch(''),
});

export function addAccounts(scope: FastifyInstance, desk: Desk): void {
  scope.get('/practices/:practice/accounts', onVisit(desk, showAccounts));
  scope.post('/practices/:practice/accounts', onVisit(desk, saveAccount));
}

function showAccounts(visit: Visit, desk: Desk): Promise<PageContent> {
  assertMay(visit.person, 'manage-accounts');
  return show(visit, desk, { refused: null, given: null });
}

interface Outcome {
  /** Why nothing was saved. */
  readonly refused: Text | null;
  readonly given: Form | null;
}

/** Safety (docs/security.md): the right is asked of every change, whatever the page shows. */
async function saveAccount(visit: Visit, desk: Desk): Promise<PageContent | FastifyReply> {
  assertMay(visit.person, 'manage-accounts');
  const form = formSchema.safeParse(visit.request.body);
  if (!form.success) throw new HttpProblem('invalid-request');
  try {
    await save(visit, desk, form.data);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    void visit.reply.status(409);
    return show(visit, desk, { refused: error.text, given: form.data });
  }
  const saved = new URLSearchParams({ saved: form.data.name });
  return visit.reply.redirect(`${visit.path('accounts')}?${saved.toString()}`, 303);
}

async function save(visit: Visit, { answers: { store } }: Desk, form: Form): Promise<void> {
  const asked = { practiceId: visit.practice.id, name: form.name, by: `user:${visit.person.name}` };
  if (form.do === 'add') {
    checkName(form.name);
    const passwordHash = await hashGiven(form);
    if (!(await openAccount(store, { ...asked, role: form.role, passwordHash })))
      throw new UsageError(WORDS.taken);
    return;
  }
  if (form.do !== 'password' && isOwn(visit, form.name.toLowerCase())) throw new UsageError(WORDS.own);
  checkName(form.name);
  if (!(await alterAccount(store, { ...asked, change: await toChange(form) })))
    throw new UsageError(WORDS.gone);
}

async function toChange(form: Exclude<Form, { do: 'add' }>): Promise<AccountChange> {
  if (form.do === 'role') return { is: 'role', role: form.role };
  if (form.do === 'disable') return { is: 'disabled' };
  return { is: 'password', passwordHash: await hashGiven(form) };
}

function hashGiven({ password, again }: { password: string; again: string }): Promise<string> {
  if (password !== again) throw new UsageError(WORDS.differ);
  return hashChecked(password);
}

/** Whoever shut himself out could not come back. Somebody of no practice has no account here. */
function isOwn({ person }: Visit, account: string): boolean {
  return person.practice !== null && person.name === account;
}

async function show(visit: Visit, { answers }: Desk, { refused, given }: Outcome): Promise<PageContent> {
  const { say } = visit;
  const accounts = await readAccounts(answers.store, visit.practice.id);
  const query = querySchema.parse(visit.request.query);
  const saved = query.saved.toLowerCase();
  const leaving = accounts.find(
    (account) => account.name === query.disable.toLowerCase() && mayDisable(visit, account),
  );
  const found = accounts.find((account) => account.name === saved);
  const open = given === null || given.do === 'add' ? null : given.name.toLowerCase();
  const title = say(WORDS.title);
  const body = html`<h1>${title}</h1>
    <p class="soft">${say(WORDS.lead)}</p>
    <p>${say(WORDS.signIn)} <strong>${visit.practice.id}</strong></p>
    ${refused !== null && html`<p class="notice bad" role="alert">${say(refused)}</p>`}
    ${
      found !== undefined &&
      html`<p class="notice" role="status">
        ${say(WORDS.saved)}
        <strong>${found.name}</strong>
        (${say(found.disabledAt === null ? ROLE_TEXTS[found.role] : WORDS.disabled)})
      </p>`
    }
    ${leaving !== undefined && renderDisabling(visit, leaving)}
    ${accounts.length === 0 && html`<p class="empty">${say(WORDS.nobody)}</p>`}
    <ul class="items accounts">
      ${accounts.map((account, index) => renderAccount(visit, account, { index, isOpen: account.name === open }))}
    </ul>
    <section class="panel narrow" aria-labelledby="add">
      <h2 id="add">${say(WORDS.add)}</h2>
      ${renderAdding(visit, given?.do === 'add' ? given : null)}
    </section>`;
  return { title, body, at: 'accounts' };
}

interface Row {
  readonly index: number;
  readonly isOpen: boolean;
}

function renderAccount(visit: Visit, account: ShownAccount, { index, isOpen }: Row): Html {
  const { say } = visit;
  const { name: who, role: now, disabledAt, createdAt } = account;
  const isYou = isOwn(visit, who);
  return html`<li class="wide">
    <div class="account">
      <h2>${who} ${isYou && html`<small class="soft">(${say(WORDS.you)})</small>`}</h2>
      <p>
        <span class="tag">${say(ROLE_TEXTS[now])}</span>
        ${disabledAt !== null && html`<span class="state failed">${say(WORDS.disabled)}</span>`}
        <small class="soft">${renderSince(visit, disabledAt ?? createdAt)}</small>
      </p>
      <details ${isOpen && html` open`}>
        <summary>${say(WORDS.change)}<span class="hidden"> ${who}</span></summary>
        ${isYou ? html`<p class="soft">${say(WORDS.own)}</p>` : renderRoleForm(visit, account, index)}
        ${renderPasswordForm(visit, account, index)}
        ${mayDisable(visit, account) && renderDisable(visit, who)}
      </details>
    </div>
  </li>`;
}

function mayDisable(visit: Visit, { name: who, disabledAt }: ShownAccount): boolean {
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

function renderDisabling(visit: Visit, { name: who, role: now }: ShownAccount): Html {
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
function renderAdding(visit: Visit, given: Extract<Form, { do: 'add' }> | null): Html {
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
  { does, name: who, body }: { does: Form['do']; name: string | null; body: Html },
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
