// Erasing a person: access is taken away first, like after any delete; then everything that says who it was is removed.
// What stays are ids, so that the audit trail still adds up, and the tombstone, so that an older record is not believed.
export const erasure = /* sql */ `
set local search_path to koppel;

alter table contact add column erase_asked_at timestamptz, add column erased_at timestamptz;
create index contact_to_erase on contact (practice_id) where erase_asked_at is not null and erased_at is null;

-- Records in a portal that belonged to an erased person. A list of the portal is not to bring their names back.
create table erased_record (
  connection_id uuid not null,
  practice_id text not null references practice,
  type text not null,
  portal_id text not null,
  primary key (connection_id, type, portal_id),
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade
);
alter table erased_record enable row level security;
create policy one_practice on erased_record to koppel_app
  using (practice_id = current_practice()) with check (practice_id = current_practice());
grant select on erased_record to koppel_app;

create function holds_text(document jsonb, wanted text) returns boolean language sql immutable as $$
  select exists (select from jsonb_path_query(document, 'strict $.**') v where lower(v #>> '{}') = wanted)
$$;

-- Everything known of a portal that has to do with a contact: claimed for it, done for it, owned by it, or naming it.
create function resources_about(p_contact uuid) returns setof portal_resource language sql stable as $$
  with recursive about as (
    select r.id from contact c join portal_resource r on r.practice_id = c.practice_id
    where c.id = p_contact and (
      split_part(r.owner, ':', 1) || ':' || split_part(r.owner, ':', 2) in ('contact:' || c.id, 'person:' || c.person_key)
      or exists (select from claim m where m.resource_id = r.id and m.subject_id = c.id)
      or exists (select from audit a where a.practice_id = c.practice_id and a.subject_id = c.id
        and a.details ->> 'resource' = r.id::text)
      or lower(r.key) = c.email_key or holds_text(r.attributes, c.email_key) or holds_text(r.refused, c.email_key))
  ) select r.* from portal_resource r join about using (id)
$$;

create function events_about(p_contact uuid) returns setof received_event language sql stable as $$
  select e.* from contact c join received_event e on e.practice_id = c.practice_id and e.type like 'contact.%'
  where c.id = p_contact and normalize(btrim(e.payload::json -> 'data' ->> 'key')) = c.source_key
$$;

create function listed_about(p_contact uuid) returns setof portal_record language sql stable as $$
  select l.* from contact c join portal_record l on l.practice_id = c.practice_id
  where c.id = p_contact and (lower(l.key) = c.email_key or holds_text(l.attributes, c.email_key)
    or exists (select from resources_about(c.id) r where r.connection_id = l.connection_id and r.type = l.type and r.portal_id = l.portal_id
      and r.parents = '{}' and r.owner not like 'client:%'))
$$;

-- False while access may still be there, or a run that has read the contact is under way. Only what was asked for.
create function erase_contact(p_contact uuid) returns boolean
language plpgsql security definer set search_path = koppel, pg_temp as $$
declare gone contact; about uuid[]; own uuid[]; events text[];
begin
  select * into gone from contact where id = p_contact and practice_id = current_practice()
    and erase_asked_at is not null and erased_at is null and deleted_at is not null for update;
  if not found or exists (select from claim where subject_id = p_contact)
    or exists (select from due_pair where client_id = gone.client_id and lease_until > clock_timestamp()) then
    return false;
  end if;
  about := array(select r.id from resources_about(p_contact) r order by r.id);
  -- What others stand on is theirs too, and what stands for a client is the client's.
  own := array(select r.id from portal_resource r where r.id = any(about) and r.owner not like 'client:%'
    and not exists (select from claim m where m.resource_id = r.id)
    and not exists (select from portal_resource below join claim m on m.resource_id = below.id
      where below.connection_id = r.connection_id and below.parents @> array[r.id]));
  events := array(select e.webhook_id from events_about(p_contact) e where e.received_at <= gone.erase_asked_at);
  insert into erased_record (connection_id, practice_id, type, portal_id)
    select connection_id, practice_id, type, portal_id from listed_about(p_contact)
    union select connection_id, practice_id, type, portal_id from portal_resource where id = any(own) and portal_id is not null
    on conflict do nothing;
  delete from portal_record l using erased_record e where e.practice_id = gone.practice_id
    and (l.connection_id, l.type, l.portal_id) = (e.connection_id, e.type, e.portal_id);
  update operation set before = '{}', changes = '{}' where resource_id = any(about);
  update operation set before = '{}', changes = '{}' where resource_id in
    (select id from portal_resource where parents && own and not exists (select from claim where resource_id = portal_resource.id));
  delete from portal_resource where (id = any(own) or parents && own) and practice_id = gone.practice_id
    and not exists (select from claim where resource_id = portal_resource.id);
  -- Open ones are older than the erasure, so that they would have changed nothing.
  update received_event set payload = '{}', settled_at = coalesce(settled_at, now()),
      status = case when status in ('received', 'orphaned', 'failed') then 'stale' else status end
    where practice_id = gone.practice_id and webhook_id = any(events);
  delete from contact_link where contact_id = p_contact;
  update contact set person_key = null, first_name = null, infix = null, last_name = null, initials = null, email = null,
    phone = null, mobile = null, erased_at = now() where id = p_contact;
  return true;
end $$;
revoke execute on function erase_contact(uuid) from public;
grant execute on function erase_contact(uuid) to koppel_app;

-- The practice software says, later than the erasure, that the person is there: believed (rule 20), and never silently.
create function note_return() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  insert into audit (practice_id, actor, action, client_id, subject_id, details) values (new.practice_id, 'koppel',
    'contact.returned', new.client_id, new.id, jsonb_build_object('erased', old.erased_at is not null));
  new.erase_asked_at := null;
  new.erased_at := null;
  return new;
end $$;
create trigger notes_return before update on contact for each row
  when (old.erase_asked_at is not null and old.deleted_at is not null and new.deleted_at is null) execute function note_return();

-- As before, but what was erased stays a tombstone for good: a file of years ago must not bring the person back.
create or replace function prune_tombstones(p_before timestamptz) returns integer
language plpgsql security definer set search_path = koppel, pg_temp as $$
declare removed integer;
begin
  perform set_config('koppel.pruning', 'on', true);
  delete from contact_link l using contact c where c.id = l.contact_id and c.practice_id = current_practice()
    and c.deleted_at < p_before and c.erase_asked_at is null and not exists (select from claim where claim.subject_id = c.id);
  delete from contact c where c.practice_id = current_practice() and c.deleted_at < p_before and c.erase_asked_at is null
    and not exists (select from claim where claim.subject_id = c.id);
  get diagnostics removed = row_count;
  perform set_config('koppel.pruning', 'off', true);
  return removed;
end $$;
`;
