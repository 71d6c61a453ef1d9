// Every client that arrives asks for contacts that came before it: in a burst, without reading all that is still waiting.
export const orphans = /* sql */ `
set local search_path to koppel;

create index received_event_orphaned on received_event (practice_id, received_at) where status = 'orphaned';
`;
