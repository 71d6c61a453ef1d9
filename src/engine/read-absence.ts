// Reads what may prove that something is gone. "Not found" is believed of a portal that answers, and a gateway before it
// whose way there is missing says it of everything (rule 19): it counts where another of the kind is shown, or a plain read
// answered, right after it. And a list that lacks those too who are known to be in it proves nothing yet.
import type {
  PortalRecord,
  PortalRequest,
  PortalResponse,
  Seen,
  Session,
  Target,
} from '../../connectors/connector.ts';
import { readStanding } from '../database/ledger/resources.ts';
import { KoppelError, RejectedError, TransientError } from '../errors.ts';
import { givenId, type KnownResource } from '../plan/known.ts';
import { isMissing } from '../plan/resource-states.ts';
import { targetOf, typeOf, type ClientRun, type Round } from './client-run.ts';
import { mayNotShowYet } from './late-visibility.ts';
import { readALittle } from './read-a-little.ts';

/** After so many tries somebody may have taken the others away by hand: then a plain read decides. */
const TRIES_BEFORE_BELIEVED = 5;

type Addressed = Target & { readonly portalId: string };

/** Throws where the portal finds nothing at all. `of`: what is looked for; left out where that proves no access gone. */
export async function readAbsence<Read>(
  run: ClientRun,
  read: (session: Session) => Promise<Read>,
  of: readonly KnownResource[] = [],
): Promise<Read> {
  const { answer, isFound } = await watch(run, read);
  if (!isFound) await mustFindAnother(run, of);
  return answer;
}

/** What stands at its natural key, of a grant that was never answered: an empty list that hides others hides it, too. */
export async function findForAbsence(
  run: ClientRun,
  round: Round,
  resource: KnownResource,
): Promise<readonly PortalRecord[]> {
  const target = targetOf(round, resource.id);
  const find = (session: Session) => typeOf(run, resource.type).find(session, target);
  const { answer, isFound } = await watch(run, find);
  if (answer.length > 0) return answer;
  const sibling = siblingOf(run, round, [resource]);
  if (!isFound || sibling === null) await mustFindAnother(run, [resource]);
  else if (lacksAll(await typeOf(run, sibling.type).look(run.session, [addressOf(round, sibling.id)])))
    await mustBelieve(run, round, resource);
  return answer;
}

/** The same of things of one type below one first parent, which one list may show: who else stands in it is looked for with them. */
export async function lookForAbsence(
  run: ClientRun,
  round: Round,
  of: readonly KnownResource[],
): Promise<readonly Seen[]> {
  const targets = of.map(({ id }) => addressOf(round, id));
  const sibling = siblingOf(run, round, of);
  const isBeside = sibling !== null && !of.some(({ id }) => id === sibling.id);
  const all = isBeside ? [...targets, addressOf(round, sibling.id)] : targets;
  const [first] = of;
  if (first === undefined) return [];
  const { answer, isFound } = await watch(run, (session) => typeOf(run, first.type).look(session, all));
  if (!isFound) await mustFindAnother(run, of);
  else if (sibling !== null && lacksAll(answer)) await mustBelieve(run, round, first);
  return answer.slice(0, of.length);
}

function lacksAll(seen: readonly Seen[]): boolean {
  return seen.every(({ state }) => state === 'absent');
}

function addressOf(round: Round, resourceId: string): Addressed {
  const target = targetOf(round, resourceId);
  return { ...target, portalId: target.portalId ?? '' };
}

/** Somebody beside the first who is known to stand there, and may be among the others that are looked for. */
function siblingOf(run: ClientRun, round: Round, of: readonly KnownResource[]): KnownResource | null {
  const [first] = of;
  const others = [...round.resourceById.values()].filter(
    (other) =>
      first?.parents[0] !== undefined &&
      other.id !== first.id &&
      other.type === first.type &&
      other.parents[0] === first.parents[0] &&
      stands(round, other) &&
      !mayNotShowYet(run, other),
  );
  return others.find(({ doubtful }) => !doubtful) ?? others[0] ?? null;
}

/** Also when another reading did not show it: that makes this one no truer. */
function stands(round: Round, resource: KnownResource): boolean {
  const { state, doubtful, revokeState } = resource;
  const isKnown = state === 'present' && revokeState === null && givenId(resource) !== null;
  return isKnown && !(doubtful && mayHaveGoneAlong(round, resource));
}

/** What it hung below is gone, or was made or changed since: it may have gone with that. */
function mayHaveGoneAlong({ resourceById }: Round, { parents, writtenAt }: KnownResource): boolean {
  const parent = resourceById.get(parents[0] ?? '');
  if (parent === undefined || isMissing(parent)) return true;
  return parent.writtenAt !== null && (writtenAt === null || writtenAt < parent.writtenAt);
}

async function watch<Read>({ session }: ClientRun, read: (session: Session) => Promise<Read>) {
  const notFound = new Set<string>();
  const send = async (request: PortalRequest): Promise<PortalResponse> => {
    const response = await session.send(request);
    if (request.method === 'GET' && response.status === 404) notFound.add(request.path);
    else notFound.delete(request.path);
    return response;
  };
  const answer = await read({ ...session, send });
  return { answer, isFound: notFound.size === 0 };
}

/** One of those that stand elsewhere; where nothing of the kind is known to stand, or is shown, anything at all. */
async function mustFindAnother(run: ClientRun, of: readonly KnownResource[]): Promise<void> {
  const [first] = of;
  if (first !== undefined && run.run.attempts < TRIES_BEFORE_BELIEVED) {
    const where = { connectionId: run.connection.id, type: first.type, not: of };
    const others = await run.store.oneStatement(run.run.practiceId, (tx) => readStanding(tx, where));
    for (const other of others) {
      const seen = await typeOf(run, first.type).look(run.session, [other]).catch(passOver);
      // Whose own trouble it is holds up nobody else.
      if (seen === null) return mustFindSomething(run);
      if (seen[0]?.state !== 'absent') return;
    }
    if (others.length > 0) throw findsNothing();
  }
  await mustFindSomething(run);
}

function passOver(error: unknown): null {
  if (error instanceof KoppelError) return null;
  throw error;
}

/** The list lacks those too who are known to be in it. Asked again, it may show them; else what it is of must be there. */
async function mustBelieve(run: ClientRun, round: Round, { parents }: KnownResource): Promise<void> {
  const parent = round.resourceById.get(parents[0] ?? '');
  if (run.run.attempts < TRIES_BEFORE_BELIEVED || parent === undefined) throw findsNothing();
  const { type, id } = parent;
  await readAbsence(run, (session) => typeOf(run, type).look(session, [addressOf(round, id)]));
}

/** Throws where the portal finds nothing at all: then neither does a change tell that its record is gone. */
async function mustFindSomething({
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

function findsNothing({ details }: Partial<KoppelError> = {}): TransientError {
  return new TransientError(
    {
      en: 'The portal does not find what is known to be there either.',
      nl: 'Het portaal vindt ook niet wat er zeker is.',
    },
    { code: 'PORTAL_FINDS_NOTHING', ...(details === undefined ? {} : { details }), mayHaveLanded: false },
  );
}
