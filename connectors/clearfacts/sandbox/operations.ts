// Every query and mutation that the sandbox answers: what it does.
import { emailOf, fieldsOf, refuse, wholeNumberOf, type Fields } from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import { refuseRequest, showRequest } from './account-requests.ts';
import { addUser, editUser, findUser, showUser } from './client-users.ts';
import { configurationOf, findDossier, needDossier, responsibleEmail, showDossier } from './dossiers.ts';
import type { SandboxState } from './sandbox-state.ts';
import { toWireWord } from './words.ts';

export interface Context {
  readonly state: SandboxState;
  /** When users show that this request makes. */
  readonly visibleAt: number;
}

export const operations: Readonly<Record<string, (args: Fields, context: Context) => unknown>> = {
  administrations: (args, { state }) => listDossiers(state, args),
  administration: ({ companyNumber }, { state }) => {
    const dossier = findDossier(state, companyNumber);
    return dossier === null ? null : showDossier(dossier);
  },
  dossierSettings: (args, { state }) => showSettings(state, args),
  clientUsers: (args, { state }) => listUsers(state, args),
  clientUser: ({ email }, { state }) => {
    const user = findUser(state, emailOf(email));
    return user !== null && shows(user) ? showUser(user) : null;
  },
  accountRequests: (args, { state }) => {
    const { companyNumber } = needDossier(state, args.companyNumber);
    return state.requests.filter((each) => each.companyNumber === companyNumber).map(showRequest);
  },
  addClientUser: ({ user }, { state, visibleAt }) => showUser(addUser(state, fieldsOf(user), visibleAt)),
  editClientUser: ({ id, user: fields }, { state }) => {
    const user =
      state.users.find((each) => each.id === id) ?? refuse(409, 'USER_NOT_FOUND', 'There is no such user.');
    editUser(state, user, fieldsOf(fields));
    return showUser(user);
  },
  refuseAccountRequest: ({ id }, { state }) => showRequest(refuseRequest(state, id)),
};

function listDossiers(state: SandboxState, { offset, first }: Fields): unknown {
  const visible = [...state.dossiers.values()].filter(shows).map(showDossier);
  const from = wholeNumberOf(offset ?? 0) ?? 0;
  const count = wholeNumberOf(first ?? visible.length) ?? visible.length;
  return visible.slice(from, from + count);
}

function showSettings(state: SandboxState, args: Fields): unknown {
  const dossier = needDossier(state, args.companyNumber);
  return {
    companyNumber: dossier.companyNumber,
    configuration: configurationOf(dossier),
    paymentModule: dossier.modules.includes('payments'),
    financialMenu: dossier.modules.includes('financial'),
    responsible: toWireWord(dossier.responsible),
    responsibleEmail: responsibleEmail(dossier),
  };
}

function listUsers(state: SandboxState, args: Fields): unknown {
  const { companyNumber } = needDossier(state, args.companyNumber);
  return state.users.filter((user) => shows(user) && user.companyNumbers.has(companyNumber)).map(showUser);
}
