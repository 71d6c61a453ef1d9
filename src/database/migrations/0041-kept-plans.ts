// A session keeps the plan of a function, and may have made it when there was nothing: a join was then as good as a look-up, and
// reads all contacts of all practices later. What a switch is about is looked up one by one (offset 0), whatever the plan.
export const keptPlans = /* sql */ `
set local search_path to koppel;

-- Nobody but a list has anything to say of \`search\`: as long as there are no statistics, all of a practice seem few, and whoever
-- looks for one record by its key would do it here.
drop index client_in_order, contact_in_order;
create index client_in_order on client (practice_id, search, id) where search is not null;
create index contact_in_order on contact (practice_id, search, id) where search is not null;

-- One record is looked for by its key or by its id, and never by either through the order of the other.
alter table client drop constraint client_practice_id_source_key_key,
  add constraint client_practice_id_source_key_key unique (source_key, practice_id);
alter table contact drop constraint contact_practice_id_source_key_key,
  add constraint contact_practice_id_source_key_key unique (source_key, practice_id);

create or replace function is_live_contact(p_contact uuid) returns boolean language sql stable as $$
  select exists (select from contact_link where contact_id = p_contact and enabled offset 0)
    or exists (select from claim where subject_id = p_contact offset 0)
$$;

create or replace function contact_changed() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
declare own due_change[]; peers due_change[];
begin
  execute $query$
  select array_agg((pair.practice_id, pair.connection_id, pair.client_id,
      (case when n.deleted_at is not null or n.client_id <> o.client_id then 0 else 1 end)::smallint,
      case when n.said_at <> o.said_at then n.said_at else now() end)::due_change)
  from new_rows n join old_rows o on o.id = n.id
  cross join lateral (select n.client_id union select o.client_id) c
  cross join lateral live_pairs_of(c.client_id) pair
  where (o.client_id, o.person_key, o.first_name, o.infix, o.last_name, o.initials, o.email, o.phone, o.mobile, o.deleted_at)
    is distinct from
        (n.client_id, n.person_key, n.first_name, n.infix, n.last_name, n.initials, n.email, n.phone, n.mobile, n.deleted_at)
    and (exists (select from contact_link l
        where l.contact_id = n.id and l.connection_id = pair.connection_id and l.enabled offset 0)
      or exists (select from claim where claim.subject_id = n.id and claim.connection_id = pair.connection_id offset 0))
  $query$ into own;
  execute $query$
  select peers_due(array_agg(k), now())
  from new_rows n join old_rows o on o.id = n.id
  cross join lateral (
    select (n.practice_id, null, n.email_key, n.person_key)::peer_key as k
    union select (o.practice_id, null, o.email_key, o.person_key)::peer_key) keys
  where (o.person_key, o.email_key, o.deleted_at) is distinct from (n.person_key, n.email_key, n.deleted_at)
    and is_live_contact(n.id)
  $query$ into peers;
  perform make_due(own || peers);
  return null;
end $$;

create or replace function peers_of(keys peer_key[]) returns table (practice_id text, connection_id uuid, client_id uuid)
language sql stable as $$
  select distinct peer.practice_id, link.connection_id, peer.client_id
  from (
    select c.id, c.practice_id, c.client_id, k.connection_id
    from (select distinct * from unnest(keys)) k cross join lateral (
      select * from contact where practice_id = k.practice_id and email_key = k.email_key and deleted_at is null offset 0) c
    union
    select c.id, c.practice_id, c.client_id, k.connection_id
    from (select distinct * from unnest(keys)) k cross join lateral (
      select * from contact where practice_id = k.practice_id and person_key = k.person_key and deleted_at is null offset 0) c
  ) peer
  cross join lateral (select l.connection_id from contact_link l where l.contact_id = peer.id and l.enabled
    and (peer.connection_id is null or peer.connection_id = l.connection_id) offset 0) link
  where exists (select from client_link where client_link.connection_id = link.connection_id
    and client_link.client_id = peer.client_id and client_link.enabled offset 0)
$$;

create or replace function client_switched(switches switch[]) returns void language sql as $$
  select make_due((
    select array_agg((practice_id, connection_id, record_id, switch_lane(enabled, cardinality(switches)),
      case when cardinality(switches) > 100 then now() else changed_at end)::due_change)
    from unnest(switches)
  ) || (
    select peers_due(array_agg((c.practice_id, s.connection_id, c.email_key, c.person_key)::peer_key), now())
    from unnest(switches) s cross join lateral (select * from contact where client_id = s.record_id offset 0) c
    where s.enabled <> s.was
  ))
$$;

create or replace function contact_switched(switches switch[]) returns void language sql as $$
  select make_due((
    select array_agg((s.practice_id, s.connection_id, c.client_id, switch_lane(s.enabled, cardinality(switches)),
      case when cardinality(switches) > 100 then now() else s.changed_at end)::due_change)
    from unnest(switches) s cross join lateral (select * from contact where id = s.record_id offset 0) c
    cross join lateral live_pairs_of(c.client_id) pair where pair.connection_id = s.connection_id
  ) || (
    select peers_due(array_agg((c.practice_id, s.connection_id, c.email_key, c.person_key)::peer_key), now())
    from unnest(switches) s cross join lateral (select * from contact where id = s.record_id offset 0) c
    where s.enabled <> s.was
  ))
$$;
`;
