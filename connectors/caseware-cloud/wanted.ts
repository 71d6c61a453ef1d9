// What should exist in CaseWare Cloud for one client: an entity with its address, its people, and the role of each on the
// entity; or, where a firm works so, one contact group that holds the role and has them as members. Pure.
import { humanKey, normalizeEmail } from '../../src/domain/contact.ts';
import type { Claim, EligibleClient, LinkedContact, Refusal, Wanted } from '../connector.ts';
import { addressAttributes, checkClient, clientNumber, entityAttributes } from './client-fields.ts';
import { checkContact, personAttributes } from './contact-fields.ts';
import { wantedRole } from './roles.ts';
import type { CaseWareSettings } from './settings.ts';

export function wanted(eligible: EligibleClient, settings: CaseWareSettings): Wanted {
  const refusals: Refusal[] = [];
  const clientProblem = checkClient(eligible.client);
  if (clientProblem !== null) refusals.push({ subject: clientSubject(eligible), ...clientProblem });

  const contactClaims: Claim[] = [];
  for (const linked of eligible.contacts) {
    const problem = checkContact(linked.contact);
    if (problem !== null) refusals.push({ subject: { kind: 'contact', id: linked.contact.id }, ...problem });
    contactClaims.push(...claimsOfContact(linked, settings));
  }
  // Those who are refused claim all the same where their key can be told: what stands for them stays untouched, and a
  // name that grew too long is never taken for an unlink.
  const hasGroup = settings.accessBy === 'contact-group' && contactClaims.length > 0;
  const groupClaims = hasGroup ? claimsOfGroup(eligible, settings) : [];
  return { claims: [...claimsOfClient(eligible, settings), ...groupClaims, ...contactClaims], refusals };
}

function clientSubject({ client }: EligibleClient) {
  return { kind: 'client', id: client.id } as const;
}

function claimsOfClient(eligible: EligibleClient, settings: CaseWareSettings): Claim[] {
  const { client } = eligible;
  if (clientNumber(client) === '') return [];
  const mine = clientClaim(eligible);
  const entity: Claim = {
    ...mine,
    type: 'entity',
    ref: 'entity',
    key: clientNumber(client),
    attributes: entityAttributes(client, settings.fieldNames),
  };
  const attributes = addressAttributes(client, settings.fieldNames);
  return [entity, { ...mine, type: 'address', ref: 'address', parents: ['entity'], attributes }];
}

function claimsOfGroup(eligible: EligibleClient, settings: CaseWareSettings): Claim[] {
  const mine = clientClaim(eligible);
  return [
    { ...mine, type: 'group', ref: 'group', parents: ['entity'], attributes: {} },
    {
      ...mine,
      type: 'group-role',
      ref: 'group-role',
      parents: ['group', 'entity'],
      attributes: { Role: wantedRole(settings) },
    },
  ];
}

function clientClaim(eligible: EligibleClient) {
  return {
    subject: clientSubject(eligible),
    key: '',
    owner: `client:${eligible.client.id}`,
    parents: [],
    needs: [],
    changedAt: eligible.client.sourceChangedAt,
  };
}

/** The grant comes last: that is the moment at which the portal mails the person. [doc] */
function claimsOfContact({ contact }: LinkedContact, settings: CaseWareSettings): Claim[] {
  const mine = {
    subject: { kind: 'contact', id: contact.id } as const,
    owner: humanKey(contact),
    changedAt: contact.sourceChangedAt,
  };
  const email = normalizeEmail(contact.email);
  if (email === null) return [];
  const personRef = `person:${contact.id}`;
  return [
    {
      ...mine,
      type: 'person',
      ref: personRef,
      key: email,
      parents: [],
      needs: ['entity'],
      attributes: personAttributes(contact, settings.fieldNames),
    },
    {
      ...mine,
      ref: `access:${contact.id}`,
      key: '',
      ...accessClaim(personRef, settings),
    },
  ];
}

function accessClaim(personRef: string, settings: CaseWareSettings) {
  return settings.accessBy === 'role'
    ? {
        type: 'entity-role',
        parents: ['entity', personRef],
        needs: ['entity'],
        attributes: { Role: wantedRole(settings) },
      }
    : { type: 'access', parents: ['group', personRef], needs: ['entity', 'group-role'], attributes: {} };
}
