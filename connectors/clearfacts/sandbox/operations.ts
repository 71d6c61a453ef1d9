// Every query and mutation that the sandbox answers: what it takes, what it returns, what it does.
import { emailOf, fieldsOf, wholeNumberOf, type Fields } from '../../sandbox-kit/answer.ts';
import { refuseRequest, showRequest } from './account-requests.ts';
import { addAssociate, editAssociate } from './associates.ts';
import { addUser, editUser, findUser, showUser } from './client-users.ts';
import { configurationOf, findDossier, needDossier, responsibleEmail, showDossier } from './dossiers.ts';
import { GraphqlError } from './graphql-error.ts';
import { toWireWord } from './graphql-types.ts';
import { shows, type SandboxState } from './sandbox-state.ts';

export interface OperationField {
  readonly args: Readonly<Record<string, string>>;
  readonly returns: string;
  resolve(state: SandboxState, args: Fields, visibleAt: number): unknown;
}
type Operations = Readonly<Record<string, OperationField>>;

/** [doc] */
const DOCUMENTED_QUERIES: Operations = {
  administrations: {
    args: { offset: 'Int', first: 'Int' },
    returns: '[Administration]',
    resolve: listDossiers,
  },
  administration: {
    args: { companyNumber: 'String!' },
    returns: 'Administration',
    resolve: (state, { companyNumber }) => {
      const dossier = findDossier(state, companyNumber);
      return dossier === null ? null : showDossier(dossier);
    },
  },
  associates: { args: {}, returns: '[AssociateType]', resolve: ({ associates }) => associates },
};

const DOCUMENTED_MUTATIONS: Operations = {
  addAssociate: {
    args: { associate: 'AddAssociateArgument!' },
    returns: 'AssociateType',
    resolve: (state, { associate }) => addAssociate(state, fieldsOf(associate)),
  },
  editAssociate: {
    args: { id: 'ID!', associate: 'EditAssociateArgument!' },
    returns: 'AssociateType',
    resolve: (state, { id, associate }) => editAssociate(state, id, fieldsOf(associate)),
  },
};

/** [assumed], and described in assumed-api.json. */
export const ASSUMED_QUERIES: Operations = {
  dossierSettings: { args: { companyNumber: 'String!' }, returns: 'DossierSettings', resolve: showSettings },
  clientUsers: { args: { companyNumber: 'String!' }, returns: '[ClientUser!]!', resolve: listUsers },
  clientUser: {
    args: { email: 'String!' },
    returns: 'ClientUser',
    resolve: (state, { email }) => {
      const user = findUser(state, emailOf(email));
      return user !== null && shows(user) ? showUser(user) : null;
    },
  },
  accountRequests: {
    args: { companyNumber: 'String!' },
    returns: '[AccountRequest!]!',
    resolve: (state, args) => {
      const { companyNumber } = needDossier(state, args.companyNumber);
      return state.requests.filter((each) => each.companyNumber === companyNumber).map(showRequest);
    },
  },
};

export const ASSUMED_MUTATIONS: Operations = {
  addClientUser: {
    args: { user: 'AddClientUserArgument!' },
    returns: 'ClientUser!',
    resolve: (state, { user }, visibleAt) => showUser(addUser(state, fieldsOf(user), visibleAt)),
  },
  editClientUser: {
    args: { id: 'ID!', user: 'EditClientUserArgument!' },
    returns: 'ClientUser!',
    resolve: (state, { id, user: fields }) => {
      const user = state.users.find((each) => each.id === id);
      if (user === undefined) throw new GraphqlError('There is no such user.', 'USER_NOT_FOUND');
      editUser(state, user, fieldsOf(fields));
      return showUser(user);
    },
  },
  refuseAccountRequest: {
    args: { id: 'ID!' },
    returns: 'AccountRequest!',
    resolve: (state, { id }) => showRequest(refuseRequest(state, id)),
  },
};

const BY_KIND = {
  query: { ...DOCUMENTED_QUERIES, ...ASSUMED_QUERIES },
  mutation: { ...DOCUMENTED_MUTATIONS, ...ASSUMED_MUTATIONS },
} satisfies Record<string, Operations>;

export function findOperation(kind: 'query' | 'mutation', name: string): OperationField {
  const operations: Operations = BY_KIND[kind];
  const found = operations[name];
  if (found === undefined) throw new GraphqlError(`Cannot query field "${name}" on the root of a ${kind}.`);
  return found;
}

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
    responsibleEmail: responsibleEmail(state, dossier),
  };
}

function listUsers(state: SandboxState, args: Fields): unknown {
  const { companyNumber } = needDossier(state, args.companyNumber);
  return state.users.filter((user) => shows(user) && user.companyNumbers.has(companyNumber)).map(showUser);
}
