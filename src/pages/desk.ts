// What every page stands on: who asks, for which practice, in which language. Whoever is not signed in is sent to the
// sign-in; what belongs to another practice is answered as if it were not there.
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readOffice, type Office } from '../answers/offices.ts';
import { type CardPorts } from '../answers/read-card.ts';
import { mayDo, type Right } from '../domain/role.ts';
import { type Language, type Text } from '../domain/text.ts';
import { type Html } from '../http/html.ts';
import { languageOf } from '../http/language.ts';
import { type ServerOptions, type ServerPorts } from '../http/ports.ts';
import { HttpProblem } from '../http/problem.ts';
import { assertOf, signedInPerson, type Person } from '../http/sign-in/person.ts';
import { signedInUser } from '../http/sign-in/session.ts';
import { renderPage, type Part } from './layout.ts';

export interface Desk {
  readonly answers: CardPorts;
  readonly ports: ServerPorts;
  readonly options: ServerOptions;
}

/** Somebody of a practice, or of all of them, who looks at one. */
export interface Visit {
  readonly person: Person;
  readonly practice: Office;
  readonly language: Language;
  readonly now: Date;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The words in the language of the visit. */
  readonly say: (text: Text) => string;
  readonly may: (right: Right) => boolean;
  /** An address of this practice: `path('records', id)`. */
  readonly path: (...parts: readonly string[]) => string;
}

/** The list as it was asked for: what stood behind `?`. */
export function listPath({ path }: Visit, query: string): string {
  const params = new URLSearchParams(query);
  return params.size === 0 ? path('records') : `${path('records')}?${params.toString()}`;
}

export interface PageContent {
  readonly title: string;
  readonly body: Html;
  readonly at: Part | null;
  /** In so many seconds it is read again, because something is on its way. */
  readonly refreshS?: number;
}

type Handler = (visit: Visit, desk: Desk) => Promise<PageContent | FastifyReply>;

const paramsSchema = z.object({ practice: z.string() });

/** A route of one practice that answers with a page, or by itself. */
export function onVisit(desk: Desk, handler: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const person = await signedInPerson(request, desk.ports, desk.options);
    if (person === null) return refuseStranger(request, reply, desk);
    const visit = await openVisit(desk, { request, reply, person });
    // A reply that the handler has sent is awaited as one, and comes to nothing.
    const content = (await handler(visit, desk)) as PageContent | undefined;
    return content === undefined ? reply : sendPage(visit, content);
  };
}

/** Somebody who may see the dashboard alone is signed in already. */
function refuseStranger(request: FastifyRequest, reply: FastifyReply, { options }: Desk): FastifyReply {
  if (signedInUser(request, options.users) !== null) throw new HttpProblem('no-right');
  return sendToSignIn(request, reply);
}

export function sendToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method !== 'GET') throw new HttpProblem('not-signed-in');
  return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 302);
}

interface Arrival {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly person: Person;
}

async function openVisit(desk: Desk, { request, reply, person }: Arrival): Promise<Visit> {
  const { practice: practiceId } = paramsSchema.parse(request.params);
  assertOf(person, practiceId);
  const practice = await readOffice(desk.answers.store, practiceId);
  if (practice === null) throw new HttpProblem('not-found');
  const language = languageOf(request, desk.options);
  return {
    ...{ person, practice, language, request, reply, now: desk.answers.now() },
    say: (text) => text[language],
    may: (right) => mayDo(person.role, right),
    path: (...parts) => ['/practices', practice.id, ...parts.map(encodeURIComponent)].join('/'),
  };
}

function sendPage(visit: Visit, content: PageContent): FastifyReply {
  const { request, reply, person, practice, language } = visit;
  const frame = {
    ...{ language, person, practice, at: content.at, address: request.url },
    title: content.title,
    refreshS: content.refreshS ?? null,
  };
  return reply.type('text/html; charset=utf-8').send(renderPage(frame, content.body));
}
