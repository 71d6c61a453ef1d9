// What a portal tells of its bucket of tokens with its answers, shared by all processes; null until it tells. `refusals`: for
// the number of requests, in a row.
export const toldRate = /* sql */ `
set local search_path to koppel;

alter table connection_budget
  add column tokens double precision, add column tokens_at timestamptz not null default now(),
  add column token_capacity double precision, add column tokens_per_second double precision,
  add column token_cost double precision, add column refusals integer not null default 0;
`;
