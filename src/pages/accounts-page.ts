// GET /practices/:practice/accounts: who may sign in for the practice, and as what; POST adds and changes. For administrators.
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { alterAccount, openAccount, type AccountChange } from '../actions/change-account.ts';
import { readAccounts } from '../answers/accounts.ts';
import { ROLE_TEXTS, ROLES } from '../domain/role.ts';
import { type Text } from '../domain/text.ts';
import { UsageError } from '../errors.ts';
import { html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { checkName, hashChecked } from '../http/sign-in/new-identity.ts';
import { assertMay } from '../http/sign-in/person.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import {
  isOwn,
  mayDisable,
  OWN,
  renderAccount,
  renderAdding,
  renderDisabling,
  SWITCHED_OFF,
} from './account-forms.ts';

const WORDS = {
  title: { en: 'Accounts', nl: 'Accounts' },
  lead: {
    en: 'Who may sign in for this practice. A viewer looks; a link manager switches links as well; an operator also confirms tasks; an administrator also decides about the brake and looks after the accounts.',
    nl: 'Wie zich voor dit kantoor mag aanmelden. Een kijker kijkt; een koppelbeheerder schakelt ook koppelingen; een operator bevestigt ook taken; een beheerder beslist ook over de rem en beheert de accounts.',
  },
  signIn: { en: 'Practice on the sign-in page:', nl: 'Kantoor op de aanmeldpagina:' },
  nobody: { en: 'Nobody has an account yet.', nl: 'Niemand heeft nog een account.' },
  add: { en: 'Add an account', nl: 'Account toevoegen' },
  saved: { en: 'Saved:', nl: 'Bewaard:' },
  taken: {
    en: 'There is an account of this name already. Change that one, or choose another name.',
    nl: 'Er is al een account met deze naam. Wijzig dat, of kies een andere naam.',
  },
  gone: { en: 'There is no account of this name.', nl: 'Er is geen account met deze naam.' },
  differ: { en: 'The two passwords differ.', nl: 'De twee wachtwoorden verschillen.' },
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
  if (form.do !== 'password' && isOwn(visit, form.name.toLowerCase())) throw new UsageError(OWN);
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
        (${say(found.disabledAt === null ? ROLE_TEXTS[found.role] : SWITCHED_OFF)})
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
