// The tables as the migrations leave them, for the compiler: `npm run schema` writes this file, and a test holds it against a
// migrated database.
import type { ColumnType } from 'kysely';

type ArrayType<T> = ArrayTypeImpl<T> extends (infer U)[] ? U[] : ArrayTypeImpl<T>;

type ArrayTypeImpl<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S[], I[], U[]> : T[];

type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U>
    ? ColumnType<S, I | undefined, U>
    : ColumnType<T, T | undefined, T>;

type Json = JsonValue;

type JsonArray = JsonValue[];

type JsonObject = {
  [x: string]: JsonValue | undefined;
};

type JsonPrimitive = boolean | number | string | null;

type JsonValue = JsonArray | JsonObject | JsonPrimitive;

type Timestamp = ColumnType<Date, Date | string, Date | string>;

interface Account {
  created_at: Generated<Timestamp>;
  disabled_at: Timestamp | null;
  name: string;
  password_hash: string;
  practice_id: string;
  role: string;
}

interface Audit {
  action: string;
  actor: string;
  at: Generated<Timestamp>;
  client_id: string | null;
  connection_id: string | null;
  details: Generated<Json>;
  id: Generated<number>;
  practice_id: string;
  subject_id: string | null;
}

interface BrakeRequest {
  connection_id: string;
  decided_at: Timestamp | null;
  decided_by: string | null;
  expires_at: Timestamp | null;
  id: Generated<string>;
  opened_at: Generated<Timestamp>;
  practice_id: string;
  resource_ids: string[];
  status: Generated<string>;
}

interface Claim {
  attributes: Json;
  changed_at: Timestamp;
  claimed_at: Generated<Timestamp>;
  client_id: string;
  connection_id: string;
  practice_id: string;
  released_at: Timestamp | null;
  resource_id: string;
  subject_id: string;
  subject_kind: string;
}

interface Client {
  absent_of: number | null;
  /**
   * Deleted by its absence: how many records of its kind vanished with it, of absent_of.
   */
  absent_with: number | null;
  building: string | null;
  city: string | null;
  country: string | null;
  created_at: Generated<Timestamp>;
  data_said_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  email: string | null;
  enterprise_number: string | null;
  facebook: string | null;
  house_number: string | null;
  house_number_addition: string | null;
  id: Generated<string>;
  kind: string;
  kvk_number: string | null;
  linkedin: string | null;
  missing_since: Timestamp | null;
  name: string | null;
  newest_version_at: Generated<Timestamp>;
  number: string | null;
  phone: string | null;
  postal_code: string | null;
  practice_id: string;
  private_place: ArrayType<Timestamp> | null;
  said_at: Generated<Timestamp>;
  search: Generated<string>;
  source_changed_at: Generated<Timestamp>;
  source_key: string;
  status: string;
  street: string | null;
  suspect_place: ArrayType<Timestamp> | null;
  twitter: string | null;
  website: string | null;
  wk_customer_number: string | null;
}

interface ClientLink {
  changed_at: Generated<Timestamp>;
  client_id: string;
  connection_id: string;
  enabled: boolean;
  judged: Generated<boolean>;
  practice_id: string;
  said_at: Generated<Timestamp>;
  settings: Generated<Json>;
}

interface Connection {
  base_url: string;
  concurrency: number;
  created_at: Generated<Timestamp>;
  credentials: string;
  /**
   * Types of resource whose calls a file of this portal describes; not that a reading shows what is gone.
   */
  documented_types: Generated<string[]>;
  failures_in_a_row: Generated<number>;
  host: Generated<number | null>;
  id: Generated<string>;
  limits: Generated<Json>;
  listed_at: Timestamp | null;
  name: string;
  policy: Generated<Json>;
  portal: string;
  practice_id: string;
  probe_at: Timestamp | null;
  proven_types: Generated<string[]>;
  requests_per_second: number;
  restored_at: Timestamp | null;
  revokes_rejected: Generated<number>;
  settings: Generated<Json>;
  state: Generated<string>;
  state_since: Generated<Timestamp>;
  stop_reason: string | null;
  verified_at: Timestamp | null;
  verify_asked_until: Generated<Timestamp>;
  verify_due_at: Timestamp | null;
  verify_lease_until: Generated<Timestamp>;
  writes_refused: Generated<string[]>;
}

interface ConnectionBudget {
  blocked_until: Generated<Timestamp>;
  connection_id: string;
  next_free_at: Generated<Timestamp>;
  practice_id: string;
  refusals: Generated<number>;
  served_at: Generated<Timestamp>;
  token_capacity: number | null;
  token_cost: number | null;
  tokens: number | null;
  tokens_at: Generated<Timestamp>;
  tokens_per_second: number | null;
}

