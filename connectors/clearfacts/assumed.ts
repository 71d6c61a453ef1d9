// Everything about ClearFacts that nothing public says, in one place: the calls about client end users, dossier settings and
// account requests, and the shape of their answers. All of it is [assumed], and described in assumed-api.json beside this
// file. When the vendor tells otherwise, these two change.
import { z } from 'zod';
import { CONFIGURATIONS, PROFILES, type Profile } from './capabilities.ts';
import { ADMINISTRATION, administrationSchema, companyNumberSchema } from './documented.ts';
import type { GraphqlCall } from './graphql.ts';

/** The words of an enumeration are identifiers: `full-access` is FULL_ACCESS. */
function toWireWord(word: string): string {
  return word.toUpperCase().replaceAll('-', '_');
}
function fromWireWord(word: string): string {
  return word.toLowerCase().replaceAll('_', '-');
}

const DOSSIER_NOT_FOUND = 'DOSSIER_NOT_FOUND';
const USER_NOT_FOUND = 'USER_NOT_FOUND';
const INVALID = 'INVALID';

const word = z.string().transform(fromWireWord);

const USER = '{ id email firstName lastName language profile companyNumbers }';
const clientUserSchema = z.object({
  id: z.string().min(1),
  email: z.string().toLowerCase(),
  firstName: z.string(),
  lastName: z.string(),
  language: z.string(),
  /** One that Koppel does not know stays as it is told. */
  profile: word,
  companyNumbers: z.array(companyNumberSchema),
});
export type ClientUser = z.infer<typeof clientUserSchema>;

const SETTINGS = '{ configuration paymentModule financialMenu responsible responsibleEmail }';
const dossierSettingsSchema = z.object({
  configuration: z.enum(CONFIGURATIONS),
  paymentModule: z.boolean(),
  financialMenu: z.boolean(),
  responsible: word,
  responsibleEmail: z.string().nullable(),
});
export type DossierSettings = z.infer<typeof dossierSettingsSchema>;

const ofDossier = (companyNumber: string, fields: string) => ({
  document: `query ($companyNumber: String!) { ${fields} }`,
  variables: { companyNumber },
  refusals: [DOSSIER_NOT_FOUND],
});

export function readDossierSettings(companyNumber: string) {
  return {
    ...ofDossier(companyNumber, `dossierSettings(companyNumber: $companyNumber) ${SETTINGS}`),
    data: z.object({ dossierSettings: dossierSettingsSchema.nullable() }),
  } satisfies GraphqlCall;
}

/** A dossier with its settings in one request. */
export function readWholeDossier(companyNumber: string) {
  const fields = `${ADMINISTRATION} dossierSettings(companyNumber: $companyNumber) ${SETTINGS}`;
  return {
    ...ofDossier(companyNumber, fields),
    data: z.object({
      administration: administrationSchema.nullable(),
      dossierSettings: dossierSettingsSchema.nullable(),
    }),
  } satisfies GraphqlCall;
}

/** The same question about several dossiers in one request; the answers carry the names d0, d1 and so on. */
function aboutAll<Schema extends z.ZodType>(
  companyNumbers: readonly string[],
  { field, selection, each }: { field: string; selection: string; each: Schema },
) {
  const names = companyNumbers.map((_, index) => `d${index}`);
  const declared = names.map((name) => `$${name}: String!`).join(', ');
  const asked = names.map((name) => `${name}: ${field}(companyNumber: $${name}) ${selection}`).join(' ');
  return {
    document: `query (${declared}) { ${asked} }`,
    variables: Object.fromEntries(names.map((name, index) => [name, companyNumbers[index]])),
    data: z.record(z.string(), each),
  } satisfies GraphqlCall;
}

export function readAllSettings(companyNumbers: readonly string[]) {
  return aboutAll(companyNumbers, {
    ...{ field: 'dossierSettings', selection: SETTINGS },
    each: dossierSettingsSchema.nullable(),
  });
}

export function listAllClientUsers(companyNumbers: readonly string[]) {
  return aboutAll(companyNumbers, {
    ...{ field: 'clientUsers', selection: USER },
    each: z.array(clientUserSchema),
  });
}

export function listClientUsers(companyNumber: string) {
  return {
    ...ofDossier(companyNumber, `clientUsers(companyNumber: $companyNumber) ${USER}`),
    data: z.object({ clientUsers: z.array(clientUserSchema) }),
  } satisfies GraphqlCall;
}

export function readClientUser(email: string) {
  return {
    document: `query ($email: String!) { clientUser(email: $email) ${USER} }`,
    variables: { email },
    data: z.object({ clientUser: clientUserSchema.nullable() }),
  } satisfies GraphqlCall;
}

export interface ClientUserFields {
  readonly firstName?: unknown;
  readonly lastName?: unknown;
  readonly language?: unknown;
  readonly profile?: Profile | undefined;
  /** Of an edit: the whole list. */
  readonly companyNumbers?: readonly string[];
}

function toWire({ profile, ...fields }: ClientUserFields): object {
  return profile === undefined ? fields : { ...fields, profile: toWireWord(profile) };
}

/** A new user is mailed a temporary password; a known e-mail is linked, not created. [doc] */
export function addClientUser(email: string, fields: ClientUserFields) {
  return {
    document: `mutation ($user: AddClientUserArgument!) { addClientUser(user: $user) ${USER} }`,
    variables: { user: { email, ...toWire(fields) } },
    data: z.object({ addClientUser: clientUserSchema }),
    refusals: [INVALID],
  } satisfies GraphqlCall;
}

/** Only given fields change. */
export function editClientUser(id: string, fields: ClientUserFields) {
  return {
    document: `mutation ($id: ID!, $user: EditClientUserArgument!) { editClientUser(id: $id, user: $user) ${USER} }`,
    variables: { id, user: toWire(fields) },
    data: z.object({ editClientUser: clientUserSchema }),
    refusals: [USER_NOT_FOUND, DOSSIER_NOT_FOUND, INVALID],
  } satisfies GraphqlCall;
}

const REQUEST = '{ id companyNumber email firstName lastName requestedBy requestedAt status }';
const accountRequestSchema = z.object({
  id: z.string().min(1),
  companyNumber: companyNumberSchema,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  status: word.pipe(z.enum(['open', 'approved', 'refused'])),
});

/** With whom they were mailed to. */
export function listAccountRequests(companyNumber: string) {
  const fields = `accountRequests(companyNumber: $companyNumber) ${REQUEST} dossierSettings(companyNumber: $companyNumber) ${SETTINGS}`;
  return {
    ...ofDossier(companyNumber, fields),
    data: z.object({
      accountRequests: z.array(accountRequestSchema),
      dossierSettings: dossierSettingsSchema.nullable(),
    }),
  } satisfies GraphqlCall;
}

export function refuseAccountRequest(id: string) {
  return {
    document: 'mutation ($id: ID!) { refuseAccountRequest(id: $id) { id } }',
    variables: { id },
    data: z.object({ refuseAccountRequest: z.object({ id: z.string() }) }),
    refusals: ['REQUEST_NOT_FOUND', 'REQUEST_NOT_OPEN'],
  } satisfies GraphqlCall;
}

export function readProfile(value: unknown): Profile | undefined {
  return PROFILES.find((profile) => profile === value);
}
