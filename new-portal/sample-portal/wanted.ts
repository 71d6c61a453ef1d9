// What should exist in Sample Portal for one client: its workspace, and each contact as a member of it. Pure.
import type { Claim, EligibleClient, Wanted } from '../../connectors/connector.ts';
import {
  claimsFor,
  claimsForAddress,
  problemOf,
  readContact,
  refusalsOf,
} from '../../connectors/kit/claims.ts';
import { readLink, type Problem } from '../../connectors/kit/settings.ts';
import { clientLinkSchema, contactLinkSchema, type SamplePortalSettings } from './settings.ts';

export function wanted(eligible: EligibleClient, { defaultRole }: SamplePortalSettings): Wanted {
  const { client } = eligible;
  const contacts = eligible.contacts.map((linked) => readContact(linked, contactLinkSchema));
  // A client that is refused claims all the same: what hangs below its workspace keeps its place.
  const claims: Claim[] = [
    {
      ...claimsFor(client),
      ...{ type: 'workspace', ref: 'workspace', key: client.number?.trim() ?? '' },
      attributes: { name: client.name },
    },
  ];
  for (const { contact, email, link, problem } of contacts) {
    if (email === null || problem !== null) continue;
    claims.push({
      ...claimsForAddress(contact, email),
      ...{ type: 'member', ref: `member:${contact.id}`, parents: ['workspace'] },
      attributes: { role: link.role ?? defaultRole },
    });
  }
  return { claims, refusals: refusalsOf(client, [problemOfClient(eligible)], contacts) };
}

function problemOfClient({ client, linkSettings }: EligibleClient): Problem | null {
  if ((client.number ?? '').trim() === '') return problemOf('NUMBER_MISSING', 'number');
  if ((client.name ?? '').trim() === '') return problemOf('NAME_MISSING', 'name');
  return readLink(clientLinkSchema, linkSettings).problem;
}
