// The search grammar of CaseWare Cloud, as far as Koppel needs it: equality on top-level text fields. [doc] No public page
// shows parentheses, so none are ever sent outside a text.

/** `Field='text'`; a quote and a backslash inside are escaped with a backslash, so that no value can end the text early. */
export function fieldEquals(field: string, text: string): string {
  return `${field}='${text.replace(/[\\']/g, '\\$&')}'`;
}
