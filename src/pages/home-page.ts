// GET /: leads to one's practice; whoever may see several chooses.
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { listOffices } from '../answers/offices.ts';
import { type Text } from '../domain/text.ts';
import { html } from '../http/html.ts';
import { languageOf } from '../http/language.ts';
import { signedInPerson } from '../http/sign-in/person.ts';
import { signedInUser } from '../http/sign-in/session.ts';
import { sendToSignIn, type Desk } from './desk.ts';
import { renderPage } from './layout.ts';

const WORDS = {
  title: { en: 'Practices', nl: 'Kantoren' },
  none: {
    en: 'There are no practices yet; operations add one.',
    nl: 'Er zijn nog geen kantoren; technisch beheer voegt er een toe.',
  },
} as const satisfies Record<string, Text>;

export function addHome(scope: FastifyInstance, desk: Desk): void {
  scope.get('/', async (request, reply) => showHome(request, reply, desk));
}

async function showHome(request: FastifyRequest, reply: FastifyReply, desk: Desk): Promise<FastifyReply> {
  const { answers, ports, options } = desk;
  const person = await signedInPerson(request, ports, options);
  if (person === null)
    return signedInUser(request, options.users) === null
      ? sendToSignIn(request, reply)
      : reply.redirect('/queues/view', 302);
  if (person.practice !== null) return reply.redirect(`/practices/${person.practice}`, 302);
  const practices = await listOffices(answers.store);
  const [first, second] = practices;
  if (first !== undefined && second === undefined) return reply.redirect(`/practices/${first.id}`, 302);
  const language = languageOf(request, options);
  const title = WORDS.title[language];
  const frame = { language, title, person, practice: null, at: null, address: request.url, refreshS: null };
  const body = html`<h1>${title}</h1>
    ${practices.length === 0 && html`<p>${WORDS.none[language]}</p>`}
    <ul class="choices">
      ${practices.map(
        ({ id, name }) =>
          html`<li>
            <a href="/practices/${id}"><strong>${name}</strong> <span class="soft">${id}</span></a>
          </li>`,
      )}
    </ul>`;
  return reply.type('text/html; charset=utf-8').send(renderPage(frame, body));
}
