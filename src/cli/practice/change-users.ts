// What `koppel user` does. Every change stands in the audit trail; a password stands nowhere.
import { alterAccount, openAccount, type AccountChange } from '../../actions/change-account.ts';
import { readAccounts } from '../../answers/accounts.ts';
import { ROLE_TEXTS, type Role } from '../../domain/role.ts';
import type { Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { OutputOptions } from '../frame/output.ts';
import { readPassword } from '../frame/read-password.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { whenText } from '../../domain/time-text.ts';
import { checkName, hashChecked } from '../../http/sign-in/new-identity.ts';

export interface UserOptions extends OutputOptions {
  readonly practice: string;
  readonly by?: string;
}

const WORDS = {
  added: { en: 'Added', nl: 'Toegevoegd' },
  changed: { en: 'Changed', nl: 'Gewijzigd' },
  disabled: { en: 'disabled', nl: 'uitgezet' },
  nobody: {
    en: 'Nobody has an account yet; add one with `koppel user add`.',
    nl: 'Niemand heeft nog een account; voeg er een toe met `koppel user add`.',
  },
  signIn: { en: 'Practice on the sign-in page', nl: 'Kantoor op de aanmeldpagina' },
} as const satisfies Record<string, Text>;

const HEADS = {
  en: ['name', 'role', 'since', ''],
  nl: ['naam', 'rol', 'sinds', ''],
} as const;

export async function addUser(
  context: CommandContext,
  name: string,
  { practice, role, by }: UserOptions & { readonly role: Role },
): Promise<void> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  await findPractice(store, practice);
  checkName(name);
  const passwordHash = await hashChecked(await readPassword(context));
  const asked = { practiceId: practice, name, role, passwordHash, by: actingUser(by) };
  if (!(await openAccount(store, asked)))
    throw new UsageError({
      en: 'There is an account of this name; `koppel user role`, `password` or `disable` changes it.',
      nl: 'Er is al een account met deze naam; `koppel user role`, `password` of `disable` wijzigt het.',
    });
  out.line(`${WORDS.added[lang]}: ${name.toLowerCase()} (${ROLE_TEXTS[role][lang]})`);
  out.line(`${WORDS.signIn[lang]}: ${practice}`);
  out.result({ practice, name: name.toLowerCase(), role });
}

export async function listUsers(
  { foundation, out, lang }: CommandContext,
  { practice }: UserOptions,
): Promise<void> {
  await findPractice(foundation.store, practice);
  const accounts = await readAccounts(foundation.store, practice);
  if (accounts.length === 0) out.line(WORDS.nobody);
  else
    out.table(
      HEADS[lang],
      accounts.map(({ name, role, createdAt, disabledAt }) => [
        name,
        ROLE_TEXTS[role][lang],
        whenText(createdAt, lang),
        disabledAt === null ? '' : WORDS.disabled[lang],
      ]),
    );
  out.result({
    practice,
    users: accounts,
  });
}

export async function changeRole(
  context: CommandContext,
  name: string,
  options: UserOptions & { readonly role: Role },
): Promise<void> {
  await change(context, name, { ...options, to: { is: 'role', role: options.role } });
}

export async function disableUser(
  context: CommandContext,
  name: string,
  options: UserOptions,
): Promise<void> {
  await change(context, name, { ...options, to: { is: 'disabled' } });
}

export async function changePassword(
  context: CommandContext,
  name: string,
  options: UserOptions,
): Promise<void> {
  await findPractice(context.foundation.store, options.practice);
  const passwordHash = await hashChecked(await readPassword(context));
  await change(context, name, { ...options, to: { is: 'password', passwordHash } });
}

async function change(
  { foundation, out, lang }: CommandContext,
  name: string,
  { practice, by, to }: UserOptions & { readonly to: AccountChange },
): Promise<void> {
  await findPractice(foundation.store, practice);
  const asked = { practiceId: practice, name, by: actingUser(by), change: to };
  if (!(await alterAccount(foundation.store, asked)))
    throw new UsageError({
      en: 'There is no account of this name; see `koppel user list`.',
      nl: 'Er is geen account met deze naam; zie `koppel user list`.',
    });
  out.line(`${WORDS.changed[lang]}: ${name.toLowerCase()}`);
  out.result({ practice, name: name.toLowerCase(), changed: `account.${to.is}` });
}
