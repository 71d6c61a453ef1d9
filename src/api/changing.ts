// What can be done over the API, by whoever has the right: the same that the pages do.
import { z } from 'zod';
import { confirmManualTask } from '../actions/confirm-task.ts';
import { decideBrake } from '../actions/decide-brake.ts';
import { previewCardSwitch, switchFromCard } from '../actions/switch-from-card.ts';
import { readBrakeQuestions } from '../answers/brake-questions.ts';
import { textOf } from '../answers/query-parts.ts';
import { NOTHING, operation, type AnyOperation } from './operation.ts';
import * as shapes from './shapes.ts';

const position = z.enum(['on', 'off']);
const ofLink = z.object({ record: z.string(), connection: textOf(40) });

export const CHANGING: readonly AnyOperation[] = [
  operation({
    method: 'GET',
    path: '/records/:record/links/:connection',
    summary: 'What switching a link would do. Changes nothing.',
    right: 'switch-links',
    params: ofLink,
    query: z.strictObject({ to: position }),
    body: NOTHING,
    answer: shapes.switchPreview,
    run: async ({ answers, person, practice, params, query }) => {
      const given = toSwitch({ practiceId: practice.id, params, to: query.to, name: person.name });
      const preview = await previewCardSwitch(answers, given);
      if (preview === null) return null;
      const { refused, stands, waits, grants, revokes } = preview;
      return { refused, stands, waits, grants, revokes };
    },
  }),
  operation({
    method: 'POST',
    path: '/records/:record/links/:connection',
    summary: 'Switches a link, where the practice switches its links in Koppel.',
    right: 'switch-links',
    params: ofLink,
    query: NOTHING,
    body: z.strictObject({
      to: position,
      confirmed: z
        .array(z.string().max(40))
        .max(1_000)
        .default([])
        .describe('The `resourceId` of every access that ends; with others it is refused.'),
    }),
    answer: shapes.changed,
    run: async ({ answers, person, practice, params, body }) => {
      const given = toSwitch({ practiceId: practice.id, params, to: body.to, name: person.name });
      const changed = await switchFromCard(answers, { ...given, confirmed: body.confirmed });
      return changed === null ? null : { changed };
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

interface Switch {
  readonly practiceId: string;
  readonly params: z.infer<typeof ofLink>;
  readonly to: z.infer<typeof position>;
  readonly name: string;
}

function toSwitch({ practiceId, params, to, name }: Switch) {
  const { record: recordId, connection } = params;
  return { practiceId, recordId, connection, enabled: to === 'on', by: `user:${name}` };
}
