// An answer with status 200 whose body says that it failed. Portals word it in several ways; what they have in common is
// a member that names errors, or one that says no to success. Pure.

const ERRORS = new Set([
  'error',
  'errors',
  'errormessage',
  'errormessages',
  'haserror',
  'haserrors',
  'iserror',
]);
const SUCCESS = new Set(['success', 'succeeded', 'issuccess', 'issuccessful']);

/** Also of a list of answers, one for each record. */
export function tellsErrors(body: unknown): boolean {
  if (Array.isArray(body)) return body.some(tellsErrors);
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).some(([name, value]) => {
    const known = name.toLowerCase().replaceAll('_', '');
    return (
      (ERRORS.has(known) && holdsSomething(value)) ||
      (SUCCESS.has(known) && String(value).toLowerCase() === 'false')
    );
  });
}

function holdsSomething(value: unknown): boolean {
  if (typeof value === 'string') return !['', 'false'].includes(value.trim().toLowerCase());
  if (Array.isArray(value)) return value.some(holdsSomething);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value === true || (typeof value === 'number' && value !== 0);
}

const NO =
  /\b(error|exception|invalid|denied|forbidden|cannot|unable|not|fout|niet|mislukt|geweigerd|ongeldig)\b|\bfail/i;

/** Of a word or a sentence that stands for an answer: it says no. */
export function saysNo(text: string): boolean {
  return NO.test(text);
}
