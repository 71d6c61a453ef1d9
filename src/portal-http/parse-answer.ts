// Reads an answer of a portal through a connector's schema. A surprise is an error that says where, never what: the
// answer holds personal data.
import type { z, ZodType } from 'zod';
import { TransientError } from '../errors.ts';
import type { PortalRequest, PortalResponse } from '../../connectors/connector.ts';

export function parseAnswer<Schema extends ZodType>(
  schema: Schema,
  response: PortalResponse,
  method: PortalRequest['method'],
): z.output<Schema> {
  const parsed = schema.safeParse(response.body);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.map((step) => (typeof step === 'number' ? '#' : String(step)));
  throw new TransientError(
    {
      en: 'The portal answered in a shape that Koppel does not know.',
      nl: 'Het portaal antwoordde in een vorm die Koppel niet kent.',
    },
    {
      code: 'PORTAL_ANSWER_UNEXPECTED',
      details: { method, status: response.status, at: at?.join('.') ?? '' },
      mayHaveLanded: method !== 'GET',
    },
  );
}

/** A list of which the portal did not show everything: what is not in it is not proven to be away. */
export function listIncomplete(): TransientError {
  return new TransientError(
    { en: 'The portal did not show the whole list.', nl: 'Het portaal toonde niet de hele lijst.' },
    {
      code: 'PORTAL_LIST_INCOMPLETE',
      mayHaveLanded: false,
    },
  );
}
