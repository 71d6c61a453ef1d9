// An answer with status 200 whose body says that it failed. Portals word it in several ways; what they have in common is
// a member that names errors, or one that says no to success. Pure.

const ERRORS = new Set(['error', 'errors', 'errormessage', 'errormessages']);
const SUCCESS = new Set(['success', 'succeeded', 'issuccess', 'issuccessful']);

/** Also of a list of answers, one for each record. */
export function tellsErrors(body: unknown): boolean {
  if (Array.isArray(body)) return body.some(tellsErrors);
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).some(([name, value]) => {
    const known = name.toLowerCase().replaceAll('_', '');
    return (ERRORS.has(known) && holdsSomething(value)) || (SUCCESS.has(known) && value === false);
  });
}

function holdsSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(holdsSomething);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value === true || (typeof value === 'number' && value !== 0);
}
