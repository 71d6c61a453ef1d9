// Clients and contacts for the tests of the engine: telling defaults, written the way practice software writes them,
// through the intake. Whole records: a handle remembers what was said last.
import { sql } from 'kysely';
import { createIntake } from '../../src/database/records/intake.ts';
import type { Store } from '../../src/database/open-store.ts';
import type { ClientData } from '../../src/domain/client.ts';
import type { ContactData } from '../../src/domain/contact.ts';

export interface ClientHandle {
  readonly kind: 'client';
  readonly id: string;
  readonly key: string;
  readonly fields: ClientFields;
}
export interface ContactHandle {
  readonly kind: 'contact';
  readonly id: string;
  readonly key: string;
  readonly client: ClientHandle;
  readonly fields: ContactFields;
}
export type RecordHandle = ClientHandle | ContactHandle;

interface Common {
  /** Internal key in the practice software. */
  readonly key: string;
  /** The switch of the connection. */
  readonly linked: boolean;
  /** What the link says for this portal. */
  readonly linkSettings: Readonly<Record<string, unknown>>;
  /** Default: later than everything said before. */
  readonly changedAt: Date;
}
export type ClientFields = Partial<ClientData & Common>;
type ContactFields = Partial<ContactData & Common>;

export interface EngineRecords {
  client(fields?: ClientFields): Promise<ClientHandle>;
  contact(client: ClientHandle, fields?: ContactFields): Promise<ContactHandle>;
  /** Several clients in few statements, with as many contacts each. */
  clients(
    count: number,
    contactsEach: number,
  ): Promise<readonly { client: ClientHandle; contacts: readonly ContactHandle[] }[]>;
  /** Says a record again with these fields changed; also brings a deleted one back. Returns the handle to go on with. */
  change<Handle extends RecordHandle>(handle: Handle, fields: Handle['fields']): Promise<Handle>;
  unlink<Handle extends RecordHandle>(handle: Handle): Promise<Handle>;
  relink<Handle extends RecordHandle>(handle: Handle): Promise<Handle>;
  /** Deletes it in the practice software. */
  remove(handle: RecordHandle): Promise<void>;
}

interface Place {
  readonly store: Store;
  readonly practiceId: string;
  /** Name of the connection whose switches are set. */
  readonly connection: string;
}

export function createRecords(place: Place): EngineRecords {
  const intake = createIntake(place.store);
  let number = 1000;
  let time = Date.now() - 600_000;
  const next = () => (number += 1);
  const stamp = <F extends Partial<Common>>(fields: F) => ({
    ...fields,
    changedAt: fields.changedAt ?? new Date((time += 1)),
  });
  const write = async (record: Draft): Promise<void> => {
    const [outcome] =
      record.kind === 'client'
        ? await intake.upsertClients(place.practiceId, [toClient(place, record)])
        : await intake.upsertContacts(place.practiceId, [toContact(place, record)]);
    if (outcome?.verdict === 'stale' || outcome?.verdict === 'orphaned')
      throw new Error(`The intake ignores ${record.key}: ${outcome.verdict}`);
  };
  const idOf = (table: 'client' | 'contact', key: string) => readId(place, table, key);
  const records: EngineRecords = {
    async client(given = {}) {
      const draft = clientDraft(stamp(given), next());
      await write(draft);
      return { ...draft, id: await idOf('client', draft.key) };
    },
    async contact(client, given = {}) {
      const draft = contactDraft(client, stamp(given), next());
      await write(draft);
      return { ...draft, id: await idOf('contact', draft.key) };
    },
    async clients(count, contactsEach) {
      const drafts = Array.from({ length: count }, () => clientDraft(stamp({}), next()));
      const made = [];
      for (const batch of batches(drafts)) {
        const rows = batch.map((draft) => toClient(place, draft));
        await intake.upsertClients(place.practiceId, rows);
        made.push(...(await withContacts(batch)));
      }
      return made;

      async function withContacts(batch: readonly Draft<'client'>[]) {
        const clients = [];
        for (const draft of batch) clients.push({ ...draft, id: await idOf('client', draft.key) });
        const contacts = clients.map((client) =>
          Array.from({ length: contactsEach }, () => contactDraft(client, stamp({}), next())),
        );
        await intake.upsertContacts(
          place.practiceId,
          contacts.flat().map((draft) => toContact(place, draft)),
        );
        const result = [];
        for (const [index, client] of clients.entries()) {
          const own = [];
          for (const draft of contacts[index] ?? [])
            own.push({ ...draft, id: await idOf('contact', draft.key) });
          result.push({ client, contacts: own });
        }
        return result;
      }
    },
    async change(handle, given) {
      const changed = { ...handle, fields: { ...handle.fields, ...stamp({ ...given }) } };
      await write(changed);
      return changed;
    },
    unlink: (handle) => records.change(handle, { linked: false }),
    relink: (handle) => records.change(handle, { linked: true }),
    async remove({ kind, key }) {
      const at = new Date((time += 1));
      const deletion = { sourceKey: key, saidAt: at, undated: false, changedAt: at };
      if (kind === 'client') await intake.deleteClient(place.practiceId, deletion);
      else await intake.deleteContact(place.practiceId, deletion);
    },
  };
  return records;
}

