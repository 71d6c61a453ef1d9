// How long the last change of a pair took, from when it was made until it was served: the share within the hour is counted from
// these. What only looks takes no part, nor does a first load (rule 25).
export const changeServed = /* sql */ `
set local search_path to koppel;

alter table due_pair add column change_served_at timestamptz, add column change_took interval;
`;
