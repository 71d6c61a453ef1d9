// What a sweep looks for, and who waits for a client, is found by indexes that hold nothing else: an idle sweep costs the
// same whatever there is.
export const byIndex = /* sql */ `
set local search_path to koppel;

-- A run has judged it. Noted by the sweep, which asks for those that no run ever has.
alter table client_link add column judged boolean not null default false;
update client_link l set judged = exists (select from standing s
  where s.connection_id = l.connection_id and s.subject_kind = 'client' and s.subject_id = l.client_id);
create index client_link_unjudged on client_link (connection_id, client_id) where enabled and not judged;

create index standing_unsettled on standing (connection_id, client_id) where state = 'held' or reason = 'CHANGE_PENDING';
create index portal_resource_unsettled on portal_resource (connection_id)
  where doubtful or revoke_state in ('revoke_pending', 'revoked_sent');

-- Row-level security lets no index on what a function takes out of a document be used.
alter table standing add column holder_client text generated always as (detail ->> 'holderClient') stored;
drop index standing_by_holder;
create index standing_by_holder on standing (connection_id, holder_client) where holder_client is not null;
`;
