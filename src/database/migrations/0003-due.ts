// Makes the right pairs due, in the transaction of whatever wrote the record: intake, console, plain SQL or COPY. Decides
// only what is looked at again and how soon; whether anything goes out is judged elsewhere, from the records.
/** The three triggers of a link table; a statement's transition tables have other names for each kind of write. */
function switchTriggers(record: string): string {
  const gather = (body: string): string =>
    `execute $query$ select ${record}_switched(array_agg(switched)) from (${body}) s $query$;`;
  const row = (table: string, rest: string): string =>
    `(${table}.practice_id, ${table}.connection_id, ${table}.${record}_id, ${rest})::switch as switched`;
  const inserted = `select ${row('n', 'true, false, n.changed_at')} from new_rows n where n.enabled`;
  const deleted = `select ${row('o', 'false, true, now()')} from old_rows o where o.enabled`;
  const changedAt = 'case when n.changed_at <> o.changed_at then n.changed_at else now() end';
  const updated = `select ${row('n', `n.enabled, o.enabled, ${changedAt}`)}
    from new_rows n join old_rows o on o.connection_id = n.connection_id and o.${record}_id = n.${record}_id
    where n.enabled <> o.enabled or (n.enabled and n.settings <> o.settings)`;
  const trigger = (event: string, tables: string, body: string): string => /* sql */ `
create function ${record}_link_${event}() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  ${gather(body)}
  return null;
end $$;
create trigger makes_pairs_due_on_${event} after ${event} on ${record}_link referencing ${tables}
  for each statement execute function ${record}_link_${event}();
`;
  return [
    trigger('insert', 'new table as new_rows', inserted),
    trigger('update', 'old table as old_rows new table as new_rows', updated),
    trigger('delete', 'old table as old_rows', deleted),
  ].join('');
}

const refuseTruncate = (table: string): string => /* sql */ `
create trigger keeps_its_rows before truncate on ${table} for each statement execute function refuse_truncate();
`;

