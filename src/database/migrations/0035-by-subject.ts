// Standings by the record they are of, which every list asks for: with the connection first, the planner took all of a
// connection for few while nothing was counted, and read them for each record. And what waits for somebody, by itself.
export const bySubject = /* sql */ `
set local search_path to koppel;

alter table standing drop constraint standing_pkey, add primary key (subject_id, connection_id, subject_kind);

create index portal_resource_waiting on portal_resource (connection_id) where waiting_on is not null;
`;
