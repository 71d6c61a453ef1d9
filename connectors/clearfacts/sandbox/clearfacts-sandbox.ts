// A ClearFacts to try against. One GraphQL endpoint, as in the world.
import { fieldsOf, ok, refusal, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import { block } from '../../sandbox-kit/back-door.ts';
import { pageSizeOf, type Fault } from '../../sandbox-kit/faults.ts';
import type { Call, SandboxPortal } from '../../sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox-kit/sandbox.ts';
import { act } from './act.ts';
import { answerGraphql, graphqlErrors, nameOperation } from './graphql.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
import { seed } from './seed.ts';
import { accessTo, showState } from './show-state.ts';
import { createTokens, FIRST_APPLICATION, FIRST_USER, type SandboxTokens } from './tokens.ts';

export { SANDBOX_CREDENTIALS } from './tokens.ts';

const ENDPOINT = '/graphql';
/** graphql-<CODE>: an error of GraphQL in HTTP 200. */
const GRAPHQL_FAULT = /^graphql-([A-Z_]+)$/;

export function startClearFactsSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  return startSandbox(clearFacts(createTokens()), options);
}

function clearFacts(tokens: SandboxTokens): SandboxPortal<SandboxState> {
  return {
    name: 'clearfacts',
    services: [
      {
        at: '/sandbox',
        routes: { [`POST ${ENDPOINT}`]: answerGraphql },
        read: ({ path, body }) =>
          path === ENDPOINT ? { path: `${ENDPOINT}/${nameOperation(body)}`, body } : { path, body },
        guard: (call) => refuseCaller(tokens, call),
      },
    ],
    createState,
    refuse: refusal,
    doors: {
      'GET /state': ({ state }) => ok({ ...showState(state), tokens: tokens.active() }),
      'GET /access': ({ state, query }) => {
        const companyNumber = query.get('companyNumber') ?? '';
        return ok({ companyNumber, people: accessTo(state, companyNumber) });
      },
      'POST /seed': ({ state, body }) => seed(state, body),
      'POST /act': ({ state, body }) => act(state, body),
      'POST /block': block,
      // In the portal: profile, integrations, New token. Left out: for the user and application of the first token.
      'POST /tokens': ({ fields: { user, application } }) =>
        ok({ token: tokens.make(textOf(user ?? FIRST_USER), textOf(application ?? FIRST_APPLICATION)) }),
    },
    tokens,
    ownFaults: { form: GRAPHQL_FAULT, answer: answerFault },
    bend: withFewRows,
  };
}

function refuseCaller(tokens: SandboxTokens, { state, headers }: Call<SandboxState>): Answer | null {
  if (!tokens.use(headers.authorization)) {
    return state.refusesWith === 'graphql'
      ? graphqlErrors('Access denied: the token is unknown or revoked.', 'ACCESS_DENIED')
      : refusal(401, 'UNAUTHORIZED', 'The token is unknown or revoked');
  }
  return state.blocked ? refusal(403, 'FORBIDDEN', 'The office is blocked') : null;
}

function answerFault({ fault }: Fault, { text }: Call<SandboxState>): Answer | null {
  const code = GRAPHQL_FAULT.exec(fault)?.[1];
  return code === undefined ? null : graphqlErrors(`Refused on demand: ${text}`, code);
}

/** Lists are cut without a word: GraphQL has no place for one. */
function withFewRows(answer: Answer, fault: Fault): Answer {
  const size = pageSizeOf(fault);
  if (size === null) return answer;
  const { data, ...rest } = fieldsOf(answer.body);
  const fields = Object.entries(fieldsOf(data)).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? value.slice(0, size) : value,
  ]);
  return { ...answer, body: { ...rest, data: Object.fromEntries(fields) } };
}
