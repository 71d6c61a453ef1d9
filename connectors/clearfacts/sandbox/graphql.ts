// The portal's one address. Whatever is wrong with a request is an error in HTTP 200. [code]
import {
  defaultFieldResolver,
  graphqlSync,
  Kind,
  parse,
  type GraphQLError,
  type GraphQLFieldResolver,
} from 'graphql';
import { fieldsOf, ok, Refusal, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import type { Call } from '../../sandbox-kit/portal.ts';
import { operations, type Context } from './operations.ts';
import type { SandboxState } from './sandbox-state.ts';
import { schema } from './schema.ts';

/** `query/administrations`, `mutation/addClientUser`: for counts and faults. */
export function nameOperation(body: unknown): string {
  try {
    const { definitions } = parse(textOf(fieldsOf(body).query));
    const [operation] = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined) return 'unreadable';
    const names = operation.selectionSet.selections.map((each) =>
      each.kind === Kind.FIELD ? each.name.value : each.kind,
    );
    return `${operation.operation}/${names.join('+')}`;
  } catch {
    return 'unreadable';
  }
}

export function answerGraphql({ state, fields, visibleAt }: Call<SandboxState>): Answer {
  const { data, errors = [] } = graphqlSync({
    schema,
    source: textOf(fields.query),
    variableValues: fieldsOf(fields.variables),
    rootValue: operations,
    contextValue: { state, visibleAt },
    fieldResolver: showField,
  });
  return errors.length === 0 ? ok({ data }) : ok({ errors: errors.map(showError), data: null });
}

/** Numbers of dossiers are taken bare, and shown with BE before them where the switch says so. */
const showField: GraphQLFieldResolver<unknown, Context> = (...asked) => {
  const [, , { state }, { fieldName }] = asked;
  const value: unknown = defaultFieldResolver(...asked);
  if (!state.showsCountry || !/^companyNumbers?$/.test(fieldName)) return value;
  return Array.isArray(value) ? value.map((number) => `BE${textOf(number)}`) : `BE${textOf(value)}`;
};

/** What is not a call of the schema is BAD_REQUEST; the other codes are those of the portal's rules. */
function showError({ message, path = [], originalError }: GraphQLError) {
  if (originalError !== undefined && !(originalError instanceof Refusal)) throw originalError;
  return { message, path, extensions: { category: 'user', code: originalError?.code ?? 'BAD_REQUEST' } };
}

export function graphqlErrors(message: string, code?: string): Answer {
  return ok({ errors: [{ message, path: [], extensions: { category: 'user', code } }], data: null });
}
