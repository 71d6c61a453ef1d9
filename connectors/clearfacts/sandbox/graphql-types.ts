// The types of the portal's schema as data: enumerations, what is sent, what is shown.
import { CONFIGURATIONS, PROFILES } from '../capabilities.ts';

/** The words of an enumeration are identifiers: `full-access` is FULL_ACCESS. */
export function toWireWord(word: string): string {
  return word.toUpperCase().replaceAll('-', '_');
}

export const RESPONSIBLES = ['office', 'dossier-manager', 'client-group'] as const;
export type ResponsibleKind = (typeof RESPONSIBLES)[number];
export const REQUEST_STATES = ['open', 'approved', 'refused'] as const;

export const ENUMERATIONS: Readonly<Record<string, readonly string[]>> = {
  ClientUserProfile: PROFILES.map(toWireWord),
  DossierConfiguration: CONFIGURATIONS,
  DossierResponsible: RESPONSIBLES.map(toWireWord),
  AccountRequestStatus: REQUEST_STATES.map(toWireWord),
};

type Fields = Readonly<Record<string, string>>;

export const INPUTS: Readonly<Record<string, Fields>> = {
  AddAssociateArgument: {
    ...{ email: 'String!', firstName: 'String!', lastName: 'String!', type: 'String', language: 'String' },
    ...{ active: 'Boolean', sendActivationMail: 'Boolean' },
  },
  EditAssociateArgument: {
    ...{ firstName: 'String', lastName: 'String', type: 'String', language: 'String', active: 'Boolean' },
  },
  AddClientUserArgument: {
    ...{ email: 'String!', firstName: 'String!', lastName: 'String!', language: 'String' },
    ...{ profile: 'ClientUserProfile', companyNumbers: '[String!]!' },
  },
  EditClientUserArgument: {
    ...{ firstName: 'String', lastName: 'String', language: 'String' },
    ...{ profile: 'ClientUserProfile', companyNumbers: '[String!]' },
  },
};

export const OBJECTS: Readonly<Record<string, Fields>> = {
  Administration: {
    ...{ name: 'String', companyNumber: 'String', companyType: 'String', accountManager: 'String' },
    ...{ emails: '[AdministrationEmail]', address: 'Address' },
  },
  AdministrationEmail: { type: 'String', emailAddress: 'String' },
  Address: { streetAddress: 'String', country: 'Country' },
  Country: { iso2: 'String', name: 'String' },
  AssociateType: {
    ...{ id: 'ID', email: 'String', firstName: 'String', lastName: 'String' },
    ...{ type: 'String', language: 'String', active: 'Boolean' },
  },
  ClientUser: {
    ...{ id: 'ID!', email: 'String!', firstName: 'String!', lastName: 'String!', language: 'String!' },
    ...{ profile: 'ClientUserProfile!', companyNumbers: '[String!]!' },
  },
  AccountRequest: {
    ...{ id: 'ID!', companyNumber: 'String!', email: 'String!', firstName: 'String!', lastName: 'String!' },
    ...{
      language: 'String!',
      requestedBy: 'String!',
      requestedAt: 'String!',
      status: 'AccountRequestStatus!',
    },
    ...{ answeredAt: 'String' },
  },
  DossierSettings: {
    ...{ companyNumber: 'String!', configuration: 'DossierConfiguration!', paymentModule: 'Boolean!' },
    ...{ financialMenu: 'Boolean!', responsible: 'DossierResponsible!', responsibleEmail: 'String!' },
  },
};