interface ConnectionToken {
  connection_id: string;
  expires_at: Generated<Timestamp>;
  made: Generated<string>;
  practice_id: string;
  sealed: string | null;
  service: Generated<string>;
  signing_in_until: Generated<Timestamp>;
}

interface Contact {
  absent_of: number | null;
  /**
   * Deleted by its absence: how many records of its kind vanished with it, of absent_of.
   */
  absent_with: number | null;
  client_id: string | null;
  created_at: Generated<Timestamp>;
  data_said_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  email: string | null;
  email_key: Generated<string | null>;
  erase_asked_at: Timestamp | null;
  erased_at: Timestamp | null;
  first_name: string | null;
  id: Generated<string>;
  infix: string | null;
  initials: string | null;
  last_name: string | null;
  missing_since: Timestamp | null;
  mobile: string | null;
  newest_version_at: Generated<Timestamp>;
  person_key: string | null;
  phone: string | null;
  practice_id: string;
  said_at: Generated<Timestamp>;
  search: Generated<string>;
  source_changed_at: Generated<Timestamp>;
  source_key: string;
  unplaced_changed_at: Timestamp | null;
  unplaced_client_key: string | null;
  unplaced_said_at: Timestamp | null;
}

interface ContactLink {
  changed_at: Generated<Timestamp>;
  connection_id: string;
  contact_id: string;
  enabled: boolean;
  practice_id: string;
  said_at: Generated<Timestamp>;
  settings: Generated<Json>;
}

interface DuePair {
  attempts: Generated<number>;
  begun_at: Generated<Timestamp>;
  changed_at: Timestamp;
  client_id: string;
  connection_id: string;
  dispatch_no: Generated<number>;
  dispatched_until: Generated<Timestamp>;
  fence: Generated<number>;
  generation: Generated<number>;
  lane: number;
  last_error: string | null;
  lease_until: Generated<Timestamp>;
  line: Generated<number>;
  look_again_at: Timestamp | null;
  next_attempt_at: Generated<Timestamp>;
  only_looks: Generated<boolean>;
  pending: Generated<boolean>;
  practice_id: string;
  served_at: Timestamp | null;
  slow_runs: Generated<number>;
  took_turns_at: Timestamp | null;
  turn_at: Generated<Timestamp>;
}

interface Employee {
  email: string | null;
  first_name: string | null;
  id: Generated<string>;
  last_name: string | null;
  practice_id: string;
  source_key: string;
}

interface ErasedRecord {
  connection_id: string;
  portal_id_digest: string;
  practice_id: string;
  type: string;
}

interface JobRun {
  counts: Generated<Json>;
  finished_at: Timestamp | null;
  job: string;
  slot: Timestamp;
  started_at: Generated<Timestamp>;
}

interface LivePair {
  client_id: string | null;
  connection_id: string | null;
  practice_id: string | null;
}

interface ManualTask {
  action: string;
  answer: boolean | null;
  client_id: string;
  connection_id: string;
  decided_at: Timestamp | null;
  decided_by: string | null;
  id: Generated<string>;
  opened_at: Generated<Timestamp>;
  practice_id: string;
  resource_id: string;
  status: Generated<string>;
}

interface OpenRefusal {
  key: string | null;
  kind: string | null;
  practice_id: string | null;
  problems: Json | null;
  said_at: Timestamp | null;
}

interface Operation {
  action: string;
  answered_at: Timestamp | null;
  before: Generated<Json>;
  changes: Generated<Json>;
  client_id: string;
  connection_id: string;
  counts_for_brake: Generated<boolean>;
  fence: number;
  id: Generated<number>;
  intended_at: Generated<Timestamp>;
  lands_by: Timestamp;
  outcome: string | null;
  practice_id: string;
  reason: string | null;
  resource_id: string;
  type: string;
}

interface OperatorAction {
  action: string;
  actor: string;
  at: Generated<Timestamp>;
  details: Generated<Json>;
  id: Generated<number>;
}

interface OutdatedStatement {
  kind: string;
  overtaken_by: Timestamp;
  practice_id: string;
  received_at: Timestamp;
  record_key: string;
  said_at: Timestamp;
}

interface PortalHost {
  down_at: Timestamp | null;
  failures: Generated<number>;
  host: number;
  probe_at: Generated<Timestamp>;
}

interface PortalRecord {
  attributes: Json;
  connection_id: string;
  key: string;
  portal_id: string;
  practice_id: string;
  seen_at: Generated<Timestamp>;
  sign_in: Generated<string>;
  type: string;
}

