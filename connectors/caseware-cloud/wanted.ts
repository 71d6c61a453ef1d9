// What should exist in CaseWare Cloud for one client: an entity with its address, its people, and the role of each on the
// entity; or, where a firm works so, one contact group that holds the role and has them as members. Pure.
import type { Client } from '../../src/domain/client.ts';
import { humanKey, normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import type { Claim, EligibleClient, Wanted } from '../connector.ts';
import { claimsFor, claimsForAddress, refusalsOf } from '../kit/claims.ts';
import {
  addressAttributes,
  checkClient,
  checkContact,
  clientNumber,
  entityAttributes,
  personAttributes,
} from './fields.ts';
import { wantedRole } from './roles.ts';
import type { CaseWareSettings } from './settings.ts';

export function wanted({ client, contacts }: EligibleClient, settings: CaseWareSettings): Wanted {
  // Those who are refused claim all the same where their key can be told: what stands for them stays untouched, and a
  // name that grew too long is never taken for an unlink.
  const ofContacts = contacts.flatMap(({ contact }) => claimsOfContact(contact, settings));
  const hasGroup = settings.accessBy === 'contact-group' && ofContacts.length > 0;
  const ofGroup = hasGroup ? claimsOfGroup(client, settings) : [];
  const checked = contacts.map(({ contact }) => ({ contact, problem: checkContact(contact) }));
  return {
    claims: [...claimsOfClient(client, settings), ...ofGroup, ...ofContacts],
    refusals: refusalsOf(client, [checkClient(client)], checked),
  };
}

function claimsOfClient(client: Client, { fieldNames }: CaseWareSettings): Claim[] {
  const key = clientNumber(client);
  if (key === '') return [];
  const attributes = addressAttributes(client, fieldNames);
  return [
    {
      ...{ ...claimsFor(client), type: 'entity', ref: 'entity', key },
      attributes: entityAttributes(client, fieldNames),
    },
    { ...claimsFor(client), type: 'address', ref: 'address', key: '', parents: ['entity'], attributes },
  ];
}

function claimsOfGroup(client: Client, settings: CaseWareSettings): Claim[] {
  const mine = { ...claimsFor(client), key: '' };
  const role = { type: 'group-role', ref: 'group-role', attributes: { Role: wantedRole(settings) } };
  return [
    { ...mine, type: 'group', ref: 'group', parents: ['entity'] },
    { ...mine, ...role, parents: ['group', 'entity'] },
  ];
}

/** The grant comes last: that is the moment at which the portal mails the person. [doc] */
function claimsOfContact(contact: Contact, settings: CaseWareSettings): Claim[] {
  const email = normalizeEmail(contact.email);
  if (email === null) return [];
  const mine = { ...claimsForAddress(contact, email), owner: humanKey(contact), needs: ['entity'] };
  const person = `person:${contact.id}`;
  const access =
    settings.accessBy === 'role'
      ? { type: 'entity-role', parents: ['entity', person], attributes: { Role: wantedRole(settings) } }
      : { type: 'access', parents: ['group', person], needs: ['entity', 'group-role'] };
  return [
    { ...mine, type: 'person', ref: person, attributes: personAttributes(contact, settings.fieldNames) },
    { ...mine, ref: `access:${contact.id}`, key: '', ...access },
  ];
}
