// What should exist in eConnect for one contact: a user in the client's environment, the connection with it, a place in
// the client's group, and what its link says beyond that. Pure.
import type { Claim } from '../connector.ts';
import { claimsForAddress } from '../kit/claims.ts';
import type { EConnectSettings } from './settings.ts';
import type { ContactFacts } from './wanted-facts.ts';

export function claimsOfContact(facts: ContactFacts, settings: EConnectSettings): Claim[] {
  const { contact, email, link, problem } = facts;
  // Nothing hangs below a contact but what is its own: refused, it stays as it is.
  if (email === null || problem !== null) return [];
  // An account cannot get another address. [doc]
  const mine = claimsForAddress(contact, email);
  const user = `user:${contact.id}`;
  const connection = `connection:${contact.id}`;
  const claims: Claim[] = [
    { ...mine, type: 'user', ref: user, parents: ['partnership'], needs: ['request'] },
    {
      ...mine,
      ...{ type: 'user-connection', ref: connection, key: '' },
      parents: [user, 'partnership'],
      needs: ['request'],
    },
  ];
  if (settings.groupContacts === 'all' || link.financiallyResponsible) {
    const place = { type: 'group-member', ref: `group-contact:${contact.id}`, parents: ['group'] };
    claims.push({ ...mine, ...place, needs: [connection] });
  }
  if (link.role !== undefined) {
    claims.push({
      ...mine,
      ...{ type: 'organisation-member', ref: `member-contact:${contact.id}` },
      parents: ['organisation', 'partnership'],
      needs: [connection],
      attributes: { role: link.role },
    });
  }
  const { ownOrganisation } = settings;
  if (link.inviteToOwnOrganisation !== undefined && ownOrganisation !== null) {
    claims.push({
      ...mine,
      ...{ type: 'guest-member', ref: `guest:${contact.id}`, key: ownOrganisation },
      // Another organisation of the practice is another place to be in.
      owner: `${mine.owner}:${ownOrganisation}`,
      parents: [connection, user],
      attributes: { role: link.inviteToOwnOrganisation },
    });
  }
  return claims;
}
