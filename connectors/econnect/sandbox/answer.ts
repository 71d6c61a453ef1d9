// The portal's own wording of an error.
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../sandbox-kit/answer.ts';

export {
  created,
  emailOf,
  fieldsOf,
  listOf,
  named,
  NO_CONTENT,
  ok,
  oneOf,
  strangeField,
  textOf,
  wholeNumberOf,
  type Answer,
  type Fields,
} from '../../sandbox-kit/answer.ts';

/** [doc] */
export function refusal(status: number, code: string, message = code): Answer {
  const requestId = randomUUID();
  const helpLink = `https://help.example.nl/${code}`;
  return { status, body: { code, message, helpLink, requestId, dateTime: new Date().toISOString() } };
}

export function notFound(): Answer {
  return refusal(404, 'NOT_FOUND', 'Not found');
}
