// The token of a connection, so that its processes sign in once and not each for itself.
export const sharedTokens = /* sql */ `
set local search_path to koppel;

create table connection_token (
  connection_id uuid primary key,
  practice_id text not null references practice,
  -- What it was signed in with: a digest of address and sealed credentials. Another means: not this token.
  made text not null default '',
  -- Sealed (AES-256-GCM).
  sealed text,
  expires_at timestamptz not null default '-infinity',
  -- One process signs in until then; the others wait for what it brings.
  signing_in_until timestamptz not null default '-infinity',
  foreign key (practice_id, connection_id) references connection (practice_id, id) on delete cascade
);
alter table connection_token enable row level security;
create policy one_practice on connection_token to koppel_app
  using (practice_id = current_practice()) with check (practice_id = current_practice());
grant select, insert, update on connection_token to koppel_app;
`;
