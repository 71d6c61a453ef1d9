// Clients that do not simply accept: one declines, one never answers, and at one somebody comes later.
import { ofOne } from '../koppel-views.ts';
import { inventLateContact, type Office, type OfficeClient } from './office.ts';
import { contactLinked, telephoneChanged } from './office-files.ts';
import type { AskedRequest, PortalState } from './portal-eyes.ts';
import { until } from '../steps.ts';
import { view, type Stage, type Step, type View } from './step.ts';

export function answerSteps(office: Office): readonly Step[] {
  return [declined(office), silent(office), ...late(office)];
}

function declined({ declining }: Office): Step {
  const { client, manager } = declining;
  return {
    name: 'declined',
    story: {
      en: `${client.name} declines. Then its telephone number changes in the practice software, so that Koppel looks at this client again.`,
      nl: `${client.name} weigert. Daarna wijzigt het telefoonnummer in de praktijksoftware, zodat Koppel opnieuw naar deze klant kijkt.`,
    },
    async play(stage) {
      const { portal, koppel, demo } = stage;
      await portal.does({ human: 'client', does: 'decline', email: manager.email });
      await until(
        stage,
        async () => (await koppel.standing(client.key))?.reason === 'REQUEST_DECLINED',
        `Koppel to see that ${client.name} declined`,
      );
      await runAgain(stage, client.key, () =>
        demo.practiceSoftware.send(telephoneChanged(declining, '030 555 9876')),
      );
    },
    sandbox: requestOf(declining, { status: 'declined' }),
    koppel: ofOne({ key: client.key, name: client.name }, 'REQUEST_DECLINED'),
  };
}

/** Does it, and waits until Koppel has run for this client once more. */
async function runAgain(stage: Stage, key: string, act: () => Promise<void>): Promise<void> {
  const { koppel } = stage;
  const served = async (): Promise<number> => (await koppel.servedAt(key))?.getTime() ?? 0;
  await until(stage, async () => (await served()) > 0, 'Koppel to finish its work');
  const before = await served();
  await act();
  await until(stage, async () => (await served()) > before, 'Koppel to look at this client again');
}

/** The newest request of a client, and how often the client was asked and mailed in all. */
function requestOf({ client, party, manager }: OfficeClient, { status }: { status: string }): View {
  return view({
    read: async ({ portal }) => readRequest(await portal.state(), party, manager.email),
    expected: { status, requests: 1, mails: 1 },
    tell: (read) => ({
      en: `The request to ${client.name} is ${read.status}; it was asked ${times.en(read.requests)} and mailed ${times.en(read.mails)}.`,
      nl: `Het verzoek aan ${client.name} is ${read.status}; er is ${times.nl(read.requests)} gevraagd en ${times.nl(read.mails)} gemaild.`,
    }),
  });
}

function readRequest({ requests, mails }: PortalState, party: string, email: string) {
  const own = requests.filter(({ reference }) => reference === party);
  return {
    status: own.at(-1)?.status ?? 'none',
    requests: own.length,
    mails: mails.filter(({ to }) => to === email).length,
  };
}

const times = {
  en: (count: number): string => (count === 1 ? 'once' : `${count} times`),
  nl: (count: number): string => (count === 1 ? 'eenmaal' : `${count} maal`),
} as const;

const LOOKS = 3;

