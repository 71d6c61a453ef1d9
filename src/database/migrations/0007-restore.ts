// What a restored database needs to know of itself: that what it holds is old, and since when its records are whole again.
export const restore = /* sql */ `
set local search_path to koppel;

-- Restored from a backup then: what is known of the portal may be older than what was done to it. Null: it is not, or
-- the records have been whole since.
alter table connection add column restored_at timestamptz;

-- As-of time of the newest complete snapshot that was written.
alter table practice add column snapshot_as_of timestamptz;

-- Fences and operations number what processes hold in their memory. After a restore the sequences would hand out again
-- what was handed out before, and an old process would be taken for a new one. The time in microseconds is above
-- anything ever handed out, after any number of restores. Returns a fence that is older than every later one.
create function raise_fences() returns bigint language plpgsql security definer set search_path = koppel, pg_temp as $$
declare above bigint := floor(extract(epoch from clock_timestamp()) * 1000000);
begin
  above := greatest(above, nextval('fence'));
  perform setval('fence', above);
  perform setval(pg_get_serial_sequence('koppel.operation', 'id'),
    greatest(above, nextval(pg_get_serial_sequence('koppel.operation', 'id'))));
  return above;
end $$;
revoke execute on function raise_fences() from public;
grant execute on function raise_fences() to koppel_system;
`;
