// The numbers to watch tell, over all practices, how many questions and tasks wait for a person: by status, and no more.
export const peopleWanted = /* sql */ `
set local search_path to koppel;

create policy every_practice on brake_request for select to koppel_system using (true);
create policy every_practice on manual_task for select to koppel_system using (true);
grant select (practice_id, connection_id, status) on brake_request, manual_task to koppel_system;
`;
