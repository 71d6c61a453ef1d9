// Finding a record by what a person knows of it: a part of a name, accents and case aside. What is looked through stands
// folded beside the record and begins with the name, so that lists are sorted by it too.
export const search = /* sql */ `
set local search_path to koppel;

create function folded(given text) returns text language sql immutable strict parallel safe
  return translate(replace(replace(lower(regexp_replace(normalize(given, NFKD), '[\\u0300-\\u036f.''\\u2019]', '', 'g')),
    'ß', 'ss'), 'æ', 'ae'), 'øØłŁđĐ', 'oolldd');

alter table client add column search text collate "C" not null generated always as (folded(
  coalesce(name, '') || ' ' || coalesce(number, '') || ' ' || coalesce(city, '') || ' ' || coalesce(email, '') || ' ' || source_key)) stored;
alter table contact add column search text collate "C" not null generated always as (folded(
  coalesce(last_name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(infix, '') || ' ' || coalesce(initials, '')
  || ' ' || coalesce(email, '') || ' ' || source_key)) stored;

-- Where the server has no trigrams, or does not let this role have them, the same is found by looking through the practice.
do $$
declare place name;
begin
  begin
    create extension if not exists pg_trgm;
  exception when others then
    raise notice 'no pg_trgm: searching looks through all records of a practice';
    return;
  end;
  select n.nspname into place from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  execute format('create index client_by_search on client using gin (search %I.gin_trgm_ops)', place);
  execute format('create index contact_by_search on contact using gin (search %I.gin_trgm_ops)', place);
end $$;

-- Row-level security judges a row before a condition that could tell something of it, so that LIKE would never use an index.
-- Here it may, since the practice is a condition beside it. Planned anew for every search: a long word is rare, a short one not.
create function find_records(p_text text, p_limit integer) returns table (kind text, id uuid)
language plpgsql stable security definer set search_path = koppel, pg_temp as $function$
declare wanted text[];
begin
  wanted := array(
    select '%' || regexp_replace(word, '([%_\\\\])', '\\\\\\1', 'g') || '%'
    from regexp_split_to_table(folded(p_text), '\\s+') word where word <> '' order by length(word) desc);
  if cardinality(wanted) = 0 then return; end if;
  return query execute $query$
    select f.kind, f.id from (
      select 'client' as kind, k.id, k.deleted_at is not null as gone, k.search from client k
      where k.practice_id = current_practice() and k.search like $1 and k.search like all ($2)
      union all
      select 'contact', c.id, c.deleted_at is not null, c.search from contact c
      where c.practice_id = current_practice() and c.search like $1 and c.search like all ($2)
    ) f order by f.gone, f.search, f.id limit $3
  $query$ using wanted[1], wanted, p_limit;
end $function$;
revoke execute on function find_records(text, integer) from public;
grant execute on function find_records(text, integer) to koppel_app;

-- Lists, in the order of the names.
create index client_in_order on client (practice_id, search, id);
create index contact_in_order on contact (practice_id, search, id);

-- The audit trail of a practice, newest first.
create index audit_by_practice on audit (practice_id, id);
`;
