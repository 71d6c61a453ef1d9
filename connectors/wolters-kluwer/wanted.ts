// What should exist in the Panda portal for one client: its organisation, the practice's employees in it, its contacts,
// what is ticked for each of them, and the hand-over of what the practice had to add itself. Pure.
import type { Claim, EligibleClient, Wanted } from '../connector.ts';
import { claimsFor, claimsForAddress, refusalsOf } from '../kit/claims.ts';
import { applicationKey } from './resources/application-access.ts';
import type { PandaSettings } from './settings.ts';
import { readFacts, type ContactFacts, type Facts, type Person } from './wanted-facts.ts';

export function wanted(eligible: EligibleClient, settings: PandaSettings): Wanted {
  const facts = readFacts(eligible, settings);
  // A client that is refused claims all the same: nothing is made of it, and what hangs below what stands keeps its place.
  const claims = [
    ...facts.employees.map((employee) => accountOf(facts, employee)),
    organisationOf(facts),
    ...facts.employees.flatMap((employee) => placeOfEmployee(facts, employee, settings)),
    ...facts.contacts.flatMap((contact) => claimsOfContact(contact)),
    ...handOverOf(facts, settings),
  ];
  return { claims, refusals: refusalsOf(facts.client, facts.problems, facts.contacts) };
}

function accountOf(facts: Facts, { email, firstName, lastName }: Person): Claim {
  return {
    ...claimsFor(facts.client),
    ...{ type: 'account', ref: `account:${email}`, key: email, owner: `colleague:${email}` },
    attributes: { firstName, lastName, employee: true },
  };
}

/** Belongs to its numbers, not to the client: other numbers are another organisation, which has let nobody in yet. */
function organisationOf(facts: Facts): Claim {
  const { client, organisation, employees } = facts;
  return {
    ...claimsFor(facts.client),
    ...{ type: 'organisation', ref: 'organisation', key: organisation },
    owner: `organisation:${client.id}:${organisation}`,
    // It may have to be added in that name.
    needs: employees.slice(0, 1).map(({ email }) => `account:${email}`),
    attributes: { name: client.name },
  };
}

function placeOfEmployee(facts: Facts, { email }: Person, { applicationAccess }: PandaSettings): Claim[] {
  const own = { ...claimsFor(facts.client), owner: `colleague:${email}` };
  const membership = `membership:${email}`;
  const applications = facts.link.applicationAccess ?? applicationAccess;
  return [
    {
      ...own,
      ...{ type: 'membership', ref: membership, key: email },
      parents: ['organisation', `account:${email}`],
    },
    ...applications.map((application): Claim => ({
      ...own,
      ...{ type: 'application-access', ref: `${application}:${email}` },
      key: applicationKey(application, email),
      parents: [membership, 'organisation'],
    })),
  ];
}

function claimsOfContact({ contact, person, link, problem }: ContactFacts): Claim[] {
  // Nothing hangs below a contact but what is its own: refused, it stays as it is.
  if (person === null || problem !== null) return [];
  const { email, firstName, lastName } = person;
  const own = claimsForAddress(contact, email);
  const account = `contact-account:${contact.id}`;
  const membership = `contact:${contact.id}`;
  return [
    // Registering mails the contact, so the client comes first (rule 3).
    {
      ...own,
      ...{ type: 'account', ref: account, needs: ['organisation'] },
      attributes: { firstName, lastName, employee: false },
    },
    {
      ...own,
      ...{ type: 'membership', ref: membership, parents: ['organisation', account] },
      attributes: { role: link.role },
    },
    ...link.applications.map((application): Claim => ({
      ...own,
      ...{ type: 'application-access', ref: `${application}:${contact.id}` },
      key: applicationKey(application, email),
      parents: [membership, 'organisation'],
    })),
  ];
}

/** Only where a contact shall administer the organisation: to nobody it cannot be handed. */
function handOverOf(facts: Facts, settings: PandaSettings): Claim[] {
  const successors = facts.contacts.flatMap(({ person, link, problem }) =>
    person !== null && problem === null && link.role === 'administrator' ? [person.email] : [],
  );
  const { handOver = settings.handOver, ownOrganisation } = facts.link;
  if (!handOver || ownOrganisation || successors.length === 0) return [];
  return [
    {
      ...claimsFor(facts.client),
      ...{ type: 'hand-over', ref: 'hand-over', key: '', parents: ['organisation'] },
      // Who administers it by having added it is seen once that shows.
      needs: facts.employees.slice(0, 1).map(({ email }) => `membership:${email}`),
      attributes: { to: [...new Set(successors)].sort().join(' ') },
    },
  ];
}
