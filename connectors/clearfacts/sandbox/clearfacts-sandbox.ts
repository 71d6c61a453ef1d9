// A ClearFacts to try against. One GraphQL endpoint, as in the world.
import {
  fieldsOf,
  listOf,
  ok,
  refusal,
  refuse,
  textOf,
  type Answer,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import { block, usualDoors } from '../../sandbox-kit/back-door.ts';
import { pageSizeOf, type Fault } from '../../sandbox-kit/faults.ts';
import type { Call, SandboxPortal } from '../../sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox-kit/sandbox.ts';
import { act } from './act.ts';
import { answerGraphql, graphqlErrors, nameOperation } from './graphql.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
import { seed } from './seed.ts';
import { accessTo, showState } from './show-state.ts';
import { createTokens, FIRST_APPLICATION, FIRST_USER, SCOPES, type SandboxTokens } from './tokens.ts';

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
      ...usualDoors({
        show: (state: SandboxState) => ({ ...showState(state), tokens: tokens.active() }),
        ...{ by: 'companyNumber', accessTo, seed, act },
      }),
      'POST /block': block,
      // In the portal. What is left out is as of the first token.
      'POST /tokens': ({ fields }) => ok({ token: tokens.make(readToken(fields)) }),
    },
    tokens,
    ownFaults: { form: GRAPHQL_FAULT, answer: answerFault },
    bend: withFewRows,
  };
}

/** What needs the scope `read_administrations`. How a scope that is missing is told is assumed. */
const DOSSIERS = ['administrations', 'administration'];

function readToken({ user = FIRST_USER, application = FIRST_APPLICATION, kind, scopes = SCOPES }: Fields) {
  return {
    ...{ user: textOf(user), application: textOf(application) },
    kind: kind === 'oidc' ? ('oidc' as const) : ('personal' as const),
    scopes: SCOPES.filter((scope) => listOf(scopes).includes(scope)),
  };
}

function refuseCaller(tokens: SandboxTokens, { state, headers, fields }: Call<SandboxState>): Answer | null {
  const scopes = tokens.use(headers.authorization);
  if (scopes === null) {
    if (state.refusesWith === 'status') refuse(401, 'UNAUTHORIZED', 'The token is unknown or revoked');
    return state.refusesWith === 'words'
      ? graphqlErrors('Unauthorized')
      : graphqlErrors('Access denied: the token is unknown or revoked.', 'ACCESS_DENIED');
  }
  if (state.blocked) refuse(403, 'FORBIDDEN', 'The office is blocked');
  const [, names = ''] = nameOperation(fields).split('/');
  const asksDossiers = names.split('+').some((name) => DOSSIERS.includes(name));
  return asksDossiers && !scopes.includes('read_administrations')
    ? graphqlErrors('The token has no scope for this.', 'ACCESS_DENIED')
    : null;
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
