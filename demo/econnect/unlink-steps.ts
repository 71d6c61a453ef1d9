// Two links are cut: of a client that has not answered yet, and of one where the office works.
import { ofOne } from '../koppel-views.ts';
import { MANAGERS, type Office, type OfficeClient } from './office.ts';
import { clientUnlinked } from './office-files.ts';
import type { AskedRequest } from './portal-eyes.ts';
import { view, type Step, type View } from './step.ts';

export function unlinkSteps({ leaving, parting }: Office): readonly Step[] {
  return [pendingUnlinked(leaving), partnerUnlinked(parting)];
}

function pendingUnlinked(leaving: OfficeClient): Step {
  const { client, party, manager } = leaving;
  return {
    name: 'pending-unlinked',
    story: {
      en: `${client.name} leaves the office before it has answered, and is unlinked. Otherwise a former client could still accept.`,
      nl: `${client.name} verlaat het kantoor voordat er is geantwoord, en wordt ontkoppeld. Anders zou een oud-klant nog kunnen accepteren.`,
    },
    play: ({ demo }) => demo.practiceSoftware.send(clientUnlinked(leaving, demo.story.connection)),
    sandbox: view({
      read: async ({ portal }) => {
        const { requests } = await portal.state();
        const own = requests.filter(({ reference }) => reference === party);
        const accept = { human: 'client', does: 'accept', email: manager.email, reference: party };
        // Only once it is withdrawn: the link in the mail must be dead then.
        const tried = own.every(({ status }) => status === 'withdrawn') ? await portal.tries(accept) : null;
        return {
          requests: own.length,
          status: own.at(-1)?.status ?? 'none',
          accepting: tried ?? 'not tried',
        };
      },
      expected: { requests: 1, status: 'withdrawn', accepting: 'NO_OPEN_REQUEST' },
      tell: (read) => ({
        en: `The request is ${read.status}; whoever still follows the link in the mail is told ${read.accepting}.`,
        nl: `Het verzoek is ${read.status}; wie de link in de mail nog volgt, krijgt te horen: ${read.accepting}.`,
      }),
    }),
    koppel: ofOne({ key: client.key, name: client.name }, 'LINK_OFF'),
  };
}

function partnerUnlinked(parting: OfficeClient): Step {
  const { client } = parting;
  const before: { group: string } = { group: '' };
  return {
    name: 'partner-unlinked',
    story: {
      en: `${client.name} is unlinked after it worked with the office. Koppel takes the members of the group away first, then the members of the organisation, and leaves the partnership.`,
      nl: `${client.name} wordt ontkoppeld nadat er is samengewerkt. Koppel haalt eerst de leden van de groep weg, dan de leden van de organisatie, en laat het partnerschap staan.`,
    },
    async play({ portal, demo }) {
      const { partners, groups } = await portal.state();
      const partner = partners.find(({ domain }) => domain === parting.domain);
      before.group = groups.find((group) => group.partner === partner?.id)?.id ?? '';
      await demo.practiceSoftware.send(clientUnlinked(parting, demo.story.connection));
    },
    sandbox: afterParting(parting, before),
    koppel: ofOne({ key: client.key, name: client.name }, 'LINK_OFF'),
  };
}

/** `before`: the id of the group, which is gone by the time that this is read. */
function afterParting({ domain, party }: OfficeClient, before: { readonly group: string }): View {
  return view({
    read: async ({ portal }) => {
      const { partners, groups, organisations, access } = await portal.state();
      const members = organisations.find((one) => one.party === party)?.members ?? [];
      const people = access.find(({ organisation }) => organisation === party)?.people ?? [];
      return {
        removed: inOrder(await portal.asked(), { group: before.group, party }),
        groups: groups.filter(({ id }) => id === before.group).length,
        colleaguesAsMembers: members.filter(({ email }) => isColleague(email)).length,
        accessOfOffice: people.filter(({ email }) => isColleague(email)).map(({ email }) => email),
        accessByGroup: people.filter(({ by }) => by === 'group').map(({ email }) => email),
        partnership: partners.find((one) => one.domain === domain)?.status ?? 'none',
      };
    },
    expected: {
      removed: ['group members', 'organisation members'],
      groups: 0,
      colleaguesAsMembers: 0,
      accessOfOffice: [],
      accessByGroup: [],
      partnership: 'active',
    },
    tell: (read) => ({
      en: `First the ${read.removed.join(', then the ')} were removed. Now ${read.accessOfOffice.length} colleagues and ${read.accessByGroup.length} members of the group see its documents; the partnership is ${read.partnership}.`,
      nl: `Eerst zijn de ${read.removed.join(', dan de ')} weggehaald. Nu zien ${read.accessOfOffice.length} collega's en ${read.accessByGroup.length} leden van de groep de documenten; het partnerschap is ${read.partnership}.`,
    }),
  });
}

function isColleague(email: string): boolean {
  return MANAGERS.some((manager) => manager === email);
}

/** What was removed, in the order in which the sandbox was asked to; what follows itself is named once. */
function inOrder(
  asked: readonly AskedRequest[],
  { group, party }: { group: string; party: string },
): readonly string[] {
  const removals = asked
    .filter(({ method }) => method === 'DELETE')
    .flatMap(({ path }) => {
      const decoded = decodeURIComponent(path);
      if (decoded.includes(`/groups/${group}/members/`)) return ['group members'];
      return decoded.includes(`/organisations/${party}/members/`) ? ['organisation members'] : [];
    });
  return removals.filter((removal, index) => removal !== removals[index - 1]);
}
