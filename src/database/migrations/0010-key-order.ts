// What foreign keys point at is unique by id first. With the practice first, a new table that nothing was counted in yet
// was read through that index from end to end, for each record of a first import: with nothing counted, the planner takes
// every index on the practice for equally good.
export const keyOrder = /* sql */ `
set local search_path to koppel;

do $$
declare
  target record;
  key record;
  keys text[];
begin
  for target in
    select c.conrelid::regclass as of_table, c.conname as name, c.conindid as index from pg_constraint c
    where c.contype = 'u' and pg_get_constraintdef(c.oid) = 'UNIQUE (practice_id, id)'
      and c.connamespace = 'koppel'::regnamespace
  loop
    keys := '{}';
    for key in
      select conrelid::regclass as of_table, conname as name, pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and conindid = target.index
    loop
      execute format('alter table %s drop constraint %I', key.of_table, key.name);
      keys := keys || format('alter table %s add constraint %I %s', key.of_table, key.name, key.definition);
    end loop;
    execute format('alter table %s drop constraint %I', target.of_table, target.name);
    execute format('alter table %s add constraint %I unique (id, practice_id)', target.of_table, target.name);
    for i in 1 .. cardinality(keys) loop
      execute keys[i];
    end loop;
  end loop;
end $$;
`;
