// What a portal makes of what it is given, by attribute: shown in its own form it is no drift.
export const storedForms = /* sql */ `
set local search_path to koppel;

alter table portal_resource add column stored jsonb not null default '{}';
`;
