// The search grammar of CaseWare Cloud, as far as Koppel needs it: equality on top-level text fields. [doc]

/** `Field='text'`; a quote inside the text is doubled, so that no value can end the text early. */
export function fieldEquals(field: string, text: string): string {
  return `${field}='${text.replaceAll("'", "''")}'`;
}
