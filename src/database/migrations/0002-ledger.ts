// What is due, what is known of the portals, what was done, and what was said about it.
export const ledger = /* sql */ `
set local search_path to koppel;

create sequence fence;

-- One row per (connection, client) that ever mattered: the ledger of due work. Postgres decides what runs and when.
create table due_pair (
  connection_id uuid not null,
  client_id uuid not null,
  practice_id text not null references practice,
  pending boolean not null default true,
  -- 0 revoke, 1 change, 2 bulk: dispatched in this order, then by deadline.
  lane smallint not null check (lane between 0 and 2),
  -- The oldest change not yet served. Its deadline is the window later (rule 24), so the order is the same.
  changed_at timestamptz not null,
  -- Raised by every change. A run clears pending only if it is still what it was when the run read the records.
  generation bigint not null default 1,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text,
  -- Handed to the queue until then; a lost queue therefore loses nothing.
  dispatched_until timestamptz not null default '-infinity',
  dispatch_no bigint not null default 0,
  -- The fenced lease of the run that works on this pair.
  fence bigint not null default 0,
  lease_until timestamptz not null default '-infinity',
  -- Looked at again then, though nothing changed (waiting on a person or a portal).
  look_again_at timestamptz,
  served_at timestamptz,
  -- Pending only to look whether somebody acted: nothing has changed.
  only_looks boolean not null default false,
  -- Its wishes for things that take turns are known.
  took_turns_at timestamptz,
  primary key (connection_id, client_id),
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade,
  foreign key (practice_id, client_id) references client (practice_id, id)
);
create index due_pair_in_order on due_pair (connection_id, lane, changed_at) where pending;
create index due_pair_in_flight on due_pair (connection_id) where dispatched_until > '-infinity' or lease_until > '-infinity';
create index due_pair_look_again on due_pair (look_again_at) where look_again_at is not null;

create table portal_resource (
  id uuid primary key default gen_random_uuid(),
  practice_id text not null references practice,
  connection_id uuid not null,
  type text not null,
  -- Parents' resource ids and natural key, joined: one portal resource has one row, and a row is its reservation.
  identity text not null,
  key text not null,
  owner text not null,
  -- Owners that are clients: client:<id>.
  owner_client_id uuid generated always as (case when owner like 'client:%' then substr(owner, 8)::uuid end) stored,
  parents uuid[] not null default '{}',
  first_parent uuid generated always as (parents[1]) stored,
  portal_id text,
  -- reserved: nothing known to be in the portal. absent: was there, is not any more.
  state text not null default 'reserved'
    check (state in ('reserved', 'present', 'waiting', 'declined', 'manual', 'uncertain', 'absent')),
  -- What the portal was last known to hold, in the connector's words.
  attributes jsonb not null default '{}',
  origin text check (origin in ('created', 'adopted')),
  sign_in text not null default 'unknown' check (sign_in in ('active', 'mail-sent', 'unknown')),
  -- Attributes the portal refused, so that they are not sent again until they change.
  refused jsonb,
  refused_reason text,
  refused_field text,
  -- What is known may be wrong (an answer came after the lease was lost): look before acting.
  doubtful boolean not null default false,
  revoke_state text check (revoke_state in ('revoke_pending', 'revoked_sent', 'revoked_verified', 'revoked_confirmed')),
  revoke_requested_at timestamptz,
  revoke_approved_until timestamptz,
  waiting_on text,
  -- Reason code: what it waits for, or why it was declined.
  waiting_for text,
  waiting_since timestamptz,
  look_again_at timestamptz,
  -- What a person asked to be done about a request that is open.
  asked text check (asked in ('resend', 'withdraw')),
  -- Of those with one turn key, one may be open at a time; the lowest priority goes first.
  turn_key text,
  turn_priority smallint,
  turn_taken boolean not null default false,
  fence bigint not null default 0,
  lease_until timestamptz not null default '-infinity',
  created_at timestamptz not null default now(),
  unique (connection_id, type, identity),
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade
);
-- Two rows never stand for one portal record: what another row holds is never adopted.
create unique index portal_resource_by_portal_id on portal_resource (connection_id, type, parents, portal_id)
  where portal_id is not null and state <> 'absent';
create index portal_resource_by_owner on portal_resource (connection_id, owner);
create index portal_resource_by_turn on portal_resource (connection_id, type, turn_key) where turn_key is not null;
create index portal_resource_by_first_parent on portal_resource (first_parent);
create index portal_resource_revokes on portal_resource (connection_id) where revoke_state in ('revoke_pending', 'revoked_sent');

create table claim (
  resource_id uuid not null references portal_resource on delete cascade,
  practice_id text not null references practice,
  connection_id uuid not null,
  client_id uuid not null,
  subject_kind text not null check (subject_kind in ('client', 'contact', 'employee')),
  subject_id uuid not null,
  attributes jsonb not null,
  changed_at timestamptz not null,
  claimed_at timestamptz not null default now(),
  -- Given up, but its access is not yet proven gone: kept so that the pair stays in sight until it is.
  released_at timestamptz,
  primary key (resource_id, client_id, subject_kind, subject_id)
);
create index claim_by_pair on claim (client_id, connection_id);
create index claim_by_subject on claim (subject_id);

-- Every write to a portal: its intent before it is sent, what came of it after.
create table operation (
  id bigint generated always as identity primary key,
  practice_id text not null references practice,
  connection_id uuid not null,
  client_id uuid not null,
  resource_id uuid not null,
  type text not null,
  action text not null check (action in ('create', 'update', 'remove', 'resend', 'withdraw')),
  changes jsonb not null default '{}',
  before jsonb not null default '{}',
  fence bigint not null,
  counts_for_brake boolean not null default false,
  intended_at timestamptz not null default clock_timestamp(),
  -- The latest moment at which it could still take effect if no answer comes.
  lands_by timestamptz not null,
  answered_at timestamptz,
  outcome text,
  reason text
);
create index operation_by_resource on operation (resource_id, id);
create index operation_by_client on operation (client_id, id);
create index operation_for_brake on operation (connection_id, intended_at) where counts_for_brake;

create table standing (
  connection_id uuid not null,
  subject_kind text not null check (subject_kind in ('client', 'contact')),
  subject_id uuid not null,
  client_id uuid not null,
  practice_id text not null references practice,
  state text not null check (state in ('in-sync', 'due', 'waiting', 'held', 'excluded', 'failed')),
  reason text not null,
  -- Ids and field names that belong to the reason: {"holder": contact id} for EMAIL_IN_USE, {"field": "name"}.
  detail jsonb not null default '{}',
  since timestamptz not null default now(),
  judged_at timestamptz not null default now(),
  primary key (connection_id, subject_kind, subject_id),
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade
);
create index standing_by_pair on standing (connection_id, client_id);
create index standing_by_holder on standing (connection_id, (detail ->> 'holderClient')) where detail ? 'holderClient';

create table manual_task (
  id uuid primary key default gen_random_uuid(),
  practice_id text not null references practice,
  connection_id uuid not null,
  client_id uuid not null,
  resource_id uuid not null references portal_resource on delete cascade,
  action text not null check (action in ('create', 'remove', 'find-out')),
  status text not null default 'open' check (status in ('open', 'confirmed', 'contradicted', 'closed')),
  opened_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by text,
  -- What the person found (for find-out): true = it is there.
  answer boolean
);
create unique index manual_task_open on manual_task (resource_id, action) where status in ('open', 'contradicted');

create table brake_request (
  id uuid primary key default gen_random_uuid(),
  practice_id text not null references practice,
  connection_id uuid not null,
  resource_ids uuid[] not null,
  status text not null default 'open' check (status in ('open', 'approved', 'rejected', 'superseded')),
  opened_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by text,
  expires_at timestamptz
);
create unique index brake_request_open on brake_request (connection_id) where status = 'open';

create table received_event (
  practice_id text not null references practice,
  webhook_id text not null,
  type text not null,
  payload text not null,
  received_at timestamptz not null default now(),
  status text not null default 'received' check (status in ('received', 'applied', 'unchanged', 'stale', 'orphaned', 'failed')),
  attempts integer not null default 0,
  settled_at timestamptz,
  primary key (practice_id, webhook_id)
);
create index received_event_open on received_event (received_at) where status in ('received', 'orphaned');

create table audit (
  id bigint generated always as identity primary key,
  practice_id text not null references practice,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  connection_id uuid,
  client_id uuid,
  subject_id uuid,
  details jsonb not null default '{}'
);
create index audit_by_subject on audit (practice_id, subject_id, id);
create index audit_by_client on audit (practice_id, client_id, id);
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_is_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- What people do on the dashboard, which belongs to no practice. Append-only too.
create table operator_action (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  details jsonb not null default '{}'
);
create trigger operator_actions_are_append_only before update or delete or truncate on operator_action
  for each statement execute function refuse_change();

-- What a complete list of the portal showed, so that a first load needs no look-up per record.
create table portal_record (
  connection_id uuid not null,
  practice_id text not null references practice,
  type text not null,
  key text not null,
  portal_id text not null,
  attributes jsonb not null,
  sign_in text not null default 'unknown',
  -- By the list that began then; what a later complete list did not show is forgotten.
  seen_at timestamptz not null default now(),
  primary key (connection_id, type, portal_id),
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade
);
create index portal_record_by_key on portal_record (connection_id, type, key);

-- The program's own: no practice stands in these.
create table job_run (
  job text not null,
  slot timestamptz not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  counts jsonb not null default '{}',
  primary key (job, slot)
);
`;
