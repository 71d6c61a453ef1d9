// One human at three hundred clients: where only what is known of the human changes (a name, a telephone), the client at
// which it changed writes it, and nobody else has anything to do. Who shares an address or the human is looked at again
// only where it is not the same human, the same address or still there. What differs between the records is told without
// a run (rule 11).
export const neighbours = /* sql */ `
set local search_path to koppel;

do $$
declare
  told text := pg_get_functiondef('contact_changed()'::regprocedure);
  only_data text := '
    or (n.person_key is not null and (o.first_name, o.infix, o.last_name, o.initials, o.phone, o.mobile)
      is distinct from (n.first_name, n.infix, n.last_name, n.initials, n.phone, n.mobile))';
begin
  if strpos(told, only_data) = 0 then raise exception 'contact_changed is not what it was'; end if;
  execute replace(told, only_data, '');
end $$;
`;
