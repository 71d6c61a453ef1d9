// One row of every table that belongs to a practice, so that the tests of isolation miss none. A new table needs a line
// here; its test fails until it has one.

/** Statements by table, parents first. $1 is the practice; every id is looked up from the practice's own rows. */
export const ROW_OF: Readonly<Record<string, string>> = {
  account:
    "insert into account (practice_id, name, role, password_hash) values ($1, 'anna', 'viewer', 'scrypt')",
  employee: "insert into employee (practice_id, source_key, last_name) values ($1, 'e', 'Smit')",
  connection: `insert into connection (practice_id, name, portal, base_url, credentials, concurrency, requests_per_second)
    values ($1, 'caseware', 'caseware-cloud', 'http://127.0.0.1:9', 'sealed', 2, 10)`,
  connection_budget:
    'insert into connection_budget (connection_id, practice_id) select id, $1 from connection where practice_id = $1',
  connection_token:
    'insert into connection_token (connection_id, practice_id) select id, $1 from connection where practice_id = $1',
  client: `insert into client (practice_id, source_key, name, kind, status) values ($1, 'c', 'Bakker', 'company', 'client')`,
  contact: `insert into contact (practice_id, client_id, source_key, email)
    select $1, id, 'k', 'jan@example.nl' from client where practice_id = $1`,
  client_link: pairRow('client_link', 'enabled', 'true'),
  contact_link: `insert into contact_link (connection_id, contact_id, practice_id, enabled)
    select n.id, k.id, $1, true from connection n, contact k where n.practice_id = $1 and k.practice_id = $1`,
  // Made by the links above.
  due_pair: "update due_pair set last_error = 'SOMETHING' where practice_id = $1",
  portal_resource: `insert into portal_resource (practice_id, connection_id, type, identity, key, owner)
    select $1, id, 'person', '|jan@example.nl', 'jan@example.nl', 'contact:jan' from connection where practice_id = $1`,
  claim: `insert into claim (resource_id, practice_id, connection_id, client_id, subject_kind, subject_id, attributes, changed_at)
    select r.id, $1, r.connection_id, c.id, 'client', c.id, '{}', now() from portal_resource r, client c
    where r.practice_id = $1 and c.practice_id = $1`,
  operation: `insert into operation (practice_id, connection_id, client_id, resource_id, type, action, fence, lands_by)
    select $1, r.connection_id, c.id, r.id, 'person', 'create', 1, now() from portal_resource r, client c
    where r.practice_id = $1 and c.practice_id = $1`,
  standing: `insert into standing (connection_id, subject_kind, subject_id, client_id, practice_id, state, reason)
    select n.id, 'client', c.id, c.id, $1, 'in-sync', 'IN_SYNC' from connection n, client c
    where n.practice_id = $1 and c.practice_id = $1`,
  manual_task: `insert into manual_task (practice_id, connection_id, client_id, resource_id, action)
    select $1, r.connection_id, c.id, r.id, 'create' from portal_resource r, client c
    where r.practice_id = $1 and c.practice_id = $1`,
  brake_request: `insert into brake_request (practice_id, connection_id, resource_ids)
    select $1, id, '{}' from connection where practice_id = $1`,
  received_event:
    "insert into received_event (practice_id, webhook_id, type, payload) values ($1, 'e1', 'client.upserted', '{}')",
  outdated_statement: `insert into outdated_statement (practice_id, kind, record_key, said_at, received_at, overtaken_by)
    values ($1, 'contact', 'k', now(), now(), now())`,
  source_state: 'insert into source_state (practice_id) values ($1)',
  source_hint: "insert into source_hint (practice_id, kind, key) values ($1, 'client', 'c')",
  source_refusal: `insert into source_refusal (practice_id, kind, key, problems, said_at)
    values ($1, 'client', 'c', '[]', now())`,
  audit: "insert into audit (practice_id, actor, action) values ($1, 'koppel', 'practice.added')",
  portal_record: `insert into portal_record (connection_id, practice_id, type, key, portal_id, attributes)
    select id, $1, 'person', 'jan@example.nl', 'p1', '{}' from connection where practice_id = $1`,
  erased_record: `insert into erased_record (connection_id, practice_id, type, portal_id_digest)
    select id, $1, 'person', 'p2' from connection where practice_id = $1`,
};

function pairRow(table: string, column: string, value: string): string {
  return `insert into ${table} (connection_id, client_id, practice_id, ${column})
    select n.id, c.id, $1, ${value} from connection n, client c where n.practice_id = $1 and c.practice_id = $1`;
}