export const due = /* sql */ `
set local search_path to koppel;

create type due_change as (practice_id text, connection_id uuid, client_id uuid, lane smallint, changed_at timestamptz);
create type peer_key as (practice_id text, connection_id uuid, email_key text, person_key text);

-- Changes of one client within a second are pushed together, so that five fields do not cost five requests. A revoke
-- and a first load do not wait. A first load stays in its own lane until served, whatever else is written meanwhile.
-- Called once per statement, for all its pairs in one order: two writers would otherwise wait for each other for ever.
create function make_due(changes due_change[]) returns void language sql as $$
  insert into due_pair as pair (practice_id, connection_id, client_id, lane, changed_at, next_attempt_at)
  select practice_id, connection_id, client_id, min(lane), min(least(changed_at, clock_timestamp())),
    clock_timestamp() + case when min(lane) = 1 then interval '1 second' else interval '0' end
  from unnest(changes) group by 1, 2, 3 order by 2, 3
  on conflict (connection_id, client_id) do update set
    generation = pair.generation + 1,
    pending = true,
    only_looks = false,
    attempts = 0,
    lane = case
      when excluded.lane = 0 or not pair.pending then excluded.lane
      when pair.lane = 2 and pair.served_at is null then 2
      else least(pair.lane, excluded.lane) end,
    changed_at = case when pair.pending then least(pair.changed_at, excluded.changed_at) else excluded.changed_at end,
    next_attempt_at = case
      when pair.pending and pair.attempts = 0 then least(pair.next_attempt_at, excluded.next_attempt_at)
      else excluded.next_attempt_at end
$$;

-- The clients that share an e-mail address or a human with a record that changed (docs/rules.md, 11).
create function peers_of(keys peer_key[]) returns table (practice_id text, connection_id uuid, client_id uuid)
language sql stable as $$
  select distinct peer.practice_id, link.connection_id, peer.client_id
  from (
    select c.id, c.practice_id, c.client_id, k.connection_id
    from (select distinct * from unnest(keys)) k join contact c on c.practice_id = k.practice_id and c.email_key = k.email_key
    where c.deleted_at is null
    union
    select c.id, c.practice_id, c.client_id, k.connection_id
    from (select distinct * from unnest(keys)) k join contact c on c.practice_id = k.practice_id and c.person_key = k.person_key
    where c.deleted_at is null
  ) peer
  join contact_link link on link.contact_id = peer.id and link.enabled
    and (peer.connection_id is null or peer.connection_id = link.connection_id)
  where exists (select from client_link where client_link.connection_id = link.connection_id
    -- Looked up one by one (offset 0): a first load comes before there are statistics, and a join would then be squared.
    and client_link.client_id = peer.client_id and client_link.enabled offset 0)
$$;

create function peers_due(keys peer_key[], changed timestamptz) returns due_change[] language sql stable as $$
  select array_agg((practice_id, connection_id, client_id, 1::smallint, changed)::due_change) from peers_of(keys)
$$;

-- A pair matters when the client's link is on, or when something stands in the portal for it.
create view live_pair as
  select practice_id, connection_id, client_id from client_link where enabled
  union
  select practice_id, connection_id, client_id from claim;
create function live_pairs_of(p_client uuid) returns table (practice_id text, connection_id uuid, client_id uuid)
language sql stable as $$
  select practice_id, connection_id, client_id from client_link where client_id = p_client and enabled
  union
  select practice_id, connection_id, client_id from claim where client_id = p_client
$$;

-- Whose address counts: a contact that is linked, or for which something stands in a portal.
create function is_live_contact(p_contact uuid) returns boolean language sql stable as $$
  select exists (select from contact_link where contact_id = p_contact and enabled)
    or exists (select from claim where subject_id = p_contact)
$$;

-- What compares old rows with new ones is planned anew each time (execute): a plan that was kept from a statement of
-- one row would compare each of two thousand with each.
create function client_changed() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
declare own due_change[]; peers due_change[];
begin
  execute $query$
  select array_agg((pair.practice_id, pair.connection_id, pair.client_id,
      (case when n.kind = 'person' or n.status = 'suspect' or n.deleted_at is not null then 0 else 1 end)::smallint,
      case when n.source_changed_at <> o.source_changed_at then n.source_changed_at else now() end)::due_change)
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
create trigger makes_pairs_due after update on client
  referencing old table as old_rows new table as new_rows for each statement execute function client_changed();

create function contact_changed() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
declare own due_change[]; peers due_change[];
begin
  execute $query$
  select array_agg((pair.practice_id, pair.connection_id, pair.client_id,
      (case when n.deleted_at is not null or n.client_id <> o.client_id then 0 else 1 end)::smallint,
      case when n.source_changed_at <> o.source_changed_at then n.source_changed_at else now() end)::due_change)
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
create trigger makes_pairs_due after update on contact
  referencing old table as old_rows new table as new_rows for each statement execute function contact_changed();

-- More switches than this in one statement are a first load: their own lane (rule 25).
create function switch_lane(enabled boolean, switches integer) returns smallint language sql immutable
  return case when not enabled then 0 when switches > 100 then 2 else 1 end;

create type switch as (practice_id text, connection_id uuid, record_id uuid, enabled boolean, was boolean, changed_at timestamptz);

create function client_switched(switches switch[]) returns void language sql as $$
  select make_due((
    select array_agg((practice_id, connection_id, record_id, switch_lane(enabled, cardinality(switches)),
      case when cardinality(switches) > 100 then now() else changed_at end)::due_change)
    from unnest(switches)
  ) || (
    select peers_due(array_agg((c.practice_id, s.connection_id, c.email_key, c.person_key)::peer_key), now())
    from unnest(switches) s join contact c on c.client_id = s.record_id where s.enabled <> s.was
  ))
$$;

create function contact_switched(switches switch[]) returns void language sql as $$
  select make_due((
    select array_agg((s.practice_id, s.connection_id, c.client_id, switch_lane(s.enabled, cardinality(switches)),
      case when cardinality(switches) > 100 then now() else s.changed_at end)::due_change)
    from unnest(switches) s join contact c on c.id = s.record_id
    cross join lateral live_pairs_of(c.client_id) pair where pair.connection_id = s.connection_id
  ) || (
    select peers_due(array_agg((c.practice_id, s.connection_id, c.email_key, c.person_key)::peer_key), now())
    from unnest(switches) s join contact c on c.id = s.record_id where s.enabled <> s.was
  ))
$$;

${['client', 'contact'].map(switchTriggers).join('')}

create function connection_changed() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  perform make_due(array_agg((practice_id, connection_id, client_id, (case when pairs > 100 then 2 else 1 end)::smallint, now())::due_change))
  from (
    select pair.*, count(*) over (partition by pair.connection_id) as pairs
    from new_rows n join old_rows o on o.id = n.id join live_pair pair on pair.connection_id = n.id
    where (o.settings, o.policy, o.base_url, o.proven_types) is distinct from (n.settings, n.policy, n.base_url, n.proven_types)
  ) changed;
  return null;
end $$;
create trigger makes_pairs_due after update on connection
  referencing old table as old_rows new table as new_rows for each statement execute function connection_changed();

-- Whoever was asked has answered, or is not asked any more: the next may go.
create function end_turn() returns trigger language plpgsql as $$
begin
  if new.state in ('present', 'declined', 'absent') then new.turn_taken = false; end if;
  return new;
end $$;
create trigger ends_turn before update of state on portal_resource
  for each row when (old.turn_taken and old.state <> new.state) execute function end_turn();
create function next_turn() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  perform look_again(old.connection_id, (select array_agg(distinct c.client_id) from portal_resource r join claim c on c.resource_id = r.id
    where r.connection_id = old.connection_id and r.type = old.type and r.turn_key = old.turn_key and r.id <> old.id
      and r.state in ('reserved', 'absent') and c.released_at is null), 1::smallint);
  return null;
end $$;
create trigger passes_turn after update on portal_resource
  for each row when (old.turn_taken and not new.turn_taken) execute function next_turn();

-- A record that vanished could not be revoked any more: deleting leaves a tombstone instead (rule 20).
create function leave_tombstone() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  if current_setting('koppel.pruning', true) = 'on' then return old; end if;
  execute format('update %I set deleted_at = now(), source_changed_at = now() where id = $1 and deleted_at is null', tg_table_name)
    using old.id;
  return null;
end $$;
create trigger leaves_a_tombstone before delete on client for each row execute function leave_tombstone();
create trigger leaves_a_tombstone before delete on contact for each row execute function leave_tombstone();

-- TRUNCATE fires no trigger of rows: access would stay without anybody knowing.
create function refuse_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'koppel.% cannot be truncated: delete its rows, so that their access is revoked', tg_table_name;
end $$;
${['client', 'contact', 'client_link', 'contact_link'].map(refuseTruncate).join('')}`;
