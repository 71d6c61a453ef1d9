// Reads what may prove that something is gone. "Not found" is believed of a portal that answers, and a gateway before it
// whose way there is missing says it of everything (rule 19): it counts where a plain read is answered right after it.
import type { PortalRequest, PortalResponse, Session } from '../../connectors/connector.ts';
import { RejectedError, TransientError, type KoppelError } from '../errors.ts';
import type { ClientRun } from './client-run.ts';
import { readALittle } from './read-a-little.ts';

/** Throws where the portal finds nothing at all. */
export async function readAbsence<Read>(
  { connector, session }: Pick<ClientRun, 'connector' | 'session'>,
  read: (session: Session) => Promise<Read>,
): Promise<Read> {
  const notFound = new Set<string>();
  const watch = async (request: PortalRequest): Promise<PortalResponse> => {
    const response = await session.send(request);
    if (request.method === 'GET' && response.status === 404) notFound.add(request.path);
    else notFound.delete(request.path);
    return response;
  };
  const answer = await read({ ...session, send: watch });
  if (notFound.size === 0) return answer;
  await mustFindSomething({ connector, session });
  return answer;
}

/** Throws where the portal finds nothing at all: then neither does a change tell that its record is gone. */
export async function mustFindSomething({
  connector,
  session,
}: Pick<ClientRun, 'connector' | 'session'>): Promise<void> {
  try {
    await readALittle(connector, { ...session, send: (request) => session.send(mustBeFound(request)) });
  } catch (error) {
    throw error instanceof RejectedError ? findsNothing(error) : error;
  }
}

function mustBeFound({ accept = [], ...request }: PortalRequest): PortalRequest {
  return { ...request, accept: accept.filter((status) => status !== 404) };
}

function findsNothing({ details }: KoppelError): TransientError {
  return new TransientError(
    { en: 'The portal finds nothing at all.', nl: 'Het portaal vindt helemaal niets.' },
    {
      code: 'PORTAL_FINDS_NOTHING',
      details,
      mayHaveLanded: false,
    },
  );
}
