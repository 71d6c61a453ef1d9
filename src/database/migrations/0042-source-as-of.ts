// An address that hands out the same old export for ever is read every time, and tells nothing new.
export const sourceAsOf = /* sql */ `
set local search_path to koppel;

alter table practice add column source_as_of timestamptz;
grant select (source_as_of) on practice to koppel_system;
comment on column practice.source_as_of is 'As of when the newest export of the source says that it is; null where it does not say.';
`;
