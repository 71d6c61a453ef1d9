// What practice software said that was older than what was known, and says something else: the last of each record, until
// the record is said anew. Events keep their own rows; rows of an export had none.
export const outdated = /* sql */ `
set local search_path to koppel;

create table outdated_statement (
  practice_id text not null references practice,
  kind text not null check (kind in ('client', 'contact')),
  record_key text not null,
  said_at timestamptz not null,
  -- Since when the record is told apart from what is known.
  received_at timestamptz not null,
  -- When the data that count were said. Once others do, this is open no more.
  overtaken_by timestamptz not null,
  primary key (practice_id, kind, record_key)
);
alter table outdated_statement enable row level security;
create policy one_practice on outdated_statement to koppel_app
  using (practice_id = current_practice()) with check (practice_id = current_practice());
create policy every_practice on outdated_statement to koppel_system using (true) with check (true);
grant select, insert, update, delete on outdated_statement to koppel_app;
grant select (practice_id, kind, received_at) on outdated_statement to koppel_system;

create function forget_outdated() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  delete from outdated_statement
    where practice_id = new.practice_id and kind = 'contact' and record_key = new.source_key;
  return null;
end $$;
create trigger forgets_outdated after update of erased_at on contact for each row
  when (old.erased_at is null and new.erased_at is not null) execute function forget_outdated();
`;
