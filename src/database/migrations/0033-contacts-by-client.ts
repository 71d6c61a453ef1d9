// The contacts of a client by one index, their practice in it: without statistics the planner takes a practice for few rows, and
// read the index of all its contacts for every client, to keep what both name.
export const contactsByClient = /* sql */ `
set local search_path to koppel;

drop index contact_by_client;
create index contact_by_client on contact (client_id, practice_id);
`;
