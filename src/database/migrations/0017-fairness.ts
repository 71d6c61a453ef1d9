// What keeps one's trouble from being another's wait: pairs stand in lines, first attempts before retries; what the
// processes can do at once is known; and so is which machine does not answer, whoever found it out.
export const fairness = /* sql */ `
set local search_path to koppel;

alter table due_pair
  -- When its last run began.
  add column begun_at timestamptz not null default '-infinity',
  -- Runs in a row that held a place for long and came to nothing: a portal that does not answer for this record.
  add column slow_runs smallint not null default 0;
alter table due_pair
  -- Revokes, changes and first loads, of each kind first attempts before retries; behind them all what is slow to fail.
  add column line smallint not null generated always as (case
    when attempts > 0 and slow_runs > 0 then case when lane = 0 then 6 else 7 end
    else lane * 2 + case when attempts > 0 then 1 else 0 end end) stored,
  -- First attempts by age, retries by their time.
  add column turn_at timestamptz not null
    generated always as (case when attempts > 0 then next_attempt_at else changed_at end) stored;
create index due_pair_in_line on due_pair (connection_id, line, turn_at) where pending;
create index due_pair_next_attempt on due_pair (next_attempt_at) where pending;
create index due_pair_slow on due_pair (connection_id, begun_at) where slow_runs > 0;
drop index due_pair_in_order;

-- Every process that works says how many clients it takes at a time: no more is handed out than that.
create table worker_process (
  id uuid primary key,
  hands integer not null check (hands > 0),
  seen_at timestamptz not null default clock_timestamp()
);
grant select, insert, update, delete on worker_process to koppel_system;

-- The machine that a connection leads to, which several practices may share: as a number that tells nobody its address.
alter table connection add column host bigint
  generated always as (hashtextextended(lower(substring(base_url from '^[a-z]+://([^/?#]+)')), 0)) stored;
grant select (host, verify_lease_until) on connection to koppel_system;

create table portal_host (
  host bigint primary key,
  -- Without an answer in a row, over all connections to it.
  failures integer not null default 0,
  -- Nothing answers there since then: one connection at a time asks, once in an interval.
  down_at timestamptz,
  probe_at timestamptz not null default '-infinity'
);
grant select, insert, update on portal_host to koppel_app;
grant select on portal_host to koppel_system;

-- It answers again: each connection that waits for it may ask now, whosever it is.
create function host_answers(p_connection uuid) returns void
language sql security definer set search_path = koppel, pg_temp as $$
  with back as (
    update portal_host h set failures = 0, down_at = null, probe_at = '-infinity'
    from connection c, portal_host was
    where c.id = p_connection and c.practice_id = current_practice() and h.host = c.host and was.host = h.host
      and (h.failures > 0 or h.down_at is not null)
    returning h.host, was.down_at
  ), waiting as (
    select c.id from connection c join back on back.host = c.host
    where back.down_at is not null and c.state = 'quarantined' order by c.id for update of c skip locked
  )
  update connection set probe_at = clock_timestamp() where id in (select id from waiting)
$$;
revoke execute on function host_answers(uuid) from public;
grant execute on function host_answers(uuid) to koppel_app;
`;
