// The office asks its clients: one request at a time for each e-mail domain, and what an acceptance brings about.
import { ofAllClients } from '../koppel-views.ts';
import { countContacts, MANAGERS, type Office } from './office.ts';
import type { PortalEyes, PortalState } from './portal-eyes.ts';
import { SHARES } from './settings.ts';
import { view, type Step } from './step.ts';

export function requestSteps(office: Office): readonly Step[] {
  return [requestsSent(office), requestsAccepted(office), secondOfDomain(office), secondAccepts(office)];
}

function requestsSent({ clients }: Office): Step {
  const domains = new Set(clients.map(({ domain }) => domain)).size;
  return {
    name: 'requests-sent',
    story: {
      en: `The practice software links ${clients.length} clients. Koppel asks each of them to work with the office: one request at a time for each e-mail domain.`,
      nl: `De praktijksoftware koppelt ${clients.length} klanten. Koppel vraagt elk van hen om met het kantoor samen te werken: één verzoek tegelijk per e-maildomein.`,
    },
    sandbox: view({
      read: async ({ portal }) => {
        const { requests, mails, maxOpenPerDomain } = await portal.state();
        return {
          pending: countOf(requests, 'pending'),
          mails: mails.length,
          domains: Object.keys(maxOpenPerDomain).length,
          mostOpenPerDomain: Math.max(0, ...Object.values(maxOpenPerDomain)),
        };
      },
      expected: { pending: domains, mails: domains, domains, mostOpenPerDomain: 1 },
      tell: (read) => ({
        en: `${read.pending} requests are open at ${read.domains} domains, never more than ${read.mostOpenPerDomain} at a domain; ${read.mails} mails were sent.`,
        nl: `${read.pending} verzoeken staan open bij ${read.domains} domeinen, nooit meer dan ${read.mostOpenPerDomain} per domein; ${read.mails} mails zijn gestuurd.`,
      }),
    }),
    koppel: ofAllClients(
      { REQUEST_NOT_ACCEPTED: domains, DOMAIN_BUSY: clients.length - domains },
      { client: domains },
    ),
  };
}

/** Of the two with one domain, whichever was asked first accepts with the others. */
function requestsAccepted(office: Office): Step {
  const { accepting, sharing, clients } = office;
  const accepted = accepting.length + 1;
  const [first] = sharing;
  const contacts = countContacts([...accepting, ...(first === undefined ? [] : [first])]);
  return {
    name: 'requests-accepted',
    story: {
      en: `${accepted} clients accept, and their other people register in the portal. A partnership arises by itself; Koppel connects the relationship managers and makes a group for each client.`,
      nl: `${accepted} klanten accepteren, en hun andere mensen registreren zich in het portaal. Een partnerschap ontstaat vanzelf; Koppel verbindt de relatiemanagers en maakt een groep voor elke klant.`,
    },
    async play({ portal }) {
      for (const { manager } of accepting) await accept(portal, manager.email);
      if (first !== undefined) await accept(portal, first.manager.email);
      for (const { others } of [...accepting, ...sharing]) {
        for (const { email } of others) await portal.does({ human: 'user', does: 'join', email });
      }
    },
    sandbox: view({
      read: async ({ portal }) => readPartners(await portal.state()),
      expected: {
        accepted,
        partnerships: accepted,
        relationshipManagers: accepted * MANAGERS.length,
        activeOrganisations: accepted,
        groups: accepted,
        groupMembers: contacts + accepted * MANAGERS.length,
        shares: accepted * SHARES.length,
        delegationRules: accepted,
      },
      tell: (read) => ({
        en: `${read.partnerships} partnerships with ${read.relationshipManagers} connected relationship managers, ${read.activeOrganisations} active organisations, ${read.groups} groups with ${read.groupMembers} members, ${read.shares} shares, ${read.delegationRules} rules for purchase invoices.`,
        nl: `${read.partnerships} partnerschappen met ${read.relationshipManagers} verbonden relatiemanagers, ${read.activeOrganisations} actieve organisaties, ${read.groups} groepen met ${read.groupMembers} leden, ${read.shares} gedeelde mappen, ${read.delegationRules} regels voor inkoopfacturen.`,
      }),
    }),
    koppel: ofAllClients(
      { MEMBER_NOT_ADDED: accepted, REQUEST_NOT_ACCEPTED: clients.length - accepted },
      { client: clients.length },
    ),
  };
}

