// A contact that came before its client waits under the key of that client: whoever arrives finds its own contacts, and
// the sweep those whose client is there by now. Events that waited before this have no key until the sweep looks at them
// once more. Events that were never looked at are listed for each practice apart.
export const waitingContacts = /* sql */ `
set local search_path to koppel;

alter table received_event add column client_key text;

-- Nothing of it stays once the event does not wait any more, whoever settles it: applied, too late, or erased.
create function forget_client_key() returns trigger language plpgsql as $$
begin
  new.client_key := null;
  return new;
end $$;
create trigger forgets_client_key before insert or update on received_event for each row
  when (new.client_key is not null and new.status <> 'orphaned') execute function forget_client_key();

drop index received_event_open;
drop index received_event_orphaned;
create index received_event_received on received_event (practice_id, received_at) where status = 'received';
create index received_event_orphaned on received_event (practice_id, client_key, received_at) where status = 'orphaned';
`;
