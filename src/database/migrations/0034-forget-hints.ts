// Whoever is erased is no more a record to be looked at in practice software, nor one of which something was refused.
export const forgetHints = /* sql */ `
set local search_path to koppel;

create or replace function forget_outdated() returns trigger language plpgsql security definer set search_path = koppel, pg_temp as $$
begin
  delete from outdated_statement
    where practice_id = new.practice_id and kind = 'contact' and record_key = new.source_key;
  delete from source_hint where practice_id = new.practice_id and kind = 'contact' and key = new.source_key;
  delete from source_refusal where practice_id = new.practice_id and kind = 'contact' and key = new.source_key;
  return null;
end $$;
alter function forget_outdated() rename to forget_statements;
`;
