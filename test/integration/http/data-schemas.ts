// What `data` may hold, by event type: enough to check that the description follows the schemas it is given.
import { z } from 'zod';
import { CLIENT_KINDS, CLIENT_STATUSES } from '../../../src/domain/client.ts';

const text = z.string().nullish();
const key = z.string();
const textFields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, text]));

const client = z.strictObject({
  key,
  kind: z.enum(CLIENT_KINDS),
  status: z.enum(CLIENT_STATUSES),
  links: z.unknown(),
  ...textFields(['changedAt', 'number', 'name', 'street', 'houseNumber', 'houseNumberAddition', 'building']),
  ...textFields(['postalCode', 'city', 'country', 'phone', 'email', 'website', 'facebook', 'twitter']),
  ...textFields(['linkedin', 'kvkNumber', 'enterpriseNumber', 'wkCustomerNumber']),
});
const contact = z.strictObject({
  key,
  clientKey: key,
  links: z.unknown(),
  ...textFields(['changedAt', 'personKey', 'firstName', 'infix', 'lastName', 'initials', 'email', 'phone']),
  ...textFields(['mobile']),
});
const deletion = z.strictObject({ key, changedAt: text });

export const DATA_SCHEMAS = {
  'client.upserted': client,
  'client.deleted': deletion,
  'contact.upserted': contact,
  'contact.deleted': deletion,
};
