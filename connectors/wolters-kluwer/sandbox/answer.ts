// What the rules of the portal say of something that was asked.
import { notFound, refusal, type Answer } from '../../sandbox-kit/answer.ts';

/** null is done. */
export function answerTo(problem: string | null, done: Answer): Answer {
  if (problem === null) return done;
  return problem === 'MISSING' ? notFound() : refusal(409, problem);
}
