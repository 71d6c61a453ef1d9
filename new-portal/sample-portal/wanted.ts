// What should exist in Sample Portal for one client: its workspace, and each contact as a member of it. Pure.
import { humanKey, normalizeEmail } from '../../src/domain/contact.ts';
import type { Claim, EligibleClient, LinkedContact, Refusal, Wanted } from '../../connectors/connector.ts';
import { emailProblem, problemOf } from '../../connectors/kit/people.ts';
import { readLink, type Problem } from '../../connectors/kit/settings.ts';
import { clientLinkSchema, contactLinkSchema, type SamplePortalSettings } from './settings.ts';

export function wanted(eligible: EligibleClient, settings: SamplePortalSettings): Wanted {
  const refusals: Refusal[] = [];
  const { client } = eligible;
  const key = client.number?.trim() ?? '';
  const subject = { kind: 'client', id: client.id } as const;
  const problem = problemOfClient(eligible);
  if (problem !== null) refusals.push({ subject, ...problem });
  // A client that is refused claims all the same: what hangs below its workspace keeps its place.
  const claims: Claim[] = [
    {
      subject,
      ...{ type: 'workspace', ref: 'workspace', key, owner: `client:${client.id}` },
      ...{ parents: [], needs: [], attributes: { name: client.name }, changedAt: client.sourceChangedAt },
    },
  ];
  for (const linked of eligible.contacts) {
    const claimed = claimOfContact(linked, settings);
    if ('reason' in claimed) refusals.push(claimed);
    else claims.push(claimed);
  }
  return { claims, refusals };
}

function problemOfClient({ client, linkSettings }: EligibleClient): Problem | null {
  if ((client.number ?? '').trim() === '') return problemOf('NUMBER_MISSING', 'number');
  if ((client.name ?? '').trim() === '') return problemOf('NAME_MISSING', 'name');
  return readLink(clientLinkSchema, linkSettings).problem;
}

function claimOfContact(
  { contact, linkSettings }: LinkedContact,
  { defaultRole }: SamplePortalSettings,
): Claim | Refusal {
  const subject = { kind: 'contact', id: contact.id } as const;
  const email = normalizeEmail(contact.email);
  const { data, problem } = readLink(contactLinkSchema, linkSettings);
  const wrong = emailProblem(email) ?? problem;
  if (wrong !== null) return { subject, ...wrong };
  return {
    subject,
    // A contact with another address is somebody else to this portal.
    ...{
      type: 'member',
      ref: `member:${contact.id}`,
      key: email ?? '',
      owner: `${humanKey(contact)}:${email ?? ''}`,
    },
    ...{ parents: ['workspace'], needs: [], attributes: { role: data.role ?? defaultRole } },
    changedAt: contact.sourceChangedAt,
  };
}
