// The calls about dossiers that the vendor documents. [doc] https://www.clearfacts.be/developers
import { z } from 'zod';
import type { GraphqlCall } from './graphql.ts';

/** Only what Koppel reads of it; bare, of ten digits. */
export const administrationSchema = z.object({ companyNumber: z.string() });

export const ADMINISTRATION = 'administration(companyNumber: $companyNumber) { companyNumber }';

export function readAdministration(companyNumber: string) {
  return {
    document: `query ($companyNumber: String!) { ${ADMINISTRATION} }`,
    variables: { companyNumber },
    data: z.object({ administration: administrationSchema.nullable() }),
  } satisfies GraphqlCall;
}

export function listAdministrations(offset: number, first: number) {
  return {
    document:
      'query ($offset: Int, $first: Int) { administrations(offset: $offset, first: $first) { companyNumber } }',
    variables: { offset, first },
    data: z.object({ administrations: z.array(administrationSchema) }),
  } satisfies GraphqlCall;
}
