// Executes one GraphQL request. Whatever is wrong with it is an error in HTTP 200. [code]
import { fieldsOf, ok, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import { checkSelection, coerceArguments, project } from './graphql-coerce.ts';
import { readDocument, type Operation } from './graphql-document.ts';
import { GraphqlError, graphqlErrors } from './graphql-error.ts';
import { findOperation } from './operations.ts';
import type { SandboxState } from './sandbox-state.ts';

export interface GraphqlRequest {
  /** Null where it could not be read; `problem` says why. */
  readonly operation: Operation | null;
  readonly problem: string;
  /** `query/administrations`, `mutation/addClientUser`: for counts and faults. */
  readonly pattern: string;
}

export function readGraphql(body: unknown): GraphqlRequest {
  const { query, variables } = fieldsOf(body);
  try {
    const operation = readDocument(textOf(query), fieldsOf(variables));
    const names = operation.selections.map(({ name }) => name).join('+');
    return { operation, problem: '', pattern: `${operation.kind}/${names}` };
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    return { operation: null, problem: error.message, pattern: 'unreadable' };
  }
}

/** `visibleAt`: when users show that this request makes. */
export function answerGraphql(
  state: SandboxState,
  { operation, problem }: GraphqlRequest,
  visibleAt: number,
): Answer {
  if (operation === null) return graphqlErrors(problem, 'BAD_REQUEST');
  let path: readonly string[] = [];
  try {
    const { kind, selections } = operation;
    // All is checked before anything is done.
    const checked = selections.map((selection) => {
      const field = findOperation(kind, selection.name);
      checkSelection(field.returns, selection);
      return { selection, field, args: coerceArguments(field.args, selection) };
    });
    const data = checked.map(({ selection, field, args }) => {
      path = [selection.alias];
      return [
        selection.alias,
        project(field.returns, field.resolve(state, args, visibleAt), selection),
      ] as const;
    });
    return ok({ data: Object.fromEntries(data) });
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    return graphqlErrors(error.message, error.code, path);
  }
}
