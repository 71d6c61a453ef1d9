// Client end users: an e-mail address is one user over the whole platform, with one profile for all dossiers. [seed]
import { randomUUID } from 'node:crypto';
import { mail } from '../../sandbox-kit/back-door.ts';
import { listOf, needEmail, needNamed, textOf, type Fields } from '../../sandbox-kit/answer.ts';
import { DEFAULT_PROFILE, PROFILES, type Profile } from '../capabilities.ts';
import { needDossier } from './dossiers.ts';
import { toWireWord } from './words.ts';
import { DEFAULT_LANGUAGE, type ClientUser, type SandboxState } from './sandbox-state.ts';

export function findUser(state: SandboxState, email: string): ClientUser | null {
  return state.users.find((each) => each.email === email) ?? null;
}

/** Adds a user to dossiers. A known e-mail is linked, not created again [doc]; nobody is mailed then. */
export function addUser(state: SandboxState, fields: Fields, visibleAt: number): ClientUser {
  const email = needEmail(fields);
  const numbers = dossierNumbers(state, fields.companyNumbers);
  const known = findUser(state, email);
  const user = known ?? newUser(email, fields, visibleAt);
  if (known === null) {
    state.users.push(user);
    mail(state, email, { occasion: 'temporary-password', reference: user.id });
  } else setProfile(user, fields.profile);
  for (const number of numbers) assign(state, user, number);
  return user;
}

function newUser(email: string, fields: Fields, visibleAt: number): ClientUser {
  return {
    id: randomUUID(),
    email,
    firstName: needNamed(fields, 'firstName'),
    lastName: needNamed(fields, 'lastName'),
    language: textOf(fields.language) || DEFAULT_LANGUAGE,
    profile: readProfile(fields.profile) ?? DEFAULT_PROFILE,
    companyNumbers: new Set(),
    visibleAt,
  };
}

/** Changes what is given and nothing else; `companyNumbers` is the whole list. */
export function editUser(state: SandboxState, user: ClientUser, fields: Fields): void {
  const wanted = Array.isArray(fields.companyNumbers) ? dossierNumbers(state, fields.companyNumbers) : null;
  for (const name of ['firstName', 'lastName', 'language'] as const) {
    const value = fields[name];
    if (typeof value === 'string') user[name] = value;
  }
  setProfile(user, fields.profile);
  if (wanted === null) return;
  for (const number of [...user.companyNumbers]) {
    if (!wanted.includes(number)) user.companyNumbers.delete(number);
  }
  for (const number of wanted) assign(state, user, number);
}

/** In whichever dossier it is done, it holds for all. [seed] */
function setProfile(user: ClientUser, value: unknown): void {
  user.profile = readProfile(value) ?? user.profile;
}

export function readProfile(value: unknown): Profile | null {
  return PROFILES.find((profile) => profile === value || toWireWord(profile) === value) ?? null;
}

function dossierNumbers(state: SandboxState, value: unknown): readonly string[] {
  return listOf(value).map((number) => needDossier(state, number).companyNumber);
}

/** Giving the access that was asked for answers the request for it. */
function assign(state: SandboxState, user: ClientUser, companyNumber: string): void {
  user.companyNumbers.add(companyNumber);
  for (const request of state.requests) {
    const isAnswered = request.email === user.email && request.companyNumber === companyNumber;
    if (!isAnswered || request.status !== 'open') continue;
    request.status = 'approved';
    request.answeredAt = new Date().toISOString();
  }
}

export function showUser({ id, email, firstName, lastName, language, profile, companyNumbers }: ClientUser) {
  const numbers = [...companyNumbers].sort();
  return { id, email, firstName, lastName, language, profile: toWireWord(profile), companyNumbers: numbers };
}
