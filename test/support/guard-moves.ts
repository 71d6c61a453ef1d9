// Every database of the tests refuses a move of a resource that src/plan/resource-states.ts does not have: whatever a test is
// about, no illegal move comes of it.
import pg from 'pg';
import { PROOFS, REVOKES_AFTER, STATES_AFTER } from '../../src/plan/resource-states.ts';

export async function guardMoves(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(GUARD);
  } finally {
    await client.end();
  }
}

const GUARD = `
create function koppel.refuse_illegal_move() returns trigger language plpgsql as $$
declare
  was text := coalesce(old.revoke_state, 'none');
  is_now text := coalesce(new.revoke_state, 'none');
begin
  if new.state <> old.state and not ('${JSON.stringify(STATES_AFTER)}'::jsonb -> old.state) ? new.state then
    raise exception 'illegal move of a resource: % to %', old.state, new.state;
  end if;
  if is_now <> was and not ('${JSON.stringify(REVOKES_AFTER)}'::jsonb -> was) ? is_now then
    raise exception 'illegal move of a revoke: % to %', was, is_now;
  end if;
  if new.state <> 'absent' and is_now = any('{${PROOFS.join()}}') then
    raise exception 'illegal state of a resource: % and %', new.state, is_now;
  end if;
  return new;
end $$;
create trigger refuse_illegal_move before update on koppel.portal_resource for each row
  when (old.state <> new.state or old.revoke_state is distinct from new.revoke_state)
  execute function koppel.refuse_illegal_move();`;
