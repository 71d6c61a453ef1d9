// What the API answers with. Times are ISO 8601 in UTC.
import { z } from 'zod';
import { REASON_CODES, STANDING_STATES } from '../domain/reasons.ts';
import { ACTOR_NAMES } from '../domain/who-acts.ts';

const time = z.iso.datetime();
const kind = z.enum(['client', 'contact']);
const names = z.object({
  kind,
  id: z.uuid(),
  key: z.string(),
  number: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  deleted: z.boolean(),
  clientId: z.uuid().nullable(),
  client: z.string().nullable(),
  clientNumber: z.string().nullable(),
});

const link = z.object({
  connection: z.string(),
  portal: z.string(),
  linked: z.boolean().describe('The switch: Ja or Nee.'),
  state: z.enum(STANDING_STATES),
  reason: z.enum(REASON_CODES),
  since: time.nullable(),
  arrivedAt: time.nullable().describe('When the portal last took something of it.'),
  signIn: z.enum(['active', 'mail-sent', 'unknown']).nullable(),
  mailedAt: time.nullable(),
  waitingOn: z.string().nullable(),
  text: z.string().describe('The reason, in the language that is asked for.'),
  remedy: z.string().describe('What would change it.'),
});

export const record = names.extend({ city: z.string().nullable(), links: z.array(link) });

export const page = z.object({
  records: z.array(record),
  next: z.string().nullable().describe('To be given back as `cursor`; null: that was all.'),
  more: z.boolean().describe('More fit what was searched for; search more closely.'),
});

export const card = z.object({
  record,
  links: z.array(
    z.object({
      connection: z.string(),
      checks: z.array(
        z.object({
          rule: z.int(),
          field: z.string(),
          value: z.string(),
          passed: z.boolean(),
          reason: z.enum(REASON_CODES),
        }),
      ),
      firstNo: z.enum(REASON_CODES).nullable(),
      resources: z.array(
        z.object({ type: z.string(), state: z.string(), signIn: z.string(), key: z.string() }),
      ),
    }),
  ),
  contacts: page.nullable(),
});

const access = z.object({
  resourceId: z.string(),
  clientNumber: z.string().nullable(),
  client: z.string().nullable(),
  contact: z.string(),
  email: z.string().nullable(),
});

export const switchPreview = z.object({
  refused: z.string().nullable().describe('Why it cannot be switched so: in-practice-software, or a reason.'),
  stands: z.boolean().describe('The switch stands there already.'),
  waits: z.enum(REASON_CODES).nullable().describe('Why it does not go out yet, once it is on.'),
  grants: z.array(z.string()).describe('Who gets access; the portal may mail them.'),
  revokes: z.array(access).describe('Access that ends. Their `resourceId` are what is confirmed.'),
});

export const toDo = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      actor: z.enum(ACTOR_NAMES),
      since: time.nullable(),
      connection: z.string().nullable(),
      reason: z.enum(REASON_CODES).nullable(),
      detail: z.string().nullable(),
      recordId: z.string().nullable(),
      count: z.int(),
      command: z.string().nullable(),
      about: names.pick({ name: true, email: true, client: true, clientNumber: true }).nullable(),
    }),
  ),
});

export const tasks = z.object({
  tasks: z.array(
    z.object({
      id: z.uuid(),
      connection: z.string(),
      type: z.string(),
      action: z.enum(['create', 'remove', 'find-out']),
      status: z.enum(['open', 'contradicted']),
      openedAt: time,
      client: z.string().nullable(),
      clientNumber: z.string().nullable(),
      clientId: z.uuid(),
      contact: z.string().nullable(),
      email: z.string().nullable(),
      steps: z.array(z.string()),
    }),
  ),
});

export const brake = z.object({
  questions: z.array(
    z.object({
      id: z.uuid(),
      connection: z.string(),
      openedAt: time,
      count: z.int(),
      accesses: z.array(access),
    }),
  ),
});

export const log = z.object({
  entries: z.array(
    z.object({
      at: time,
      actor: z.string(),
      action: z.string(),
      connection: z.string().nullable(),
      type: z.string().nullable(),
      fields: z.array(z.string()),
      outcome: z.string().nullable(),
      record: names.nullable(),
    }),
  ),
  next: z.string().nullable(),
});

export const changed = z.object({ changed: z.boolean() });
export const overview = z.looseObject({ practice: z.string(), connections: z.array(z.looseObject({})) });
