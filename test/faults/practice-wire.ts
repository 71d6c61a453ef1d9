// The practice's records in the words of the webhook and of the export (docs/webhook.md, docs/import.md).
import type { Change, ClientFields, ContactFields, Practice } from './practice-model.ts';

export const PRACTICE = 'jansen';
export const CONNECTION = 'caseware';

export interface Event {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function toEvent({ record, fields }: Change): Event {
  const changedAt = toldTime(fields);
  const common = { timestamp: changedAt };
  if (fields.deleted) return { ...common, type: `${record}.deleted`, data: { key: fields.key, changedAt } };
  return {
    ...common,
    type: `${record}.upserted`,
    data: record === 'client' ? toClient(fields) : toContact(fields),
  };
}

function toldTime({ changedAt, aheadMs }: ClientFields | ContactFields): string {
  return new Date(changedAt + aheadMs).toISOString();
}

function toClient(client: ClientFields) {
  const { key, number, name, kind, status, city, phone, linked } = client;
  const links = { [CONNECTION]: linked };
  return { key, number, name, kind, status, city, phone, links, changedAt: toldTime(client) };
}

function toContact(contact: ContactFields) {
  const { key, clientKey, personKey, firstName, lastName, email, mobile, linked } = contact;
  const fields = { key, clientKey, personKey, firstName, lastName, email, mobile };
  return { ...fields, links: { [CONNECTION]: linked }, changedAt: toldTime(contact) };
}

interface ExportView {
  readonly asOf: number;
  readonly leftOut: ReadonlySet<string>;
  readonly wrong: ReadonlySet<string>;
}

/**
 * A complete export in NDJSON: what was deleted is absent. `leftOut` makes it a half one, which a reader cannot tell from
 * a whole one but by the next. `wrong` rows have a field that cannot be read.
 */
export function toExport({ clients, contacts }: Practice, { asOf, leftOut, wrong }: ExportView): string {
  const kept = [...clients.values()]
    .map(({ now }) => now)
    .filter(({ key, deleted }) => !deleted && !leftOut.has(key));
  const keys = new Set(kept.map(({ key }) => key));
  const theirs = [...contacts.values()]
    .map(({ now }) => now)
    .filter(({ key, clientKey, deleted }) => !deleted && keys.has(clientKey) && !leftOut.has(key));
  const heading = {
    asOf: new Date(asOf).toISOString(),
    complete: true,
    clients: kept.length,
    contacts: theirs.length,
  };
  const spoilt = (key: string, field: object): object => (wrong.has(key) ? field : {});
  const lines = [
    heading,
    ...kept.map((one) => ({
      record: 'client',
      ...toClient(one),
      ...spoilt(one.key, { country: 'Atlantis' }),
    })),
    ...theirs.map((one) => ({
      record: 'contact',
      ...toContact(one),
      ...spoilt(one.key, { phone: 30 }),
    })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
