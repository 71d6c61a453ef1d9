import type { Text } from './text.ts';

// client: each client before its contacts. since: what stands longest where it stands first.
export const LIST_SORTS = ['client', 'name', 'number', 'since'] as const;
export type ListSort = (typeof LIST_SORTS)[number];

/** As the columns are called. */
export const LIST_SORT_WORDS = {
  client: { en: 'client', nl: 'klant' },
  name: { en: 'name', nl: 'naam' },
  number: { en: 'number', nl: 'nummer' },
  since: { en: 'since', nl: 'sinds' },
} as const satisfies Record<ListSort, Text>;
