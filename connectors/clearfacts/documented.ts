// The calls about dossiers that the vendor documents, with the fields that Koppel reads. [doc] github.com/Clearfacts/cf_developer_docs
// (30_2_1_administrations), api.clearfacts.be/doc/publicSchema (query, administration). Never `emails`: those are addresses to
// which documents are sent, not of people.
import { z } from 'zod';
import type { GraphqlCall } from './graphql.ts';

/** Of the access token. [doc cf_developer_docs 23_authentication_scopes] */
const READ_ADMINISTRATIONS = 'read_administrations';

/** Some samples show a number with BE before it: digits are compared, and sent. */
export const companyNumberSchema = z.string().transform((number) => number.replace(/\D/g, ''));

export const administrationSchema = z.object({
  companyNumber: companyNumberSchema,
  /** E-mail of the person who is responsible for the dossier. */
  accountManager: z.string().nullish(),
  /** A part of the web address of the dossier. */
  slug: z.string().nullish(),
});
export type Administration = z.infer<typeof administrationSchema>;

const FIELDS = '{ companyNumber accountManager slug }';

export const ADMINISTRATION = `administration(companyNumber: $companyNumber) ${FIELDS}`;

export function readAdministration(number: string) {
  return {
    document: `query ($companyNumber: String!) { ${ADMINISTRATION} }`,
    variables: { companyNumber: number },
    data: z.object({ administration: administrationSchema.nullable() }),
    scope: READ_ADMINISTRATIONS,
  } satisfies GraphqlCall;
}

export function listAdministrations(offset: number, first: number) {
  return {
    document: `query ($offset: Int, $first: Int) { administrations(offset: $offset, first: $first) ${FIELDS} }`,
    variables: { offset, first },
    data: z.object({ administrations: z.array(administrationSchema) }),
    scope: READ_ADMINISTRATIONS,
  } satisfies GraphqlCall;
}
