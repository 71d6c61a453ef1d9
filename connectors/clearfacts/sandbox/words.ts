// The words of the portal's enumerations.

export const RESPONSIBLES = ['office', 'dossier-manager', 'client-group'] as const;
export type ResponsibleKind = (typeof RESPONSIBLES)[number];
export const REQUEST_STATES = ['open', 'approved', 'refused'] as const;

/** As GraphQL writes them: `full-access` is FULL_ACCESS. */
export function toWireWord(word: string): string {
  return word.toUpperCase().replaceAll('-', '_');
}
