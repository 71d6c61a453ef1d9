// A change that would show elsewhere too waits until somebody agreed to exactly that (a profile valid in other dossiers).
export const agreement = /* sql */ `
set local search_path to koppel;

alter table portal_resource
  -- {"what": reason code, "changes": attributes, "touches": keys of what it would show in}
  add column unconfirmed jsonb,
  -- {"changes": …, "touches": …}: what a person agreed to. It holds for this change and no other.
  add column confirmed jsonb;
create index portal_resource_unconfirmed on portal_resource (connection_id) where unconfirmed is not null;
`;
