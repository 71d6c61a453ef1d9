// What can be done over the API, by whoever has the right: the same that the pages do.
import { z } from 'zod';
import { confirmManualTask } from '../actions/confirm-task.ts';
import { decideBrake } from '../actions/decide-brake.ts';
import { MOST_AT_ONCE, previewAsked, switchAsked } from '../actions/switch-from-pages.ts';
import { readBrakeQuestions } from '../answers/brake-questions.ts';
import { severalOf, textOf } from '../answers/query-parts.ts';
import { NOTHING, operation, type AnyOperation } from './operation.ts';
import * as shapes from './shapes.ts';

const position = z.enum(['on', 'off']);
const ofConnection = z.object({ connection: textOf(40) });
const ids = z.array(z.guid()).min(1).max(MOST_AT_ONCE);

export const CHANGING: readonly AnyOperation[] = [
  operation({
    method: 'GET',
    path: '/links/:connection',
    summary: 'What switching some links in one go would do. Changes nothing.',
    right: 'switch-links',
    params: ofConnection,
    query: z.strictObject({
      to: position,
      record: severalOf(ids).describe('Id of a client or contact; given once for each.'),
    }),
    body: NOTHING,
    answer: shapes.switchPreview,
    run: async ({ answers, person, practice, params, query }) =>
      previewAsked(answers, toAsked({ ...params, ...query, practiceId: practice.id, name: person.name })),
  }),
  operation({
    method: 'POST',
    path: '/links/:connection',
    summary: 'Switches some links, all or none, where the practice switches its links in Koppel.',
    right: 'switch-links',
    params: ofConnection,
    query: NOTHING,
    body: z.strictObject({
      to: position,
      records: ids.describe('Ids of clients and contacts.'),
      confirmed: z
        .array(z.string().max(40))
        .max(1_000)
        .default([])
        .describe('The `resourceId` of every access that ends; with others it is refused.'),
    }),
    answer: shapes.changed,
    run: async ({ answers, person, practice, params, body }) => {
      const { to, records: record, confirmed } = body;
      const asked = toAsked({ ...params, to, record, practiceId: practice.id, name: person.name });
      const changed = await switchAsked(answers, { ...asked, confirmed });
      return changed === null ? null : { changed: [...changed] };
    },
  }),
  operation({
    method: 'POST',
    path: '/tasks/:task',
    summary: 'Says that a task is done, or what was found in the portal.',
    right: 'confirm-tasks',
    params: z.object({ task: z.guid() }),
    query: NOTHING,
    body: z.strictObject({
      answer: z.boolean().describe('True: done, or it is there. False: it is not there.'),
    }),
    answer: z.object({ readsBack: z.boolean().describe('Koppel reads the portal back before it counts.') }),
    run: async ({ answers, person, practice, params, body }) => {
      const given = {
        practiceId: practice.id,
        taskId: params.task,
        answer: body.answer,
        by: `user:${person.name}`,
      };
      const { readsBack } = await confirmManualTask(answers, given);
      return { readsBack };
    },
  }),
  operation({
    method: 'POST',
    path: '/brake/:question',
    summary: 'Decides what the brake asks.',
    right: 'decide-brake',
    params: z.object({ question: z.guid() }),
    query: NOTHING,
    body: z.strictObject({ decision: z.enum(['approve', 'reject']) }),
    answer: z.object({ hours: z.number().describe('For so long an approval holds.') }),
    run: async ({ answers: { store }, person, practice, params, body }) => {
      const questions = await readBrakeQuestions(store, practice.id);
      const question = questions.find(({ id }) => id === params.question);
      if (question === undefined) return null;
      const by = `user:${person.name}`;
      const hours = await decideBrake(store, question, { practiceId: practice.id, verb: body.decision, by });
      return { hours };
    },
  }),
];

interface Asked {
  readonly practiceId: string;
  readonly connection: string;
  readonly record: readonly string[];
  readonly to: z.infer<typeof position>;
  readonly name: string;
}

function toAsked({ practiceId, connection, record: recordIds, to, name }: Asked) {
  return { practiceId, recordIds, connection, enabled: to === 'on', by: `user:${name}` };
}
