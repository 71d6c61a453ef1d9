// What vanished with how many others from a complete snapshot, so that the brake can ask about it; and how many revokes are
// held although nobody is asked about them (a person said no), for the numbers to watch.
const absence = (table: string): string => /* sql */ `
alter table ${table} add column absent_with integer, add column absent_of integer;
comment on column ${table}.absent_with is 'Deleted by its absence: how many records of its kind vanished with it, of absent_of.';
`;

export const brake = /* sql */ `
set local search_path to koppel;
${absence('client')}${absence('contact')}
alter table connection add column revokes_rejected integer not null default 0;
grant select (revokes_rejected) on connection to koppel_system;
`;
