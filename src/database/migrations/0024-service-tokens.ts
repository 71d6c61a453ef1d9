// A service of a portal that is signed in to apart has a token of its own beside that of the connection.
export const serviceTokens = /* sql */ `
set local search_path to koppel;

alter table connection_token add column service text not null default '';
alter table connection_token drop constraint connection_token_pkey, add primary key (connection_id, service);
`;
