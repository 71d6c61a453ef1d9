// Who may sign in for a practice, and as what. Everybody else stands in the configuration and belongs to no practice.
export const accounts = /* sql */ `
set local search_path to koppel;

create table account (
  practice_id text not null references practice,
  -- In lower case: nobody has to remember how it was written.
  name text not null check (name = lower(name) and length(name) between 1 and 200),
  role text not null check (role in ('viewer', 'link-manager', 'operator', 'administrator')),
  password_hash text not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (practice_id, name)
);
alter table account enable row level security;
create policy one_practice on account to koppel_app
  using (practice_id = current_practice()) with check (practice_id = current_practice());
grant select, insert, update on account to koppel_app;
`;
