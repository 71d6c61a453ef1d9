// What is looked up by one value has an index that begins with it. While nothing is known of a table, the planner takes an
// index that merely begins with the connection for as good, and keeps that plan while the table fills.
export const byValue = /* sql */ `
set local search_path to koppel;

drop index portal_resource_by_owner;
create index portal_resource_by_owner on portal_resource (owner, connection_id);
create index portal_resource_by_its_id on portal_resource (portal_id) where portal_id is not null and state <> 'absent';

drop index portal_record_by_key;
create index portal_record_by_key on portal_record (key, connection_id, type);

drop index standing_by_holder;
create index standing_by_holder on standing (holder_client) where holder_client is not null;
`;
