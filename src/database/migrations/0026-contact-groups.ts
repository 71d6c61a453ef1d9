// CaseWare Cloud gives a contact its role on the entity itself by default now. Connections that did so by way of a contact
// group go on doing that, under the name of the role that was the default: nobody is granted anything twice. How a group
// gets its role was corrected, so that what was proven of it was another call.
export const contactGroups = /* sql */ `
set local search_path to koppel;

update connection set proven_types = array_remove(proven_types, 'group-role'),
  settings = '{"roleName": "Entity Collaborator"}' || settings || '{"accessBy": "contact-group"}'
where portal = 'caseware-cloud';
`;
