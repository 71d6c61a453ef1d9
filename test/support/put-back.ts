// Puts time back in what Koppel keeps of reading practice software, so that no test waits for it. Imports nothing: the laboratory
// starts Koppel as a process, and loads no part of it.

const TIMES = [
  ...['looked_at', 'full_at', 'full_begun_at', 'tended_at', 'token_asked_at', 'token_expires_at'],
  ...['minute_at', 'blocked_until'],
];

/** In what Koppel keeps of reading software. */
export function putBack(minutes: number): readonly string[] {
  const set = TIMES.map((name) => `${name} = ${name} - make_interval(mins => ${minutes})`).join(', ');
  return [
    `update koppel.source_state set ${set}, refusals = coalesce((
      select jsonb_object_agg(place, (select jsonb_agg(t::text::float8 - ${minutes * 60}::float8)
        from jsonb_array_elements(times) t)) from jsonb_each(refusals) as refused(place, times)), '{}')`,
    `update koppel.source_hint set due_at = due_at - make_interval(mins => ${minutes})`,
  ];
}