/** As many switches in one statement as count for a change; more would be a first load (rule 25). */
const BATCH = 30;

function batches<T>(items: readonly T[]): readonly (readonly T[])[] {
  const starts = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) => index * BATCH);
  return starts.map((start) => items.slice(start, start + BATCH));
}

type Draft<Kind extends string = 'client' | 'contact'> = Kind extends 'client'
  ? Omit<ClientHandle, 'id'>
  : Omit<ContactHandle, 'id'>;

function clientDraft(fields: ClientFields, number: number): Draft<'client'> {
  const key = fields.key ?? `client-${number}`;
  return {
    kind: 'client',
    key,
    fields: { number: String(number), name: `Client ${number} B.V.`, ...fields },
  };
}

function contactDraft(client: ClientHandle, fields: ContactFields, number: number): Draft<'contact'> {
  const key = fields.key ?? `contact-${number}`;
  const email = `person${number}@example.nl`;
  return { kind: 'contact', key, client, fields: { email, lastName: `Vries ${number}`, ...fields } };
}

const CLIENT: ClientData = {
  number: null,
  name: null,
  kind: 'company',
  status: 'client',
  street: 'Dorpsstraat',
  houseNumber: '12',
  houseNumberAddition: null,
  building: null,
  postalCode: '1234 AB',
  city: 'Utrecht',
  country: 'NL',
  phone: '030 1234567',
  email: 'office@example.nl',
  website: null,
  facebook: null,
  twitter: null,
  linkedin: null,
  kvkNumber: null,
  enterpriseNumber: null,
  wkCustomerNumber: null,
};
const CONTACT: ContactData = {
  personKey: null,
  firstName: 'Anna',
  infix: 'de',
  lastName: null,
  initials: 'A.',
  email: null,
  phone: '030 7654321',
  mobile: null,
};

function toClient(place: Place, draft: Draft<'client'>) {
  const { linked, linkSettings, changedAt, key = draft.key, ...data } = draft.fields;
  return { ...common(place, { key, linked, linkSettings, changedAt }), data: { ...CLIENT, ...data } };
}

function toContact(place: Place, draft: Draft<'contact'>) {
  const { linked, linkSettings, changedAt, key = draft.key, ...data } = draft.fields;
  return {
    ...common(place, { key, linked, linkSettings, changedAt }),
    clientKey: draft.client.key,
    data: { ...CONTACT, ...data },
  };
}

function common(
  { connection }: Place,
  {
    key,
    linked,
    linkSettings,
    changedAt,
  }: { readonly key: string } & {
    readonly [name in 'linked' | 'linkSettings' | 'changedAt']: Common[name] | undefined;
  },
) {
  return {
    sourceKey: key,
    saidAt: changedAt ?? new Date(),
    undated: false,
    changedAt: changedAt ?? new Date(),
    links: { [connection]: { enabled: linked ?? true, settings: linkSettings ?? {} } },
  };
}

async function readId(
  { store, practiceId }: Place,
  table: 'client' | 'contact',
  key: string,
): Promise<string> {
  const { rows } = await store.inPractice(practiceId, (tx) =>
    sql<{ id: string }>`select id from ${sql.raw(table)} where source_key = ${key}`.execute(tx),
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`There is no ${table} ${key}.`);
  return row.id;
}
