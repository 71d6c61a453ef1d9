// One thing that the API can be asked: its address, what it takes and answers, and who may. The routes and their
// description are both made from these.
import { z } from 'zod';
import { type CardPorts } from '../answers/read-card.ts';
import { type Right } from '../domain/role.ts';
import { LANGUAGES, type Language } from '../domain/text.ts';
import { type Office } from '../answers/offices.ts';
import { optional } from '../answers/query-parts.ts';
import { type Person } from '../http/sign-in/person.ts';
import { readAsked } from './read-asked.ts';

/** What was asked, by whom. The practice is one that the person may see. */
interface Call<Params, Query, Body> {
  readonly answers: CardPorts;
  readonly person: Person;
  readonly practice: Office;
  readonly language: Language;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST';
  /** Below a practice: `/records/:record`. */
  readonly path: string;
  readonly summary: string;
  /** Null: whoever may look. */
  readonly right: Right | null;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  /** Null: the practice has nothing of the kind. */
  readonly run: (
    call: Call<z.infer<Params>, z.infer<Query>, z.infer<Body>>,
  ) => Promise<z.input<Answer> | null>;
}

export const NOTHING = z.strictObject({});

const lang = optional(z.enum(LANGUAGES)).describe('Of words; it is remembered.');

/** Keeps the types of one operation together where many are listed. Each takes the language of its words. */
export function operation<
  Params extends z.ZodType,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(given: Operation<Params, Query, Body, Answer>): AnyOperation {
  const { run, params, query, body, answer, ...rest } = given;
  return {
    ...{ ...rest, params, query: query.extend({ lang }), body, answer },
    run: async (call) => {
      const named = params.safeParse(call.params);
      if (!named.success) return null;
      const found = await run({
        ...{ ...call, params: named.data },
        query: readAsked(query, withoutLanguage(call.query), 'query'),
        body: readAsked(body, call.body, 'body'),
      });
      return found === null ? null : answer.parse(found);
    },
  };
}

function withoutLanguage(query: unknown): object {
  const asked = readAsked(z.looseObject({ lang }), query, 'query');
  return Object.fromEntries(Object.entries(asked).filter(([name]) => name !== 'lang'));
}

/** What it answers is what `answer` describes, and nothing else. */
export type AnyOperation = Omit<Operation, 'run'> & {
  readonly run: (call: Call<unknown, unknown, unknown>) => Promise<unknown>;
};
