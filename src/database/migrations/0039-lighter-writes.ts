// What a write costs beside itself. A statement that changes no connection, as the begin of a run does, asked for the pairs of
// none. A practice was looked up for rows that name its connection, client or contact, which are looked up and name it
// themselves. What stands in a portal has one index that begins with its id there, and not two that hold it.
export const lighterWrites = /* sql */ `
set local search_path to koppel;

create or replace function connection_changed() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  if not exists (select from new_rows) then return null; end if;
  perform make_due(array_agg((practice_id, connection_id, client_id, (case when pairs > 100 then 2 else 1 end)::smallint, now())::due_change))
  from (
    select pair.*, count(*) over (partition by pair.connection_id) as pairs
    from new_rows n join old_rows o on o.id = n.id join live_pair pair on pair.connection_id = n.id
    where (o.settings, o.policy, o.base_url, o.proven_types) is distinct from (n.settings, n.policy, n.base_url, n.proven_types)
  ) changed;
  return null;
end $$;

alter table client_link drop constraint client_link_practice_id_fkey;
alter table contact_link drop constraint contact_link_practice_id_fkey;
alter table due_pair drop constraint due_pair_practice_id_fkey;
alter table portal_resource drop constraint portal_resource_practice_id_fkey;
alter table standing drop constraint standing_practice_id_fkey;
alter table portal_record drop constraint portal_record_practice_id_fkey;
alter table erased_record drop constraint erased_record_practice_id_fkey;
alter table connection_token drop constraint connection_token_practice_id_fkey;

drop index portal_resource_by_portal_id;
drop index portal_resource_by_its_id;
create unique index portal_resource_by_portal_id on portal_resource (portal_id, connection_id, type, parents)
  where portal_id is not null and state <> 'absent';
`;
