// The portal's own wording of an error. [assumed]
import type { Answer } from '../../sandbox-kit/answer.ts';

export function refusal(status: number, code: string, message = code): Answer {
  return { status, body: { code, message } };
}

export function notFound(): Answer {
  return refusal(404, 'NOT_FOUND', 'Not found');
}

export function invalid(what: string): Answer {
  return refusal(400, 'INVALID', what);
}

/** For what the rules of the portal say of something that was asked: null is done. */
export function answerTo(problem: string | null, done: Answer): Answer {
  if (problem === null) return done;
  return problem === 'MISSING' ? notFound() : refusal(409, problem);
}