async function accept(portal: PortalEyes, email: string): Promise<void> {
  await portal.does({ human: 'client', does: 'accept', email });
}

/** What stands in all: nothing for a client that has not accepted. */
function readPartners({ partners, organisations, requests, ...state }: PortalState) {
  const active = partners.filter(({ status }) => status === 'active');
  const accepted = requests.filter(({ status }) => status === 'accepted').map(({ reference }) => reference);
  const { groups } = state;
  return {
    accepted: accepted.length,
    partnerships: active.length,
    relationshipManagers: active.reduce((sum, { relationshipManagers: all }) => sum + all.length, 0),
    activeOrganisations: organisations.filter(({ active: isActive }) => isActive).length,
    groups: groups.length,
    groupMembers: groups.reduce((sum, { members }) => sum + members.length, 0),
    shares: state.shares.length,
    delegationRules: state.delegationRules.length,
  };
}

function secondOfDomain({ clients, sharing, accepting }: Office): Step {
  const [domain = ''] = sharing.map((client) => client.domain);
  const accepted = accepting.length + 1;
  return {
    name: 'second-of-domain',
    story: {
      en: `The second client at ${domain} had to wait for the first: its request goes out only now.`,
      nl: `De tweede klant bij ${domain} moest op de eerste wachten: het verzoek gaat er nu pas uit.`,
    },
    sandbox: view({
      read: async ({ portal }) => {
        const { requests, maxOpenPerDomain } = await portal.state();
        const own = requests.filter(({ reference }) => sharing.some(({ party }) => party === reference));
        return {
          accepted: countOf(own, 'accepted'),
          pending: countOf(own, 'pending'),
          mostOpenAtOnce: maxOpenPerDomain[domain] ?? 0,
        };
      },
      expected: { accepted: 1, pending: 1, mostOpenAtOnce: 1 },
      tell: (read) => ({
        en: `At ${domain} ${read.accepted} request is accepted and ${read.pending} is open; there was never more than ${read.mostOpenAtOnce} open at once.`,
        nl: `Bij ${domain} is ${read.accepted} verzoek geaccepteerd en staat ${read.pending} open; er stond nooit meer dan ${read.mostOpenAtOnce} tegelijk open.`,
      }),
    }),
    koppel: ofAllClients(
      { MEMBER_NOT_ADDED: accepted, REQUEST_NOT_ACCEPTED: clients.length - accepted },
      { client: clients.length },
    ),
  };
}

function secondAccepts({ clients, sharing, accepting }: Office): Step {
  const partnered = accepting.length + sharing.length;
  const environments = accepting.length + 1;
  return {
    name: 'second-accepts',
    story: {
      en: 'It accepts too. It shares the environment and so the partnership of the first, and gets a group of its own.',
      nl: 'Die accepteert ook. Zij deelt de omgeving en dus het partnerschap van de eerste, en krijgt een eigen groep.',
    },
    async play({ portal }) {
      const [second] = sharing;
      if (second !== undefined) await accept(portal, second.manager.email);
    },
    sandbox: view({
      read: async ({ portal }) => {
        const { partnerships, activeOrganisations, groups } = readPartners(await portal.state());
        return { partnerships, activeOrganisations, groups };
      },
      expected: { partnerships: environments, activeOrganisations: partnered, groups: partnered },
      tell: (read) => ({
        en: `${read.partnerships} partnerships, ${read.activeOrganisations} active organisations, ${read.groups} groups.`,
        nl: `${read.partnerships} partnerschappen, ${read.activeOrganisations} actieve organisaties, ${read.groups} groepen.`,
      }),
    }),
    koppel: ofAllClients(
      { MEMBER_NOT_ADDED: partnered, REQUEST_NOT_ACCEPTED: clients.length - partnered },
      { client: clients.length },
    ),
  };
}

function countOf(requests: PortalState['requests'], status: string): number {
  return requests.filter((request) => request.status === status).length;
}
