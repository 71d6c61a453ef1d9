// How the portal words what goes wrong on demand: graphql-<CODE> is an error of GraphQL in HTTP 200.
import type { Answer } from '../../sandbox-kit/answer.ts';
import * as kit from '../../sandbox-kit/faults.ts';
import { graphqlErrors } from './graphql-error.ts';
import { refusal } from './refusal.ts';

const GRAPHQL = /^graphql-([A-Z_]+)$/;

export function readFault(body: unknown): kit.Fault | string {
  return kit.readFault(body, GRAPHQL);
}

/** The answer of a fault that answers by itself; null for those that only bend what the portal does. */
export function faultAnswer(fault: kit.Fault, echo: string): Answer | null {
  const message = `Refused on demand: ${echo}`;
  const code = GRAPHQL.exec(fault.fault)?.[1];
  if (code !== undefined) return graphqlErrors(message, code);
  return kit.faultAnswer(fault, { echo, refuse: (status) => refusal(status, `HTTP_${status}`, message) });
}
