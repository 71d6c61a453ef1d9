// What the answers of the API hold. They are shaped by these, and described by the same. Times are ISO 8601 in UTC.
import { z } from 'zod';
import { CONNECTION_STATES } from '../domain/connection.ts';
import { LINK_OWNERS } from '../domain/practice.ts';
import { STANDING_STATES } from '../domain/reasons.ts';
import { ROLES } from '../domain/role.ts';
import { SOURCE_STATES } from '../domain/source-state.ts';
import { ACTOR_NAMES } from '../domain/who-acts.ts';

const time = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime());
const text = z.string().nullable();
const when = time.nullable();
const reason = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/)
  .describe('A reason code: docs/office.md lists those of Koppel and of each portal.');
const signIn = z.enum(['active', 'mail-sent', 'unknown']);
const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly();
const next = text.describe('To be given as `cursor` for what comes behind; null: nothing does.');

const namedRecord = z.object({
  kind: z.enum(['client', 'contact']),
  id: z.guid(),
  key: z.string().describe('In the practice software.'),
  number: text,
  name: text,
  email: text,
  deleted: z.boolean(),
  clientId: z.guid().nullable(),
  client: text,
  clientNumber: text,
});

const link = z.object({
  connection: z.string(),
  portal: z.string(),
  linked: z.boolean().describe('The switch.'),
  accessLeft: z.boolean().describe('Access stands in the portal although it is not to go out, or no longer.'),
  state: z.enum(STANDING_STATES),
  reason,
  text: z.string().describe('The reason in words.'),
  remedy: z.string().describe('What would change it; empty where nothing must.'),
  since: when,
  arrivedAt: when.describe('When the portal last took something of it.'),
  signIn: signIn.nullable(),
  mailedAt: when,
  waitingOn: text,
});

const phone = text.describe("Its own, else its client's.");
const listedRecord = namedRecord.extend({ city: text, phone, links: listOf(link) });

export const page = z.object({
  records: listOf(listedRecord),
  next,
  more: z.boolean().describe('Whether more fit. Of what `q` finds there is no next page: ask for less.'),
});

const logLine = z.object({
  id: z.int(),
  at: time,
  actor: z.string(),
  action: z.string(),
  connection: text,
  type: text,
  fields: listOf(z.string()),
  outcome: text,
  record: namedRecord.nullable(),
});

export const log = z.object({ entries: listOf(logLine), next });

const check = z.object({
  rule: z.int(),
  field: z.string(),
  value: z.string(),
  valueNl: z.string(),
  passed: z.boolean(),
  reason,
});

const resource = z.object({
  type: z.string(),
  portalId: text,
  key: z.string(),
  state: z.string(),
  origin: text,
  signIn,
  revokeState: text,
  refusedReason: reason.nullable(),
  refusedField: text,
  waitingOn: text,
  waitingSince: when,
  released: z.boolean(),
});

const explanation = z.object({
  trace: listOf(check).describe('Every check, in its order.'),
  further: listOf(reason).describe('What would stand in the way behind the first check that says no.'),
  holder: namedRecord.nullable().describe('Who has the address or the number that it lacks.'),
  remarks: listOf(z.object({ en: z.string(), nl: z.string() })),
  resources: listOf(resource).describe('What the portal is known to hold of it.'),
  next: listOf(z.object({ action: z.string(), type: z.string() })).describe('What the next run would do.'),
});

export const card = z.object({
  record: listedRecord,
  explanations: listOf(explanation.extend({ connection: z.string() })),
  contacts: page.nullable().describe('The first of a client; null for a contact.'),
  log: log.describe('What was done lately.'),
});

const openStatement = z.object({
  open: z.enum(['waits', 'refused', 'questioned', 'outdated']),
  kind: z.enum(['client', 'contact']),
  key: z.string().describe('Of the record, in the practice software.'),
  recordId: z.guid().nullable().describe('Null: there is no such record yet.'),
  clientKey: text.describe('The client that it waits for.'),
  receivedAt: when,
  saidAt: when,
  problems: listOf(z.object({ field: z.string(), code: z.string() })),
});

const toDoItem = z.object({
  kind: z.enum([
    ...(['data', 'request', 'task', 'brake', 'change', 'invitation', 'said', 'source'] as const),
    'connection',
  ]),
  actor: z.enum(ACTOR_NAMES).describe('Who must act.'),
  since: when,
  connection: text,
  reason: reason.nullable(),
  detail: text,
  about: z.object({ name: text, email: text, phone, client: text, clientNumber: text }).nullable(),
  recordId: z.guid().nullable(),
  count: z.int(),
  said: listOf(openStatement).describe('Of what the practice software said and does not count: the oldest.'),
  command: text.describe('What to type, without the practice.'),
});

