// How a source stands: since when the present one is given, and what keeps its last export from being accepted. Its
// `source_read_at` is the time of the last one that was. A digest of each event's body tells whether what comes again
// under its id is the same.
export const sources = /* sql */ `
set local search_path to koppel;

alter table practice add column source_since timestamptz not null default now();
update practice set source_since = created_at;
-- A code. Null: the last reading was accepted, or found nothing new.
alter table practice add column source_problem text;
alter table practice add column source_problem_since timestamptz;
grant select (source_since, source_problem, source_problem_since) on practice to koppel_system;

alter table received_event add column body_digest bytea;
`;
