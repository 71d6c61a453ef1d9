// /practices/:practice/brake: what the brake holds back, access by access, and the decision about it.
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { decideBrake } from '../actions/decide-brake.ts';
import { readBrakeQuestions, type BrakeQuestion } from '../answers/brake-questions.ts';
import { type Text } from '../domain/text.ts';
import { UsageError } from '../errors.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { assertMay } from '../http/sign-in/person.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderToken } from './form-parts.ts';
import { renderAgo } from './record-parts.ts';

const WORDS = {
  title: { en: 'The brake', nl: 'De rem' },
  lead: {
    en: 'When much access would be taken away at once, Koppel takes nothing away until somebody has looked at the list.',
    nl: 'Als er in één keer veel toegang zou worden ingetrokken, trekt Koppel niets in totdat iemand de lijst heeft bekeken.',
  },
  nothing: { en: 'The brake holds nothing back.', nl: 'De rem houdt niets tegen.' },
  question: { en: 'Take this access away?', nl: 'Deze toegang intrekken?' },
  asked: { en: 'asked', nl: 'gevraagd' },
  accesses: { en: 'accesses', nl: 'toegangen' },
  contact: { en: 'Contact', nl: 'Contactpersoon' },
  email: { en: 'E-mail', nl: 'E-mail' },
  client: { en: 'Client', nl: 'Klant' },
  nameless: { en: 'that belong to no contact any more:', nl: 'die bij geen contactpersoon meer horen:' },
  more: { en: 'not listed here:', nl: 'hier niet genoemd:' },
  approve: { en: 'Take all of it away', nl: 'Alles intrekken' },
  reject: { en: 'Leave all of it', nl: 'Alles laten staan' },
  ask: { en: 'An administrator decides about it.', nl: 'Een beheerder beslist hierover.' },
  gone: {
    en: 'The question is not open any more: it was decided, or another took its place. Nothing was changed; look again.',
    nl: 'De vraag staat niet meer open: er is beslist, of er kwam een andere. Er is niets gewijzigd; kijk opnieuw.',
  },
} as const satisfies Record<string, Text>;

/** A page stays readable; the command lists more. */
const SHOWN = 500;

const formSchema = z.object({ question: z.string().max(40), decision: z.enum(['approve', 'reject']) });

export function addBrake(scope: FastifyInstance, desk: Desk): void {
  scope.get(
    '/practices/:practice/brake',
    onVisit(desk, (visit) => show(visit, desk, null)),
  );
  scope.post('/practices/:practice/brake', onVisit(desk, decide));
}

async function show(visit: Visit, { answers }: Desk, notice: Text | null): Promise<PageContent> {
  const questions = await readBrakeQuestions(answers.store, visit.practice.id);
  const title = visit.say(WORDS.title);
  const body = html`<h1>${title}</h1>
    <p class="soft">${visit.say(WORDS.lead)}</p>
    ${notice !== null && html`<p class="notice bad" role="alert">${visit.say(notice)}</p>`}
    ${questions.length === 0 && html`<p class="empty">${visit.say(WORDS.nothing)}</p>`}
    ${questions.map((question) => renderQuestion(visit, question))}`;
  return { title, body, at: 'brake' };
}

function renderQuestion(visit: Visit, question: BrakeQuestion): Html {
  const { say } = visit;
  const { id, connection, openedAt, resourceIds, accesses } = question;
  const nameless = resourceIds.length - accesses.length;
  const unlisted = accesses.length - SHOWN;
  return html`<section class="panel" aria-labelledby="brake-${id}">
    <h2 id="brake-${id}">${say(WORDS.question)}</h2>
    <p class="soft">
      ${connection} · ${resourceIds.length} ${say(WORDS.accesses)} · ${say(WORDS.asked)}
      ${renderAgo(visit, openedAt)}
    </p>
    <div class="scroll">
      <table>
        <caption class="hidden">
          ${say(WORDS.question)}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say(WORDS.contact)}</th>
            <th scope="col">${say(WORDS.email)}</th>
            <th scope="col">${say(WORDS.client)}</th>
          </tr>
        </thead>
        <tbody>
          ${accesses.slice(0, SHOWN).map(
            ({ contact, email, client, clientNumber }) =>
              html`<tr>
                <th scope="row">${contact}</th>
                <td class="long">${email}</td>
                <td>${client ?? ''} (${clientNumber ?? '-'})</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${unlisted > 0 && html`<p>${say(WORDS.accesses)} ${say(WORDS.more)} ${unlisted}</p>`}
    ${nameless > 0 && html`<p>${say(WORDS.accesses)} ${say(WORDS.nameless)} ${nameless}</p>`}
    ${visit.may('decide-brake') ? renderDecision(visit, question) : html`<p class="notice">${say(WORDS.ask)}</p>`}
  </section>`;
}

function renderDecision(visit: Visit, { id }: BrakeQuestion): Html {
  const { say } = visit;
  return html`<form method="post" action="${visit.path('brake')}">
    ${renderToken(visit)}<input type="hidden" name="question" value="${id}" />
    <p class="buttons">
      <button name="decision" value="approve">${say(WORDS.approve)}</button>
      <button class="quiet" name="decision" value="reject">${say(WORDS.reject)}</button>
    </p>
  </form>`;
}

/** Safety (docs/security.md): the right is asked where it is decided, whatever the page shows. */
async function decide(visit: Visit, desk: Desk): Promise<PageContent | FastifyReply> {
  assertMay(visit.person, 'decide-brake');
  const form = formSchema.safeParse(visit.request.body);
  if (!form.success) throw new HttpProblem('invalid-request');
  const { store } = desk.answers;
  const { question: id, decision: verb } = form.data;
  const questions = await readBrakeQuestions(store, visit.practice.id);
  const question = questions.find((one) => one.id === id);
  try {
    if (question === undefined)
      throw new UsageError({
        en: 'The question is not open any more.',
        nl: 'De vraag staat niet meer open.',
      });
    await decideBrake(store, question, {
      ...{ practiceId: visit.practice.id, verb, by: `user:${visit.person.name}` },
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    void visit.reply.status(409);
    return show(visit, desk, WORDS.gone);
  }
  return visit.reply.redirect(visit.path('brake'), 303);
}
