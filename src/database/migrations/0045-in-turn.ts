// Connections take turns: whoever was served longest ago goes first, however old the changes of another are.
export const inTurn = /* sql */ `
set local search_path to koppel;

alter table connection_budget add column served_at timestamptz not null default '-infinity';
`;
