// Practice software that is read: where its reading stands, what may still be asked of it, and what is to be looked at soon.
export const software = /* sql */ `
set local search_path to koppel;

create table source_state (
  practice_id text primary key references practice,
  -- Sealed (AES-256-GCM): what the source signs in with, and the pair of tokens of now.
  credentials text,
  tokens text,
  -- When a token was last asked for, answered or not: none is asked for again too soon.
  token_asked_at timestamptz not null default '-infinity',
  token_expires_at timestamptz not null default '-infinity',
  -- One process refreshes until then; the others wait for what it brings.
  refreshing_until timestamptz not null default '-infinity',
  -- The refresh token is dead: a person signs in anew.
  reconnect_needed boolean not null default false,
  -- Digest of the state that a sign-in was begun with, and until when it may come back.
  connect_state text,
  connect_until timestamptz not null default '-infinity',
  redirect_uri text,
  -- The source's own: where to go on. Written with what was taken in, in one transaction.
  cursor jsonb,
  -- What changed, and everything, were last read to the end.
  looked_at timestamptz,
  full_at timestamptz,
  full_begun_at timestamptz,
  full_wanted boolean not null default true,
  -- Records there were said to be before a reading of everything, and those it has taken in.
  counted integer,
  taken integer not null default 0,
  -- Looked after once a day; whether the software calls by itself.
  tended_at timestamptz,
  listening boolean not null default false,
  -- Codes of what a person should look at, where it is no matter of one record.
  problems text[] not null default '{}',
  -- Requests in the minute and the day of the clock, as the software tells of them.
  minute_at timestamptz not null default '-infinity',
  minute_used integer not null default 0,
  minute_limit integer,
  day_at timestamptz not null default '-infinity',
  day_used integer not null default 0,
  day_limit integer,
  blocked_until timestamptz not null default '-infinity',
  -- By place, when it was refused, in seconds; of the last hour.
  refusals jsonb not null default '{}',
  -- Calls of software that sends anything at all: how they are checked, and with what (sealed).
  hint_form jsonb,
  hint_secret text
);

-- What is to be looked at, from when on. By date: it says something else from then on although nobody touches it.
create table source_hint (
  practice_id text not null references practice,
  kind text not null check (kind in ('client', 'contact', 'contacts-of', 'any')),
  key text not null,
  by_date boolean not null default false,
  due_at timestamptz not null default clock_timestamp(),
  primary key (practice_id, kind, key, by_date)
);
create index source_hint_due on source_hint (due_at);

-- Records of which something was refused, until they are said anew: codes and names of fields.
create table source_refusal (
  practice_id text not null references practice,
  kind text not null,
  key text not null,
  problems jsonb not null,
  said_at timestamptz not null,
  primary key (practice_id, kind, key)
);

${['source_state', 'source_hint', 'source_refusal']
  .map(
    (table) => `alter table ${table} enable row level security;
create policy one_practice on ${table} to koppel_app
  using (practice_id = current_practice()) with check (practice_id = current_practice());
grant select, insert, update, delete on ${table} to koppel_app;
`,
  )
  .join('')}
create policy every_practice on source_hint to koppel_system using (true) with check (true);
grant select (practice_id, due_at) on source_hint to koppel_system;
`;
