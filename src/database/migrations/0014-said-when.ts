// Order is by when it was said (rule 20): of every record and of every switch is kept when its source last said it. The
// record's own time orders its data alone, and no window is counted from it. A contact whose source names a client that
// nobody knows is remembered as questioned. Events say which record they are about, and what was wrong with them.

/** The triggers of a link table that tell when a switch was thrown: a statement's transition tables have other names. */
function switchTriggers(record: string): string {
  const row = (rest: string): string =>
    `(n.practice_id, n.connection_id, n.${record}_id, ${rest})::switch as switched`;
  const inserted = `select ${row('true, false, n.said_at')} from new_rows n where n.enabled`;
  const saidAt = 'case when n.said_at <> o.said_at then n.said_at else now() end';
  const updated = `select ${row(`n.enabled, o.enabled, ${saidAt}`)}
    from new_rows n join old_rows o on o.connection_id = n.connection_id and o.${record}_id = n.${record}_id
    where n.enabled <> o.enabled or (n.enabled and n.settings <> o.settings)`;
  const trigger = (event: string, body: string): string => /* sql */ `
create or replace function ${record}_link_${event}() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  execute $query$ select ${record}_switched(array_agg(switched)) from (${body}) s $query$;
  return null;
end $$;
`;
  return trigger('insert', inserted) + trigger('update', updated);
}

const addTimes = (table: string): string => /* sql */ `
-- When its source last said that it is there, or that it is gone. In a tombstone that holds nothing but what was switched
-- off before the record was ever seen: never.
alter table ${table} add column said_at timestamptz not null default now(),
  -- When its data were said: of two versions of one moment the one that was said last counts. Never: they were not.
  add column data_said_at timestamptz not null default now(),
  -- The newest time of its own that was ever told of it, by a delete too: an event that does not say when it was said, and
  -- tells of an older version, is one that was sent again.
  add column newest_version_at timestamptz not null default now();
update ${table} set said_at = least(source_changed_at, now()), data_said_at = least(source_changed_at, now()),
  newest_version_at = least(source_changed_at, now());
-- The time in a tombstone was that of the delete: whatever is said of it later, its data count.
update ${table} set data_said_at = '-infinity' where deleted_at is not null;
alter table ${table}_link add column said_at timestamptz not null default now();
update ${table}_link set said_at = least(changed_at, now());
`;

export const saidWhen = /* sql */ `
set local search_path to koppel;

${['client', 'contact'].map(addTimes).join('')}
-- As-of times of the last two complete snapshots: what both lack is gone.
alter table practice add column snapshot_before timestamptz;

-- Said to be at a client that nobody knows, since its data were said: the time of that version, when it was said, and where.
alter table contact add column unplaced_changed_at timestamptz, add column unplaced_said_at timestamptz,
  add column unplaced_client_key text;
create index contact_unplaced on contact (practice_id, unplaced_said_at) where unplaced_said_at is not null;

create or replace function client_changed() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
declare own due_change[]; peers due_change[];
begin
  execute $query$
  select array_agg((pair.practice_id, pair.connection_id, pair.client_id,
      (case when n.kind = 'person' or n.status = 'suspect' or n.deleted_at is not null then 0 else 1 end)::smallint,
      case when n.said_at <> o.said_at then n.said_at else now() end)::due_change)
  from new_rows n join old_rows o on o.id = n.id cross join lateral live_pairs_of(n.id) pair
  where (o.number, o.name, o.kind, o.status, o.deleted_at, o.street, o.house_number, o.house_number_addition, o.building,
         o.postal_code, o.city, o.country, o.phone, o.email, o.website, o.facebook, o.twitter, o.linkedin,
         o.kvk_number, o.enterprise_number, o.wk_customer_number)
    is distinct from
        (n.number, n.name, n.kind, n.status, n.deleted_at, n.street, n.house_number, n.house_number_addition, n.building,
         n.postal_code, n.city, n.country, n.phone, n.email, n.website, n.facebook, n.twitter, n.linkedin,
         n.kvk_number, n.enterprise_number, n.wk_customer_number)
  $query$ into own;
  -- A client that may or may not be pushed any more frees, or takes, the addresses of its contacts.
  execute $query$
  select peers_due(array_agg((c.practice_id, null, c.email_key, c.person_key)::peer_key), now())
  from new_rows n join old_rows o on o.id = n.id join contact c on c.client_id = n.id
  where (o.kind, o.status, o.deleted_at) is distinct from (n.kind, n.status, n.deleted_at) and is_live_contact(c.id)
  $query$ into peers;
  perform make_due(own || peers);
  return null;
end $$;

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
    and (exists (select from contact_link l where l.contact_id = n.id and l.connection_id = pair.connection_id and l.enabled)
      or exists (select from claim where claim.subject_id = n.id and claim.connection_id = pair.connection_id))
  $query$ into own;
  execute $query$
  select peers_due(array_agg(k), now())
  from new_rows n join old_rows o on o.id = n.id
  cross join lateral (
    select (n.practice_id, null, n.email_key, n.person_key)::peer_key as k
    union select (o.practice_id, null, o.email_key, o.person_key)::peer_key) keys
  where ((o.person_key, o.email_key, o.deleted_at) is distinct from (n.person_key, n.email_key, n.deleted_at)
    or (n.person_key is not null and (o.first_name, o.infix, o.last_name, o.initials, o.phone, o.mobile)
      is distinct from (n.first_name, n.infix, n.last_name, n.initials, n.phone, n.mobile)))
    and is_live_contact(n.id)
  $query$ into peers;
  perform make_due(own || peers);
  return null;
end $$;
${['client', 'contact'].map(switchTriggers).join('')}
create or replace function leave_tombstone() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  if current_setting('koppel.pruning', true) = 'on' then return old; end if;
  execute format('update %I set deleted_at = now(), said_at = now() where id = $1 and deleted_at is null', tg_table_name)
    using old.id;
  return null;
end $$;

-- Which record an event is about; its problems are codes and names of fields, where it was refused.
alter table received_event add column record_key text, add column said_at timestamptz, add column problems jsonb;
create index received_event_of_record on received_event (practice_id, record_key) where record_key is not null;
create index received_event_refused on received_event (practice_id, received_at) where status = 'failed';
`;
