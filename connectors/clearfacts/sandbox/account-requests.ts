// Requests for a new account, made in the portal and mailed to the dossier's responsible. [seed]
import { randomUUID } from 'node:crypto';
import { mail } from '../../sandbox-kit/back-door.ts';
import { emailOf, need, needEmail, refuse, textOf, type Fields } from '../../sandbox-kit/answer.ts';
import { effectiveRights } from '../capabilities.ts';
import { findUser } from './client-users.ts';
import { configurationOf, needDossier, responsibleEmail } from './dossiers.ts';
import { toWireWord } from './words.ts';
import { DEFAULT_LANGUAGE, type AccountRequest, type SandboxState } from './sandbox-state.ts';

/** Dossier settings, New account: for who may change the settings of that dossier. */
export function requestAccount(state: SandboxState, fields: Fields): AccountRequest {
  const dossier = needDossier(state, fields.companyNumber);
  const by = findUser(state, emailOf(fields.by));
  const mayAsk =
    by?.companyNumbers.has(dossier.companyNumber) === true &&
    effectiveRights(by.profile, configurationOf(dossier)).rights['dossier-settings'] === 'yes';
  if (!mayAsk) refuse(409, 'ACCESS_DENIED', 'No right to the settings of the dossier.');
  const request: AccountRequest = {
    id: randomUUID(),
    companyNumber: dossier.companyNumber,
    email: needEmail(fields),
    firstName: textOf(fields.firstName),
    lastName: textOf(fields.lastName),
    language: DEFAULT_LANGUAGE,
    requestedBy: need(by).email,
    requestedAt: new Date().toISOString(),
    status: 'open',
    answeredAt: null,
  };
  state.requests.push(request);
  const reference = request.id;
  mail(state, responsibleEmail(dossier), { occasion: 'account-request', reference });
  return request;
}

export function refuseRequest(state: SandboxState, id: unknown): AccountRequest {
  const request =
    state.requests.find((each) => each.id === id) ??
    refuse(409, 'REQUEST_NOT_FOUND', 'There is no such request.');
  if (request.status !== 'open') refuse(409, 'REQUEST_NOT_OPEN', 'It was answered.');
  request.status = 'refused';
  request.answeredAt = new Date().toISOString();
  return request;
}

export function showRequest(request: AccountRequest) {
  return { ...request, status: toWireWord(request.status) };
}
