// The practice's records in the words of the webhook and of the export (docs/webhook.md, docs/import.md).
import type { Change, ClientFields, ContactFields, Practice } from './practice-model.ts';

export const CONNECTION = 'caseware';

export function toEvent(change: Change): object {
  const { record, fields } = change;
  const changedAt = new Date(fields.changedAt).toISOString();
  if (fields.deleted) return { type: `${record}.deleted`, data: { key: fields.key, changedAt } };
  return {
    type: `${record}.upserted`,
    data: record === 'client' ? toClient(fields) : toContact(fields),
  };
}

function toClient({ linked, changedAt, key, number, name, kind, status, city, phone }: ClientFields) {
  const links = { [CONNECTION]: linked };
  return {
    key,
    number,
    name,
    kind,
    status,
    city,
    phone,
    links,
    changedAt: new Date(changedAt).toISOString(),
  };
}

function toContact({ linked, changedAt, ...contact }: ContactFields) {
  const { key, clientKey, personKey, firstName, lastName, email, mobile } = contact;
  const fields = { key, clientKey, personKey, firstName, lastName, email, mobile };
  const links = { [CONNECTION]: linked };
  return { ...fields, links, changedAt: new Date(changedAt).toISOString() };
}

/**
 * A complete export in NDJSON: what was deleted is absent. `leftOut` makes it a half one, which a reader cannot tell from
 * a whole one but by the next.
 */
export function toExport(
  { clients, contacts }: Practice,
  { asOf, leftOut = new Set() }: { asOf: Date; leftOut?: ReadonlySet<string> },
): string {
  const kept = [...clients.values()]
    .map(({ now }) => now)
    .filter(({ key, deleted }) => !deleted && !leftOut.has(key));
  const keys = new Set(kept.map(({ key }) => key));
  const theirs = [...contacts.values()]
    .map(({ now }) => now)
    .filter(({ key, clientKey, deleted }) => !deleted && keys.has(clientKey) && !leftOut.has(key));
  const heading = {
    asOf: asOf.toISOString(),
    complete: true,
    clients: kept.length,
    contacts: theirs.length,
  };
  const lines = [
    heading,
    ...kept.map((one) => ({ record: 'client', ...toClient(one) })),
    ...theirs.map((one) => ({ record: 'contact', ...toContact(one) })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