export const toDo = z.object({
  items: listOf(toDoItem),
  next,
  mailedLately: z
    .int()
    .describe(
      'Contacts mailed less than two days ago who have not used it yet, 200 at most: they are no items.',
    ),
});

const counts = z.object({
  total: z.int(),
  byState: z.record(z.enum(STANDING_STATES), z.int()),
  byReason: z.partialRecord(reason, z.int()),
});
const waiting = z.object({ since: time, ageSeconds: z.int() }).nullable();

const connection = z.object({
  name: z.string(),
  portal: z.string(),
  state: z.enum(CONNECTION_STATES),
  stopReason: text,
  stateSince: time,
  refusesWrites: z.boolean(),
  clients: counts,
  contacts: counts,
  due: z.object({ revoke: z.int(), change: z.int(), bulk: z.int() }),
  oldestChange: waiting,
  oldestBulk: waiting,
  window: z.enum(['met', 'at-risk', 'missed', 'paused', 'unguaranteed']),
  inTime: z
    .object({ changes: z.int(), withinHour: z.int() })
    .describe(
      'Of the clients whose last change was dealt with within a day, or is overdue: how many took an hour at most, those that are excluded or refused included.',
    ),
  backlog: z
    .object({ leastSeconds: z.int(), canFit: z.boolean() })
    .nullable()
    .describe('What is due but first loads, a request each at the rate of the connection; null: nothing.'),
  listedAt: when,
  verifiedAt: when,
  brakeRequest: z.object({ id: z.guid(), accesses: z.int(), openedAt: time }).nullable(),
  openTasks: z.int(),
  signIn: z.object({ active: z.int(), mailSent: z.int(), unknown: z.int() }),
});

export const overview = z.object({
  practice: z.string(),
  name: z.string(),
  hasSource: z.boolean(),
  sourceState: z.enum(SOURCE_STATES),
  sourceReadAt: when.describe('When an export was last accepted.'),
  sourceAsOf: when.describe('As of when that export says that it is; null: it does not say.'),
  sourceAgeSeconds: z.int().nullable(),
  sourceProblem: text,
  sourceProblemSince: when,
  completeAsOf: when.describe('As of when the newest export of everything was, read or imported.'),
  sourceReading: z
    .object({ records: z.int(), of: z.int().nullable().describe('Null: the software does not tell.') })
    .nullable()
    .describe('Everything is being read of it: so many records so far.'),
  lastSweepAt: when,
  countedAt: time.describe('When clients, contacts and sign-ins were counted: of very many, a moment ago.'),
  open: listOf(
    z.object({
      kind: z.enum(['waits', 'refused', 'questioned', 'outdated']),
      count: z.int(),
      oldestAt: time,
      ageSeconds: z.number(),
    }),
  ).describe('What was taken in and does not count yet.'),
  connections: listOf(connection),
});

const access = z.object({
  resourceId: z.string(),
  clientNumber: text,
  client: text,
  contact: z.string(),
  email: text,
});

export const switchPreview = z.object({
  isHere: z.boolean().describe('False: they are switched in the practice software.'),
  records: listOf(
    z.object({
      record: namedRecord,
      stands: z.boolean().describe('The switch stands there already.'),
      refused: reason.nullable().describe('Why it cannot be switched on at all.'),
      waits: reason.nullable().describe('Why it does not go out yet, once it is on.'),
      grants: listOf(z.string()).describe('Who gets access; the portal may mail them.'),
    }),
  ),
  revokes: listOf(access).describe('Access that ends. Their `resourceId` are what is confirmed.'),
});

const task = z.object({
  id: z.guid(),
  connection: z.string(),
  type: z.string(),
  action: z.enum(['create', 'remove', 'find-out']),
  status: z.enum(['open', 'contradicted']),
  openedAt: time,
  client: text,
  clientNumber: text,
  clientId: z.guid(),
  contact: text,
  email: text,
  steps: listOf(z.string()),
});

export const tasks = z.object({ tasks: listOf(task) });

const question = z.object({
  id: z.guid(),
  connection: z.string(),
  openedAt: time,
  count: z.int(),
  accesses: listOf(access),
});

export const brake = z.object({ questions: listOf(question) });

export const changed = z.object({ changed: listOf(z.guid()).describe('Ids of those whose switch changed.') });

export const session = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  practice: text.describe('Null: every practice.'),
  csrfToken: z.string().describe('The header `csrf-token` of whatever changes something.'),
});

export const practices = z.object({
  practices: listOf(z.object({ id: z.string(), name: z.string(), linksFrom: z.enum(LINK_OWNERS) })),
});
