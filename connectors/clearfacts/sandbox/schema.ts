// What the portal's GraphQL takes and shows, as far as Koppel asks. Administrations: [doc]; the rest is [assumed], and described
// in assumed-api.json.
import { buildSchema } from 'graphql';
import { CONFIGURATIONS, PROFILES } from '../capabilities.ts';
import { REQUEST_STATES, RESPONSIBLES, toWireWord } from './words.ts';

function words(all: readonly string[]): string {
  return all.map(toWireWord).join(' ');
}

export const schema = buildSchema(`
  type Query {
    administrations(offset: Int, first: Int): [Administration]
    administration(companyNumber: String!): Administration
    dossierSettings(companyNumber: String!): DossierSettings
    clientUsers(companyNumber: String!): [ClientUser!]!
    clientUser(email: String!): ClientUser
    accountRequests(companyNumber: String!): [AccountRequest!]!
  }
  type Mutation {
    addClientUser(user: AddClientUserArgument!): ClientUser!
    editClientUser(id: ID!, user: EditClientUserArgument!): ClientUser!
    refuseAccountRequest(id: ID!): AccountRequest!
  }

  type Administration { companyNumber: String, accountManager: String, slug: String }

  enum ClientUserProfile { ${words(PROFILES)} }
  type ClientUser {
    id: ID!
    email: String!
    firstName: String!
    lastName: String!
    language: String!
    profile: ClientUserProfile!
    companyNumbers: [String!]!
  }
  input AddClientUserArgument {
    email: String!
    firstName: String!
    lastName: String!
    language: String
    profile: ClientUserProfile
    companyNumbers: [String!]!
  }
  input EditClientUserArgument {
    firstName: String
    lastName: String
    language: String
    profile: ClientUserProfile
    companyNumbers: [String!]
  }

  enum AccountRequestStatus { ${words(REQUEST_STATES)} }
  type AccountRequest {
    id: ID!
    companyNumber: String!
    email: String!
    firstName: String!
    lastName: String!
    language: String!
    requestedBy: String!
    requestedAt: String!
    status: AccountRequestStatus!
    answeredAt: String
  }

  enum DossierConfiguration { ${words(CONFIGURATIONS)} }
  enum DossierResponsible { ${words(RESPONSIBLES)} }
  type DossierSettings {
    companyNumber: String!
    configuration: DossierConfiguration!
    paymentModule: Boolean!
    financialMenu: Boolean!
    responsible: DossierResponsible!
    responsibleEmail: String!
  }
`);
