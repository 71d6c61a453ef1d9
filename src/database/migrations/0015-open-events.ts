// Events that waited when nothing told which record they are about: said, as far as anybody knows, when they arrived.
export const openEvents = /* sql */ `
set local search_path to koppel;

update received_event set record_key = normalize(btrim(payload::json -> 'data' ->> 'key')), said_at = received_at
where status = 'orphaned' and record_key is null;
`;
