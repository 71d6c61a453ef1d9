// Who may see and do what in the database. koppel_app: one practice at a time, and nothing can be deleted that the
// audit or a revoke still needs. koppel_system: the ledgers of all practices, without a name or an address.
const PRACTICE_TABLES = [
  'employee',
  'connection',
  'connection_budget',
  'client',
  'contact',
  'client_link',
  'contact_link',
  'due_pair',
  'portal_resource',
  'claim',
  'operation',
  'standing',
  'manual_task',
  'brake_request',
  'received_event',
  'audit',
  'portal_record',
];

const appPolicy = (table: string): string => /* sql */ `
alter table ${table} enable row level security;
create policy one_practice on ${table} to koppel_app
  using (practice_id = current_practice()) with check (practice_id = current_practice());
`;

const systemPolicy = (table: string): string =>
  `create policy every_practice on ${table} to koppel_system using (true) with check (true);\n`;

export const isolation = /* sql */ `
set local search_path to koppel;

${PRACTICE_TABLES.map(appPolicy).join('')}
alter table practice enable row level security;
create policy one_practice on practice to koppel_app using (id = current_practice()) with check (id = current_practice());

grant select, insert, update on ${PRACTICE_TABLES.filter((table) => table !== 'audit').join(', ')}, practice to koppel_app;
grant select, insert on audit to koppel_app;
grant delete on claim, portal_record, received_event, standing, operation, employee to koppel_app;
grant select, insert, update, delete on job_run to koppel_app, koppel_system;
grant select, insert on operator_action to koppel_system;
grant select on kysely_migration to koppel_app;
grant usage on sequence fence to koppel_app, koppel_system;
grant select on live_pair to koppel_app;
alter view live_pair set (security_invoker = true);

${['practice', 'connection', 'connection_budget', 'due_pair', 'received_event'].map(systemPolicy).join('')}
grant select (id, name, links_from, source, source_read_at) on practice to koppel_system;
grant select (id, practice_id, name, portal, concurrency, requests_per_second, state, probe_at, listed_at, verified_at,
  failures_in_a_row, verify_due_at, verify_asked_until, verify_lease_until) on connection to koppel_system;
grant update (state, stop_reason, state_since, probe_at, failures_in_a_row, verify_due_at, verify_asked_until)
  on connection to koppel_system;
grant select, update on connection_budget, due_pair to koppel_system;
grant select (practice_id, webhook_id, type, received_at, status, attempts) on received_event to koppel_system;

revoke execute on function make_due(due_change[]) from public;
revoke execute on function client_switched(switch[]), contact_switched(switch[]) from public;
revoke execute on function peers_of(peer_key[]), peers_due(peer_key[], timestamptz) from public;

-- The one way for the program itself to ask for another look (sweep, release, command line).
create function look_again(p_connection uuid, p_clients uuid[], p_lane smallint) returns void
language sql security definer set search_path = koppel, pg_temp as $$
  select make_due(array_agg((p.practice_id, p_connection, c.id, p_lane, now())::due_change))
  from connection p join client c on c.practice_id = p.practice_id
  where p.id = p_connection and c.id = any(p_clients) and p.practice_id = current_practice()
$$;
revoke execute on function look_again(uuid, uuid[], smallint) from public;
grant execute on function look_again(uuid, uuid[], smallint) to koppel_app;

-- Retention (prune): tombstones older than p_before whose access is gone everywhere.
create function prune_tombstones(p_before timestamptz) returns integer
language plpgsql security definer set search_path = koppel, pg_temp as $$
declare removed integer;
begin
  perform set_config('koppel.pruning', 'on', true);
  delete from contact_link l using contact c where c.id = l.contact_id and c.practice_id = current_practice()
    and c.deleted_at < p_before and not exists (select from claim where claim.subject_id = c.id);
  delete from contact c where c.practice_id = current_practice() and c.deleted_at < p_before
    and not exists (select from claim where claim.subject_id = c.id);
  get diagnostics removed = row_count;
  perform set_config('koppel.pruning', 'off', true);
  return removed;
end $$;
revoke execute on function prune_tombstones(timestamptz) from public;
grant execute on function prune_tombstones(timestamptz) to koppel_app;
`;