function silent({ silent: quiet }: Office): Step {
  const { client, party, manager } = quiet;
  return {
    name: 'silent',
    story: {
      en: `${client.name} does not answer. Koppel goes on asking the portal, and never the client.`,
      nl: `${client.name} antwoordt niet. Koppel blijft het portaal vragen, en nooit de klant.`,
    },
    async play(stage) {
      const { portal } = stage;
      const { requests } = await portal.state();
      const token = requests.find(({ reference }) => reference === party)?.token ?? '';
      for (let looks = 1; looks <= LOOKS; looks++)
        await until(
          stage,
          async () => countLooks(await portal.asked(), token) >= looks,
          `Koppel to look again at the request to ${client.name}`,
        );
    },
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        const token = state.requests.find(({ reference }) => reference === party)?.token ?? '';
        const looks = countLooks(await portal.asked(), token);
        // However often: it goes on while the story is told.
        return { ...readRequest(state, party, manager.email), looksAtLeast: Math.min(LOOKS, looks) };
      },
      expected: { status: 'pending', requests: 1, mails: 1, looksAtLeast: LOOKS },
      tell: (read) => ({
        en: `The request is ${read.status}. Koppel asked the portal for it at least ${read.looksAtLeast} times lately; the client was asked ${times.en(read.requests)} and mailed ${times.en(read.mails)}.`,
        nl: `Het verzoek is ${read.status}. Koppel vroeg er het portaal onlangs minstens ${read.looksAtLeast} keer naar; de klant is ${times.nl(read.requests)} gevraagd en ${times.nl(read.mails)} gemaild.`,
      }),
    }),
    koppel: ofOne({ key: client.key, name: client.name }, 'REQUEST_NOT_ACCEPTED', ['client']),
  };
}

function countLooks(asked: readonly AskedRequest[], token: string): number {
  return asked.filter(
    ({ path, body }) =>
      path === '/soap/RequestAppIntegrationCredentials' && JSON.stringify(body).includes(token),
  ).length;
}

function late(office: Office): readonly Step[] {
  const { growing } = office;
  const { client } = growing;
  const contact = inventLateContact(office);
  const name = [contact.firstName, contact.infix, contact.lastName].filter((part) => part !== null).join(' ');
  const record = { key: contact.key, name };
  return [
    {
      name: 'late-contact-linked',
      story: {
        en: `${name} comes to work at ${client.name}, which has been a partner for some time; the practice software links this contact by webhook.`,
        nl: `${name} komt werken bij ${client.name}, dat al enige tijd partner is; de praktijksoftware koppelt deze contactpersoon per webhook.`,
      },
      play: ({ demo }) => demo.practiceSoftware.send(contactLinked(contact, demo.story.connection)),
      sandbox: placeOf(growing, contact.email, { connected: 0, inGroup: 0 }),
      koppel: ofOne(record, 'USER_NOT_IN_ENVIRONMENT', ['client']),
    },
    {
      name: 'late-contact-joins',
      story: {
        en: `${name} registers in the environment that exists already. The portal connects nobody who comes later by itself: Koppel does, and sends no second request.`,
        nl: `${name} registreert zich in de omgeving die al bestaat. Het portaal verbindt niemand die later komt vanzelf: Koppel doet dat, en stuurt geen tweede verzoek.`,
      },
      play: ({ portal }) => portal.does({ human: 'user', does: 'join', email: contact.email }),
      sandbox: placeOf(growing, contact.email, { connected: 1, inGroup: 1 }),
      koppel: ofOne(record, 'IN_SYNC'),
    },
  ];
}

function placeOf(
  { client, domain, party }: OfficeClient,
  email: string,
  { connected, inGroup }: { connected: number; inGroup: number },
): View {
  return view({
    read: async ({ portal }) => {
      const { partners, groups, requests, mails } = await portal.state();
      const partner = partners.find((one) => one.domain === domain);
      const own = groups.filter((group) => group.partner === partner?.id);
      return {
        connected: partner?.connected.filter((one) => one === email).length ?? 0,
        inGroup: own.filter(({ members }) => members.includes(email)).length,
        requestsToClient: requests.filter(({ reference }) => reference === party).length,
        mailsToContact: mails.filter(({ to }) => to === email).length,
      };
    },
    expected: { connected, inGroup, requestsToClient: 1, mailsToContact: 0 },
    tell: (read) => ({
      en: `${client.name} was asked ${times.en(read.requestsToClient)}; the contact is ${read.connected === 1 ? 'connected' : 'not connected'}, in ${read.inGroup} of its groups, and got ${read.mailsToContact} mails.`,
      nl: `${client.name} is ${times.nl(read.requestsToClient)} gevraagd; de contactpersoon is ${read.connected === 1 ? 'verbonden' : 'niet verbonden'}, in ${read.inGroup} van de groepen, en kreeg ${read.mailsToContact} mails.`,
    }),
  });
}
