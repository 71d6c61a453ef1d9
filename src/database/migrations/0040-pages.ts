// What pages ask for, by indexes that hold little more than what is shown: what is not in sync, by its reason; what stands where
// it stands, the longest first; what was mailed and not used, what waits, what was given up. In sync nearly all are, and stand in
// one of them only.
export const pages = /* sql */ `
set local search_path to koppel;

create index standing_by_reason on standing (connection_id, reason) where reason <> 'IN_SYNC';
create index standing_longest on standing (connection_id, since, subject_id);

create index portal_resource_mailed on portal_resource (connection_id, created_at, id) where sign_in = 'mail-sent';
create index portal_resource_open on portal_resource (connection_id) where state in ('waiting', 'declined', 'uncertain');

create index claim_released on claim (connection_id) where released_at is not null;
`;
