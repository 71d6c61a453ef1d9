// Whoever shares an address or a person is found by it, and by nothing else: to a plan that was made for a handful of contacts,
// all of the practice are as good, through any index that has the practice somewhere (`is true` is looked for in none).
export const byEmail = /* sql */ `
set local search_path to koppel;

drop index contact_by_email, contact_by_person;
create index contact_by_email on contact (email_key, practice_id) where email_key is not null;
create index contact_by_person on contact (person_key, practice_id) where person_key is not null;

create or replace function peers_of(keys peer_key[]) returns table (practice_id text, connection_id uuid, client_id uuid)
language sql stable as $$
  select distinct peer.practice_id, link.connection_id, peer.client_id
  from (
    select c.id, c.practice_id, c.client_id, k.connection_id
    from (select distinct * from unnest(keys)) k cross join lateral (select * from contact
      where email_key = k.email_key and (practice_id = k.practice_id) is true and deleted_at is null offset 0) c
    union
    select c.id, c.practice_id, c.client_id, k.connection_id
    from (select distinct * from unnest(keys)) k cross join lateral (select * from contact
      where person_key = k.person_key and (practice_id = k.practice_id) is true and deleted_at is null offset 0) c
  ) peer
  cross join lateral (select l.connection_id from contact_link l where l.contact_id = peer.id and l.enabled
    and (peer.connection_id is null or peer.connection_id = l.connection_id) offset 0) link
  where exists (select from client_link where client_link.connection_id = link.connection_id
    and client_link.client_id = peer.client_id and client_link.enabled offset 0)
$$;
`;
