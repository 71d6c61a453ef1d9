// Erasing and forgetting leave nothing that says who a person was: of the portal's ids of erased people only digests are
// kept, for in some portals the id is the e-mail address; whose a resource is is told whatever stands in the key of the
// person; and what is known of a person in the portals goes when the last contact that it belongs to is forgotten.
export const forgetting = /* sql */ `
set local search_path to koppel;

create function portal_id_digest(portal_id text) returns text language sql immutable parallel safe
  return encode(sha256(convert_to(portal_id, 'UTF8')), 'hex');

alter table erased_record rename column portal_id to portal_id_digest;
update erased_record set portal_id_digest = portal_id_digest(portal_id_digest);

-- Owners that are people: contact:<id> or person:<key>, in some portals followed by an address and a place there.
create function human_of(owner text) returns text language sql immutable parallel safe
  return regexp_replace(owner, '^(.*):[^:]*@[^:]*(:[^:@]*)?$', '\\1');

create or replace function resources_about(p_contact uuid) returns setof portal_resource language sql stable as $$
  with recursive about as (
    select r.id from contact c join portal_resource r on r.practice_id = c.practice_id
    where c.id = p_contact and ('contact:' || c.id in (r.owner, human_of(r.owner))
      or 'person:' || c.person_key in (r.owner, human_of(r.owner))
      or exists (select from claim m where m.resource_id = r.id and m.subject_id = c.id)
      or exists (select from audit a where a.practice_id = c.practice_id and a.subject_id = c.id
        and a.details ->> 'resource' = r.id::text)
      or lower(r.key) = c.email_key or holds_text(r.attributes, c.email_key) or holds_text(r.refused, c.email_key))
  ) select r.* from portal_resource r join about using (id)
$$;

-- What hangs below goes with it. Whatever is claimed stays.
create function forget_resources(gone uuid[]) returns void language sql as $$
  update operation set before = '{}', changes = '{}' where resource_id in (select r.id from portal_resource r
    where (r.id = any(gone) or r.parents && gone) and not exists (select from claim m where m.resource_id = r.id));
  delete from portal_resource r where (r.id = any(gone) or r.parents && gone)
    and not exists (select from claim m where m.resource_id = r.id);
$$;
revoke execute on function forget_resources(uuid[]) from public;

create or replace function erase_contact(p_contact uuid) returns boolean
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
  insert into erased_record (connection_id, practice_id, type, portal_id_digest)
    select connection_id, practice_id, type, portal_id_digest(portal_id) from listed_about(p_contact)
    union select connection_id, practice_id, type, portal_id_digest(portal_id) from portal_resource
      where id = any(own) and portal_id is not null
    on conflict do nothing;
  delete from portal_record l using erased_record e where e.practice_id = gone.practice_id
    and (l.connection_id, l.type, portal_id_digest(l.portal_id)) = (e.connection_id, e.type, e.portal_id_digest);
  update operation set before = '{}', changes = '{}' where resource_id = any(about);
  perform forget_resources(own);
  -- Open ones are older than the erasure, so that they would have changed nothing.
  update received_event set payload = '{}', settled_at = coalesce(settled_at, now()),
      status = case when status in ('received', 'orphaned', 'failed') then 'stale' else status end
    where practice_id = gone.practice_id and webhook_id = any(events);
  delete from contact_link where contact_id = p_contact;
  update contact set person_key = null, first_name = null, infix = null, last_name = null, initials = null, email = null,
    phone = null, mobile = null, erased_at = now() where id = p_contact;
  return true;
end $$;

-- What belongs to people of whom no contact is left, and to which nothing has happened since p_before. What may still
-- give access stays: only a record of the person, which portals keep, may be there, and nothing below it. Lists of a
-- portal are not touched: the next one shows the person again, and a create goes by it. So only one that is younger than
-- all that was done may take over what is forgotten here.
create function resources_of_nobody(p_before timestamptz) returns uuid[] language sql stable as $$
  with resource as (
    select r.id, r.connection_id, r.practice_id, r.owner, r.state, r.parents, not r.doubtful
        and (r.state in ('reserved', 'absent') or (r.parents = '{}' and r.state in ('present', 'declined')))
        and coalesce(r.revoke_state in ('revoked_verified', 'revoked_confirmed'), true)
        and r.created_at < p_before and r.lease_until < p_before
        and not exists (select from claim m where m.resource_id = r.id)
        and not exists (select from operation o where o.resource_id = r.id
          and (greatest(o.intended_at, o.lands_by, o.answered_at) >= p_before
            or (o.answered_at is null and o.action <> 'update'))) as settled
    from portal_resource r where r.practice_id = current_practice()
  ), stood_on as (
    select unnest(parents) as id from resource where not (settled and state in ('reserved', 'absent'))
  )
  select coalesce(array_agg(r.id), '{}') from resource r join connection n on n.id = r.connection_id
  where r.settled and r.owner ~ '^(contact|person):' and (n.listed_at is null or n.listed_at >= p_before)
    and not exists (select from stood_on where stood_on.id = r.id)
    and not exists (select from contact c where c.practice_id = r.practice_id and starts_with(r.owner, 'person:')
      and c.person_key in (substr(r.owner, 8), substr(human_of(r.owner), 8)))
    and not exists (select from contact c
      where c.id = case when r.owner ~ '^contact:[0-9a-f-]{36}' then substr(r.owner, 9, 36)::uuid end)
    -- A run under way may be about to claim it.
    and not exists (select from due_pair d where d.connection_id = r.connection_id and d.lease_until > clock_timestamp())
$$;
revoke execute on function resources_of_nobody(timestamptz) from public;

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
  perform forget_resources(resources_of_nobody(p_before));
  return removed;
end $$;
`;
