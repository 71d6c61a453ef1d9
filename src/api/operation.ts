// One thing that the API can be asked: its address, what it takes and answers, and who may. The routes and their
// description are both made from these.
import { z } from 'zod';
import { type CardPorts } from '../answers/read-card.ts';
import { type Right } from '../domain/role.ts';
import { type Language } from '../domain/text.ts';
import { type Person } from '../http/sign-in/person.ts';

/** What was asked, by whom. `practiceId` is one that the person may see, and that exists. */
export interface Call<Params, Query, Body> {
  readonly answers: CardPorts;
  readonly person: Person;
  readonly practiceId: string;
  readonly language: Language;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
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
  readonly answer: z.ZodType;
  /** Null: the practice has nothing of the kind. */
  readonly run: (call: Call<z.infer<Params>, z.infer<Query>, z.infer<Body>>) => Promise<object | null>;
}

export const NOTHING = z.object({});

/** Keeps the types of one operation together where many are listed. */
export function operation<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  given: Operation<Params, Query, Body>,
): AnyOperation {
  const { run, params, query, body, ...rest } = given;
  return {
    ...{ ...rest, params, query, body },
    run: (call) =>
      run({
        ...call,
        params: params.parse(call.params),
        query: query.parse(call.query),
        body: body.parse(call.body),
      }),
  };
}

/** `run` throws a ZodError where what was asked does not fit. */
export type AnyOperation = Omit<Operation, 'run'> & {
  readonly run: (call: Call<unknown, unknown, unknown>) => Promise<object | null>;
};
