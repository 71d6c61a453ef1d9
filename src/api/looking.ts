// What the API tells: the answers that commands and pages give, as they are.
import { z } from 'zod';
import { readBrakeQuestions } from '../answers/brake-questions.ts';
import { listQuerySchema, toFilter } from '../answers/list-query.ts';
import type { ListedRecord } from '../answers/describe-records.ts';
import { findListed, listPage } from '../answers/list-records.ts';
import { readLog } from '../answers/log.ts';
import { logQuerySchema, toLogFilter } from '../answers/log-query.ts';
import { type Office } from '../answers/offices.ts';
import { readOverview } from '../answers/practice-status.ts';
import { optional, textOf } from '../answers/query-parts.ts';
import { readCard } from '../answers/read-card.ts';
import { toAnswer } from '../answers/record-columns.ts';
import { listOpenTasks } from '../answers/task-steps.ts';
import { readToDo } from '../answers/to-do.ts';
import { NOTHING, operation, type AnyOperation } from './operation.ts';
import { badCursor, refuse } from './read-asked.ts';
import * as shapes from './shapes.ts';

const MOST = 200;
const limit = z.coerce.number().int().min(1).max(MOST).default(50);
const cursor = optional(textOf(20)).describe('What the page before gave as `next`.');
const LOOK = { method: 'GET', right: null, params: NOTHING, query: NOTHING, body: NOTHING } as const;

export const LOOKING: readonly AnyOperation[] = [
  operation({
    ...LOOK,
    path: '/records',
    summary: 'Clients and contacts, with where they stand in each portal: those that fit, or that `q` finds.',
    query: listQuerySchema.extend({ limit }).strict(),
    answer: shapes.page,
    run: async ({ answers, practice, query, language }) => {
      const { q, sort = 'client', cursor = null } = query;
      assertHas(practice, query.connection);
      const asked = { practiceId: practice.id, filter: toFilter(query), limit: query.limit };
      const tell = (record: ListedRecord) => toAnswer(record, language);
      if (q !== undefined) {
        const found = await findListed(answers, { ...asked, text: q });
        return { records: found.records.map(tell), next: null, more: found.more };
      }
      const page = await listPage(answers, { ...asked, sort, cursor });
      if (page === null) throw badCursor();
      return { records: page.records.map(tell), next: page.next, more: page.next !== null };
    },
  }),
  operation({
    ...LOOK,
    path: '/records/:record',
    summary: 'One of them: every check, what the portal has, the contacts of a client, what was done lately.',
    params: z.object({ record: z.string() }),
    answer: shapes.card,
    run: async ({ answers, practice, params, language }) => {
      const card = await readCard(answers, { practiceId: practice.id, recordId: params.record });
      if (card === null) return null;
      const { record, links, contacts, log } = card;
      const tell = (one: ListedRecord) => toAnswer(one, language);
      return {
        record: tell(record),
        explanations: links.map(({ link, explanation }) => ({ connection: link.connection, ...explanation })),
        contacts: contacts && {
          ...{ records: contacts.records.map(tell), next: contacts.next, more: contacts.next !== null },
        },
        log,
      };
    },
  }),
  operation({
    ...LOOK,
    path: '/to-do',
    summary: 'What waits for somebody or is broken in the data, by who must act, the longest first.',
    query: z.strictObject({ limit, cursor }),
    answer: shapes.toDo,
    run: async ({ answers, practice, query: { limit: most, cursor: from = '0' } }) => {
      if (!/^\d{1,9}$/.test(from)) throw badCursor();
      const end = Number(from) + most;
      const found = await readToDo(answers, practice.id, { most: end });
      if (found === null) return null;
      const { items, mailedLately } = found;
      return {
        ...{ items: items.slice(Number(from), end), next: end < items.length ? String(end) : null },
        mailedLately,
      };
    },
  }),
  operation({
    ...LOOK,
    path: '/tasks',
    summary: 'Steps that people do in a portal, with instructions.',
    answer: shapes.tasks,
    run: async ({ answers, practice, language }) => {
      const tasks = await listOpenTasks(answers, practice.id);
      return { tasks: tasks.map((task) => ({ ...task, steps: task.steps[language] })) };
    },
  }),
  operation({
    ...LOOK,
    path: '/brake',
    summary: 'What the brake asks, with exactly the accesses that it is about.',
    answer: shapes.brake,
    run: async ({ answers, practice }) => {
      const questions = await readBrakeQuestions(answers.store, practice.id);
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
    run: ({ answers: { store, connectorOf, now }, practice }) =>
      readOverview({ store, connectorOf, now: now() }, practice.id),
  }),
  operation({
    ...LOOK,
    path: '/log',
    summary: 'What people and Koppel did, newest first.',
    query: logQuerySchema.extend({ limit }).strict(),
    answer: shapes.log,
    run: async ({ answers: { store }, practice, query }) => {
      assertHas(practice, query.connection);
      const filter = await toLogFilter(store, practice.id, query);
      if (filter === null) return null;
      const asked = { practiceId: practice.id, filter, cursor: query.cursor ?? null, limit: query.limit };
      const page = await readLog(store, asked);
      if (page === null) throw badCursor();
      return page;
    },
  }),
];

function assertHas({ connections }: Office, name: string | undefined): void {
  if (name === undefined || connections.includes(name)) return;
  const names = connections.join(', ');
  const message = {
    en: `must be a connection of the practice; it has ${names || 'none'}.`,
    nl: `moet een verbinding van het kantoor zijn; het heeft ${names || 'er geen'}.`,
  };
  throw refuse([{ field: 'connection', code: 'UNKNOWN', message }]);
}
