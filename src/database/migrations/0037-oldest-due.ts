// The number to be woken for: how long the oldest change waits. A sender whose clock was never set says of 1970 what is true
// now, and would stand there, and before everybody else, as if it had waited since. What came later than a day is late anyway.
export const oldestDue = /* sql */ `
set local search_path to koppel;

create or replace function make_due(changes due_change[]) returns void language sql as $$
  insert into due_pair as pair (practice_id, connection_id, client_id, lane, changed_at, next_attempt_at)
  select practice_id, connection_id, client_id, min(lane),
    min(greatest(least(changed_at, clock_timestamp()), clock_timestamp() - interval '1 day')),
    clock_timestamp() + case when min(lane) = 1 then interval '1 second' else interval '0' end
  from unnest(changes) group by 1, 2, 3 order by 2, 3
  on conflict (connection_id, client_id) do update set
    generation = pair.generation + 1,
    pending = true,
    only_looks = false,
    attempts = 0,
    lane = case
      when excluded.lane = 0 or not pair.pending then excluded.lane
      when pair.lane = 2 and pair.served_at is null then 2
      else least(pair.lane, excluded.lane) end,
    changed_at = case when pair.pending then least(pair.changed_at, excluded.changed_at) else excluded.changed_at end,
    next_attempt_at = case
      when pair.pending and pair.attempts = 0 then least(pair.next_attempt_at, excluded.next_attempt_at)
      else excluded.next_attempt_at end
$$;
`;
