// What was refused of what was read counts with the events that were: in the numbers to watch, too.
export const openRefusals = /* sql */ `
set local search_path to koppel;

create policy every_practice on source_refusal to koppel_system using (true);
grant select (practice_id, kind, said_at) on source_refusal to koppel_system;
`;
