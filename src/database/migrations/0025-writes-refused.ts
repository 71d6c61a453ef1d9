// A portal that can be read and forbids every write: clients of which a write was refused, one after the other, with none taken
// between. Enough of them are a matter of the connection.
export const writesRefused = /* sql */ `
set local search_path to koppel;

alter table connection add column writes_refused uuid[] not null default '{}';
grant select (writes_refused) on connection to koppel_system;
`;
