// What a file of the portal has documented stood among what a proof has shown; the audit trail says which it was.
export const documentedTypes = /* sql */ `
set local search_path to koppel;

alter table connection add column documented_types text[] not null default '{}';
comment on column connection.documented_types is 'Types of resource whose calls a file of this portal describes; not that a reading shows what is gone.';

with shown as (
  select c.id, array(
    select type from unnest(c.proven_types) type
    where 'connection.documented' = (
      select a.action from audit a
      where a.practice_id = c.practice_id and a.connection_id = c.id
        and (a.action = 'connection.documented' and a.details->'documented' ? type
          or a.action = 'connection.proven' and a.details->'proven' ? type)
      order by a.id desc limit 1)) as types
  from connection c)
update connection c
  set documented_types = s.types, proven_types = array(select unnest(c.proven_types) except select unnest(s.types))
  from shown s where s.id = c.id and cardinality(s.types) > 0;
`;
