// Practices, their records and the switches. Roles: koppel_app sees one practice's rows (the one set for the
// transaction), koppel_system sees ledgers of all practices but no column that holds a name or an address. Neither
// owns a table, so row-level security binds both.
export const records = /* sql */ `
create schema if not exists koppel;
set local search_path to koppel;

do $$
declare wanted text;
begin
  foreach wanted in array array['koppel_app', 'koppel_system'] loop
    begin
      execute format('create role %I nologin', wanted);
    exception when duplicate_object or unique_violation then null;
    end;
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to %I', wanted, current_user);
    end if;
  end loop;
end $$;
grant usage on schema koppel to koppel_app, koppel_system;

create function current_practice() returns text language sql stable parallel safe
  return nullif(current_setting('koppel.practice', true), '');

create table practice (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null check (length(name) between 1 and 200),
  links_from text not null default 'practice-software' check (links_from in ('practice-software', 'koppel')),
  -- Sealed (AES-256-GCM). Several, so that a secret can be changed without losing an event.
  webhook_secrets text[] not null default '{}',
  -- Where a complete snapshot can be read: {"kind":"folder","path":…} or {"kind":"address","url":…}. Null: nowhere.
  source jsonb,
  source_etag text,
  source_read_at timestamptz,
  -- One reader at a time over all processes.
  source_lease_until timestamptz not null default '-infinity',
  created_at timestamptz not null default now()
);

create table employee (
  id uuid primary key default gen_random_uuid(),
  practice_id text not null references practice,
  source_key text not null,
  first_name text, last_name text, email text,
  unique (practice_id, source_key)
);

create table connection (
  id uuid primary key default gen_random_uuid(),
  practice_id text not null references practice,
  name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  portal text not null,
  base_url text not null,
  settings jsonb not null default '{}',
  policy jsonb not null default '{}',
  limits jsonb not null default '{}',
  -- Sealed (AES-256-GCM).
  credentials text not null,
  -- The connector's limits with this connection's own laid over them; dispatch and the request budget read these.
  concurrency integer not null check (concurrency > 0),
  requests_per_second double precision not null check (requests_per_second > 0),
  state text not null default 'active' check (state in ('active', 'paused', 'stopped', 'quarantined')),
  stop_reason text,
  state_since timestamptz not null default now(),
  failures_in_a_row integer not null default 0,
  probe_at timestamptz,
  proven_types text[] not null default '{}',
  -- A complete list of the portal's records was taken then: creates may go without a look-up each.
  listed_at timestamptz,
  verified_at timestamptz,
  -- Reading the portal back: asked for since then, handed to the queue until then, under way until then.
  verify_due_at timestamptz,
  verify_asked_until timestamptz not null default '-infinity',
  verify_lease_until timestamptz not null default '-infinity',
  created_at timestamptz not null default now(),
  unique (practice_id, name),
  unique (practice_id, id)
);

-- Leaky bucket (GCRA) per connection, shared by all processes. Apart from connection, because every request writes it.
create table connection_budget (
  connection_id uuid primary key references connection on delete cascade,
  practice_id text not null references practice,
  next_free_at timestamptz not null default '-infinity',
  blocked_until timestamptz not null default '-infinity'
);

create table client (
  id uuid primary key default gen_random_uuid(),
  practice_id text not null references practice,
  source_key text not null check (length(source_key) between 1 and 200),
  number text, name text,
  kind text not null check (kind in ('company', 'person')),
  status text not null check (status in ('suspect', 'prospect', 'application', 'client', 'former')),
  street text, house_number text, house_number_addition text, building text, postal_code text, city text, country text,
  phone text, email text, website text, facebook text, twitter text, linkedin text,
  kvk_number text, enterprise_number text, wk_customer_number text,
  source_changed_at timestamptz not null default now(),
  -- Tombstone (rule 20): the row stays, so that an older record cannot bring it back and its access can be revoked.
  deleted_at timestamptz,
  -- As-of time of the first complete snapshot that lacked it; the second deletes it (rule 20).
  missing_since timestamptz,
  created_at timestamptz not null default now(),
  unique (practice_id, source_key),
  unique (practice_id, id)
);

create table contact (
  id uuid primary key default gen_random_uuid(),
  practice_id text not null references practice,
  -- Null only in the tombstone of a contact that was deleted before it was ever seen.
  client_id uuid,
  source_key text not null check (length(source_key) between 1 and 200),
  person_key text,
  first_name text, infix text, last_name text, initials text,
  email text, phone text, mobile text,
  email_key text generated always as (nullif(lower(btrim(email)), '')) stored,
  source_changed_at timestamptz not null default now(),
  deleted_at timestamptz,
  missing_since timestamptz,
  created_at timestamptz not null default now(),
  unique (practice_id, source_key),
  unique (practice_id, id),
  check (client_id is not null or deleted_at is not null),
  foreign key (practice_id, client_id) references client (practice_id, id)
);
create index contact_by_client on contact (client_id);
create index contact_by_email on contact (practice_id, email_key) where email_key is not null;
create index contact_by_person on contact (practice_id, person_key) where person_key is not null;

create table client_link (
  connection_id uuid not null,
  client_id uuid not null,
  practice_id text not null references practice,
  enabled boolean not null,
  settings jsonb not null default '{}',
  changed_at timestamptz not null default now(),
  primary key (connection_id, client_id),
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade,
  foreign key (practice_id, client_id) references client (practice_id, id)
);
create index client_link_by_client on client_link (client_id);

create table contact_link (
  connection_id uuid not null,
  contact_id uuid not null,
  practice_id text not null references practice,
  enabled boolean not null,
  settings jsonb not null default '{}',
  changed_at timestamptz not null default now(),
  primary key (connection_id, contact_id),
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade,
  foreign key (practice_id, contact_id) references contact (practice_id, id)
);
create index contact_link_by_contact on contact_link (contact_id);
`;
