// What should exist in ClearFacts for one client: its dossier, which others bring, and each contact as a user who is assigned
// to it, once the dossier is there and its configuration leaves the contact's profile something to do. Pure.
import type { Claim, EligibleClient, Wanted, Warning } from '../connector.ts';
import { claimsFor, claimsForAddress, refusalsOf } from '../kit/claims.ts';
import type { ClearFactsSettings } from './settings.ts';
import { readFacts, type ContactFacts, type Facts } from './wanted-facts.ts';

export function wanted(eligible: EligibleClient, settings: ClearFactsSettings): Wanted {
  const facts = readFacts(eligible, settings);
  // A client that is refused claims all the same: what hangs below the dossier that it has keeps its place.
  const claims = [
    claimOfDossier(facts),
    ...facts.contacts.flatMap((each) => claimsOfContact(each, facts, settings)),
  ];
  const refusals = refusalsOf(facts.client, [facts.problem], facts.contacts);
  return { claims, refusals, warnings: warningsOf(facts) };
}

/** A dossier belongs to a number: another number is another dossier. Its owner holds it, so that nothing is renamed. */
function claimOfDossier({ client, number }: Facts): Claim {
  return {
    ...claimsFor(client),
    ...{ type: 'dossier', ref: DOSSIER, key: number, owner: `dossier:${client.id}:${number}` },
  };
}

const DOSSIER = 'dossier';

function claimsOfContact(facts: ContactFacts, { client }: Facts, { language }: ClearFactsSettings): Claim[] {
  const { contact, email, firstName, lastName, profile, problem } = facts;
  // Nothing hangs below a contact but what is its own: refused, it stays as it is.
  if (email === null || problem !== null) return [];
  // A user cannot get another address. [seed]
  const mine = claimsForAddress(contact, email);
  const [user, room] = [`user:${contact.id}`, `profile:${contact.id}`];
  return [
    {
      ...mine,
      ...{ type: 'dossier-profile', ref: room, key: profile, owner: `profile:${client.id}:${profile}` },
      parents: [DOSSIER],
    },
    {
      ...mine,
      ...{ type: 'user', ref: user },
      // A new user is mailed: not before there is something to see.
      needs: [DOSSIER, room],
      attributes: { firstName, lastName, language, profile },
    },
    {
      ...mine,
      ...{ type: 'assignment', ref: `assignment:${contact.id}`, parents: [DOSSIER, user] },
      needs: [room],
      attributes: { profile },
    },
  ];
}

/** Ideally every dossier has an Administrator. [seed] Who is refused is none. */
function warningsOf({ client, contacts }: Facts): Warning[] {
  const isGiven = contacts.some(({ profile, problem }) => problem === null && profile === 'administrator');
  if (contacts.length === 0 || isGiven) return [];
  return [{ subject: { kind: 'client', id: client.id }, reason: 'NO_ADMINISTRATOR' }];
}
