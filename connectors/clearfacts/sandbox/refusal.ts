// How the back door refuses, and whatever stands before the GraphQL service.
import type { Answer } from '../../sandbox-kit/answer.ts';

export function refusal(status: number, code: string, message = code): Answer {
  return { status, body: { code, message } };
}