interface PortalResource {
  asked: string | null;
  attributes: Generated<Json>;
  confirmed: Json | null;
  connection_id: string;
  created_at: Generated<Timestamp>;
  doubtful: Generated<boolean>;
  fence: Generated<number>;
  first_parent: Generated<string | null>;
  id: Generated<string>;
  identity: string;
  key: string;
  lease_until: Generated<Timestamp>;
  look_again_at: Timestamp | null;
  origin: string | null;
  owner: string;
  owner_client_id: Generated<string | null>;
  parents: Generated<string[]>;
  portal_id: string | null;
  practice_id: string;
  refused: Json | null;
  refused_field: string | null;
  refused_reason: string | null;
  revoke_approved_until: Timestamp | null;
  revoke_requested_at: Timestamp | null;
  revoke_state: string | null;
  sign_in: Generated<string>;
  state: Generated<string>;
  stored: Generated<Json>;
  turn_key: string | null;
  turn_priority: number | null;
  turn_taken: Generated<boolean>;
  type: string;
  unconfirmed: Json | null;
  waiting_for: string | null;
  waiting_on: string | null;
  waiting_since: Timestamp | null;
}

interface Practice {
  created_at: Generated<Timestamp>;
  id: string;
  links_from: Generated<string>;
  name: string;
  snapshot_as_of: Timestamp | null;
  snapshot_before: Timestamp | null;
  /**
   * What the export of snapshot_as_of says itself: later, where its clock is ahead.
   */
  snapshot_told_as_of: Timestamp | null;
  source: Json | null;
  /**
   * As of when the newest export of the source says that it is; null where it does not say.
   */
  source_as_of: Timestamp | null;
  source_etag: string | null;
  source_lease_until: Generated<Timestamp>;
  source_problem: string | null;
  source_problem_since: Timestamp | null;
  source_read_at: Timestamp | null;
  source_since: Generated<Timestamp>;
  webhook_secrets: Generated<string[]>;
}

interface ReceivedEvent {
  attempts: Generated<number>;
  body_digest: Buffer | null;
  client_key: string | null;
  payload: string;
  practice_id: string;
  problems: Json | null;
  received_at: Generated<Timestamp>;
  record_key: string | null;
  said_at: Timestamp | null;
  settled_at: Timestamp | null;
  status: Generated<string>;
  type: string;
  webhook_id: string;
}

interface SourceHint {
  by_date: Generated<boolean>;
  due_at: Generated<Timestamp>;
  key: string;
  kind: string;
  practice_id: string;
}

interface SourceRefusal {
  key: string;
  kind: string;
  practice_id: string;
  problems: Json;
  said_at: Timestamp;
}

interface SourceState {
  blocked_until: Generated<Timestamp>;
  connect_state: string | null;
  connect_until: Generated<Timestamp>;
  counted: number | null;
  credentials: string | null;
  cursor: Json | null;
  day_at: Generated<Timestamp>;
  day_limit: number | null;
  day_used: Generated<number>;
  full_at: Timestamp | null;
  full_begun_at: Timestamp | null;
  full_wanted: Generated<boolean>;
  hint_form: Json | null;
  hint_secret: string | null;
  listening: Generated<boolean>;
  looked_at: Timestamp | null;
  minute_at: Generated<Timestamp>;
  minute_limit: number | null;
  minute_used: Generated<number>;
  practice_id: string;
  problems: Generated<string[]>;
  reconnect_needed: Generated<boolean>;
  redirect_uri: string | null;
  refreshing_until: Generated<Timestamp>;
  refusals: Generated<Json>;
  taken: Generated<number>;
  tended_at: Timestamp | null;
  token_asked_at: Generated<Timestamp>;
  token_expires_at: Generated<Timestamp>;
  tokens: string | null;
}

interface Standing {
  client_id: string;
  connection_id: string;
  detail: Generated<Json>;
  holder_client: Generated<string | null>;
  judged_at: Generated<Timestamp>;
  practice_id: string;
  reason: string;
  since: Generated<Timestamp>;
  state: string;
  subject_id: string;
  subject_kind: string;
}

interface WorkerProcess {
  hands: number;
  id: string;
  seen_at: Generated<Timestamp>;
}

export interface Database {
  account: Account;
  audit: Audit;
  brake_request: BrakeRequest;
  claim: Claim;
  client: Client;
  client_link: ClientLink;
  connection: Connection;
  connection_budget: ConnectionBudget;
  connection_token: ConnectionToken;
  contact: Contact;
  contact_link: ContactLink;
  due_pair: DuePair;
  employee: Employee;
  erased_record: ErasedRecord;
  job_run: JobRun;
  live_pair: LivePair;
  manual_task: ManualTask;
  open_refusal: OpenRefusal;
  operation: Operation;
  operator_action: OperatorAction;
  outdated_statement: OutdatedStatement;
  portal_host: PortalHost;
  portal_record: PortalRecord;
  portal_resource: PortalResource;
  practice: Practice;
  received_event: ReceivedEvent;
  source_hint: SourceHint;
  source_refusal: SourceRefusal;
  source_state: SourceState;
  standing: Standing;
  worker_process: WorkerProcess;
}
