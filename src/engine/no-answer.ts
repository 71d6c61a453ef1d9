// Failures in which nothing answered: the machine may be away, or holds a request for ever. Pure.
const NO_ANSWER: ReadonlySet<string> = new Set(['PORTAL_UNREACHABLE', 'PORTAL_TIMEOUT', 'PORTAL_BROKE_OFF']);

export function hadNoAnswer(code: string): boolean {
  return NO_ANSWER.has(code);
}
