// What the API tells: the answers that commands and pages give, as they are.
import { z } from 'zod';
import { readBrakeQuestions } from '../answers/brake-questions.ts';
import { listQuerySchema, toFilter } from '../answers/list-query.ts';
import { findListed, listPage } from '../answers/list-records.ts';
import { readLog } from '../answers/log.ts';
import { readPracticeStatus } from '../answers/practice-status.ts';
import { readCard } from '../answers/read-card.ts';
import { toAnswer } from '../answers/record-columns.ts';
import { listOpenTasks } from '../answers/task-steps.ts';
import { readToDo } from '../answers/to-do.ts';
import { HttpProblem } from '../http/problem.ts';
import { NOTHING, operation, type AnyOperation } from './operation.ts';
import * as shapes from './shapes.ts';

const MOST = 200;
const limit = z.coerce.number().int().min(1).max(MOST).default(50);
const LOOK = { method: 'GET', right: null, params: NOTHING, query: NOTHING, body: NOTHING } as const;

export const LOOKING: readonly AnyOperation[] = [
  operation({
    ...LOOK,
    path: '/records',
    summary: 'Clients and contacts, with where they stand in each portal.',
    query: listQuerySchema.extend({ limit }),
    answer: shapes.page,
    run: async ({ answers, practiceId, query, language }) => {
      const { q, sort = 'client', cursor = null } = query;
      const asked = { practiceId, filter: toFilter(query), limit: query.limit };
      const found =
        q === undefined
          ? await listPage(answers, { ...asked, sort, cursor })
          : { ...(await findListed(answers, { ...asked, text: q })), next: null };
      if (found === null) throw new HttpProblem('invalid-request', { detail: 'The cursor is none of ours.' });
      const records = found.records.map((record) => toAnswer(record, language));
      return { records, next: found.next, more: 'more' in found && found.more };
    },
  }),
  operation({
    ...LOOK,
    path: '/records/:record',
    summary: 'One of them: every check, what the portal has, the contacts of a client.',
    params: z.object({ record: z.string() }),
    answer: shapes.card,
    run: async ({ answers, practiceId, params, language }) => {
      const card = await readCard(answers, { practiceId, recordId: params.record });
      if (card === null) return null;
      const { record, links, contacts } = card;
      return {
        record: toAnswer(record, language),
        links: links.map(({ link, explanation }) => ({
          connection: link.connection,
          checks: explanation.trace.map(({ rule, field, value, passed, reason }) => ({
            ...{ rule, field, value, passed, reason },
          })),
          firstNo: explanation.firstNo?.reason ?? null,
          resources: explanation.resources.map(({ type, state, signIn, key }) => ({
            ...{ type, state, signIn, key },
          })),
        })),
        contacts:
          contacts === null
            ? null
            : {
                records: contacts.records.map((contact) => toAnswer(contact, language)),
                ...{ next: contacts.next, more: false },
              },
      };
    },
  }),
  operation({
    ...LOOK,
    path: '/to-do',
    summary: 'What waits for somebody or is broken in the data, by who must act, the longest first.',
    query: z.object({ limit }),
    answer: shapes.toDo,
    run: async ({ answers, practiceId, query }) => {
      const items = await readToDo(answers, practiceId, { most: query.limit });
      return items === null ? null : { items };
    },
  }),
  operation({
    ...LOOK,
    path: '/tasks',
    summary: 'Steps that people do in a portal, with instructions.',
    answer: shapes.tasks,
    run: async ({ answers, practiceId, language }) => {
      const tasks = await listOpenTasks(answers, practiceId);
      return { tasks: tasks.map((task) => ({ ...task, steps: task.steps[language] })) };
    },
  }),
  operation({
    ...LOOK,
    path: '/brake',
    summary: 'What the brake asks, with exactly the accesses that it is about.',
    answer: shapes.brake,
    run: async ({ answers, practiceId }) => {
      const questions = await readBrakeQuestions(answers.store, practiceId);
      return {
        questions: questions.map(({ id, connection, openedAt, resourceIds, accesses }) => ({
          ...{ id, connection, openedAt, count: resourceIds.length, accesses },
        })),
      };
    },
  }),
  operation({
    ...LOOK,
    path: '/overview',
    summary: 'How the practice stands on each connection.',
    answer: shapes.overview,
    run: ({ answers: { store, connectorOf, now }, practiceId }) =>
      readPracticeStatus({ store, connectorOf, now: now() }, practiceId),
  }),
  operation({
    ...LOOK,
    path: '/log',
    summary: 'What people and Koppel did, newest first.',
    query: z.object({ limit, cursor: z.string().max(20).optional() }),
    answer: shapes.log,
    run: async ({ answers: { store }, practiceId, query }) => {
      const filter = { record: null, connectionId: null, action: null, actor: null, since: null };
      const asked = { practiceId, filter, cursor: query.cursor ?? null, limit: query.limit };
      const found = await readLog(store, asked);
      if (found === null) throw new HttpProblem('invalid-request', { detail: 'The cursor is none of ours.' });
      return {
        entries: found.entries.map(({ at, actor, action, connection, type, fields, outcome, record }) => ({
          ...{ at, actor, action, connection, type, fields, outcome, record },
        })),
        next: found.next,
      };
    },
  }),
];
