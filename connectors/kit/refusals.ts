// What a portal says when it does not do what is asked, as outcomes. Its words go nowhere: they echo personal data.
import { z } from 'zod';
import { RejectedError, TransientError, UnclearRefusalError } from '../../src/errors.ts';
import type { Outcome, PortalResponse } from '../connector.ts';

/** For `accept`: what a portal may answer when it does not like what is asked. */
export const REFUSED_STATUSES = [400, 409, 422] as const;

/** Nothing was taken away or changed: it is not there, or does not show yet. */
export const GONE = { status: 'gone' } as const satisfies Outcome;

export function isRefused(response: PortalResponse): boolean {
  return REFUSED_STATUSES.some((status) => status === response.status);
}

/** `field`: of the record or the settings, never its value. */
export function refused(field?: string): Outcome {
  return { status: 'refused', what: 'REJECTED_BY_PORTAL', ...(field === undefined ? {} : { field }) };
}

const errorSchema = z.object({ code: z.string() });

/** The code that an error holds beside its words; '' where it has none. */
export function errorCode(response: PortalResponse): string {
  return errorSchema.safeParse(response.body).data?.code ?? '';
}

/** A record under which another one belongs is not shown: not visible yet, or gone. */
export function parentMissing(): TransientError {
  return new TransientError(
    {
      en: 'The portal does not know the record under which this one belongs.',
      nl: 'Het portaal kent het record niet waar dit onder hoort.',
    },
    {
      code: 'PORTAL_PARENT_MISSING',
      mayHaveLanded: false,
    },
  );
}

/** What only reads leaves nothing open, whatever failed and however it was sent. */
export async function onlyReading<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnclearRefusalError) {
      const { code, details } = error;
      throw new RejectedError(error.text, { code, details });
    }
    if (!(error instanceof TransientError) || !error.mayHaveLanded) throw error;
    const { code, details } = error;
    throw new TransientError(error.text, { code, details, mayHaveLanded: false });
  }
}
