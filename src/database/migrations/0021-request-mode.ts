// Connections that sent their authorisation requests themselves go on doing so, although a person does it by default now.
export const requestMode = /* sql */ `
set local search_path to koppel;

update connection set settings = settings || '{"authorisationRequests": "soap"}'
where portal = 'econnect' and not settings ? 'authorisationRequests';
`;
