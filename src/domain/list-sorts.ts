// client: each client before its contacts. since: what stands longest where it stands first.
export const LIST_SORTS = ['client', 'name', 'number', 'since'] as const;
export type ListSort = (typeof LIST_SORTS)[number];
