// What was refused of what was read, and after which nothing came to count: open like the events that were, and counted with
// them over all practices, too.
export const openRefusals = /* sql */ `
set local search_path to koppel;

create view open_refusal with (security_invoker = true) as
  select f.* from source_refusal f
  where not (f.kind = 'client' and exists (select from client r where r.source_key = f.key and r.practice_id = f.practice_id
      and (r.data_said_at >= f.said_at or r.deleted_at >= f.said_at) offset 0))
    and not (f.kind = 'contact' and exists (select from contact r where r.source_key = f.key and r.practice_id = f.practice_id
      and (r.data_said_at >= f.said_at or r.deleted_at >= f.said_at) offset 0));
grant select on open_refusal to koppel_app;

-- For the program itself, which may see no key of a record.
create function open_refusals() returns table (count bigint, oldest timestamptz)
language sql stable security definer set search_path = koppel, pg_temp as $$
  select count(*), min(said_at) from open_refusal
$$;
revoke execute on function open_refusals() from public;
grant execute on function open_refusals() to koppel_system;
`;
