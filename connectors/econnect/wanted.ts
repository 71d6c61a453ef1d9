// What should exist in eConnect for one client: a request that it may accept, the partnership that follows from it, the
// people of the practice who work there, its contacts, and one group with its shares. Pure.
import type { Claim, EligibleClient, Wanted } from '../connector.ts';
import { claimsFor, claimsForAddress, refusalsOf } from '../kit/claims.ts';
import { primaryFirst } from '../kit/settings.ts';
import type { EConnectSettings, ShareSetting } from './settings.ts';
import { readFacts, type ContactFacts, type Facts } from './wanted-facts.ts';
import { environmentKey } from './email-domain.ts';
import { numberOf } from './party.ts';

function claimsOfContact(facts: ContactFacts, settings: EConnectSettings): Claim[] {
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

export function wanted(eligible: EligibleClient, settings: EConnectSettings): Wanted {
  const facts = readFacts(eligible);
  // A client that is refused claims all the same: nothing is made of it, and what hangs below what stands keeps its place.
  const claims = [
    ...claimsOfClient(facts),
    ...claimsOfColleagues(facts, settings),
    ...claimsOfGroup(facts, settings),
    ...facts.contacts.flatMap((each) => claimsOfContact(each, settings)),
  ];
  return { claims, refusals: refusalsOf(facts.client, [facts.problem], facts.contacts) };
}

/**
 * The request and the organisation belong to a number, not to a client: another number is another organisation, whose
 * administrator has allowed nothing yet. Their owners hold it, so that a new number renames nothing.
 */
function claimsOfClient(facts: Facts): Claim[] {
  const { client, party, address } = facts;
  const environment = address === null ? '' : environmentKey(address.email);
  const owner = `organisation:${client.id}:${party}`;
  return [
    {
      ...claimsFor(facts.client),
      ...{ type: 'authorisation-request', ref: 'request', key: party, owner },
      attributes: { email: address?.email ?? null, manager: address?.manager ?? false },
    },
    {
      ...claimsFor(facts.client),
      ...{ type: 'partnership', ref: 'partnership', key: environment, owner: `environment:${environment}` },
      needs: ['request'],
    },
    {
      ...claimsFor(facts.client),
      ...{ type: 'organisation', ref: 'organisation', key: party, owner },
      parents: ['partnership'],
      needs: ['request'],
    },
  ];
}

/** Only people who are connected already can be found by the client's administrator: the managers come first. [seed] */
function claimsOfColleagues(facts: Facts, settings: EConnectSettings): Claim[] {
  const managers = managersOf(facts, settings);
  const connected = managers.map((email): Claim => ({
    ...claimsFor(facts.client),
    ...{ type: 'relationship-manager', ref: `manager:${email}`, key: email, owner: `colleague:${email}` },
    parents: ['partnership'],
    needs: ['request'],
  }));
  const isGroupOnly = (facts.link.colleaguesAs ?? settings.colleaguesAs) === 'group-only';
  const inside = isGroupOnly ? [] : colleaguesOf(facts, settings);
  const members = inside.map((email): Claim => ({
    ...claimsFor(facts.client),
    ...{ type: 'organisation-member', ref: `member:${email}`, key: email, owner: `colleague:${email}` },
    parents: ['organisation', 'partnership'],
    needs: managers.map((manager) => `manager:${manager}`),
    attributes: { role: 'Member' },
  }));
  return [...connected, ...members];
}

function managersOf({ link }: Facts, { relationshipManagers }: EConnectSettings): readonly string[] {
  const { relationshipManagers: own = [] } = link;
  return own.length > 0 ? [...new Set(own)] : primaryFirst(relationshipManagers).map(({ email }) => email);
}

function colleaguesOf(facts: Facts, settings: EConnectSettings): readonly string[] {
  return [...new Set([...managersOf(facts, settings), ...settings.members, ...facts.link.staff])];
}

function claimsOfGroup(facts: Facts, settings: EConnectSettings): Claim[] {
  const { client, party, groupName } = facts;
  const group: Claim = {
    ...claimsFor(facts.client),
    ...{ type: 'group', ref: 'group', key: party },
    parents: ['partnership'],
    // The partnership may be there already by another client: nobody is let in before this one has agreed (rule 3).
    needs: ['request', 'organisation'],
    attributes: { name: groupName },
  };
  const members = colleaguesOf(facts, settings).map((email): Claim => ({
    ...claimsFor(facts.client),
    ...{ type: 'group-member', ref: `group-member:${email}`, key: email, owner: `colleague:${email}` },
    parents: ['group'],
  }));
  const shares = settings.shares.map((share): Claim => {
    const key = shareKey(share, party);
    return {
      ...claimsFor(facts.client),
      ...{ type: 'document-share', ref: `share:${key}`, key, owner: `share:${client.id}:${key}` },
      parents: ['group'],
      needs: share.with === 'organisation' ? ['organisation'] : [],
      attributes: { level: share.level },
    };
  });
  return [group, ...members, ...shares, ...claimsOfRule(facts, settings)];
}

function claimsOfRule(facts: Facts, { delegatePurchaseInvoices }: EConnectSettings): Claim[] {
  if (!delegatePurchaseInvoices) return [];
  return [
    {
      ...claimsFor(facts.client),
      ...{ type: 'delegation-rule', ref: 'delegation-rule', key: 'purchase-invoices' },
      parents: ['group', 'organisation'],
    },
  ];
}

/** `<location>:<kind>:<target>`. The group is the client's own, known by the number of the organisation. */
function shareKey({ location, with: target }: ShareSetting, party: string): string {
  if (typeof target !== 'string') return `${location}:user:${target.user}`;
  return `${location}:${target}:${target === 'group' ? numberOf(party) : party}`;
}
