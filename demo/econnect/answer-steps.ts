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
    story: `${client.name} declines. Then its telephone number changes in the practice software, so that Koppel looks at this client again.`,
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
    tell: (read) =>
      `The request to ${client.name} is ${read.status}; it was asked ${times(read.requests)} and mailed ${times(read.mails)}.`,
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

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

const LOOKS = 3;

function silent({ silent: quiet }: Office): Step {
  const { client, party, manager } = quiet;
  return {
    name: 'silent',
    story: `${client.name} does not answer. Koppel goes on asking the portal, and never the client.`,
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
      tell: (read) =>
        `The request is ${read.status}. Koppel asked the portal for it at least ${read.looksAtLeast} times lately; the client was asked ${times(read.requests)} and mailed ${times(read.mails)}.`,
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
      story: `${name} comes to work at ${client.name}, which has been a partner for some time; the practice software links this contact by webhook.`,
      play: ({ demo }) => demo.practiceSoftware.send(contactLinked(contact, demo.story.connection)),
      sandbox: placeOf(growing, contact.email, { connected: 0, inGroup: 0 }),
      koppel: ofOne(record, 'USER_NOT_IN_ENVIRONMENT', ['client']),
    },
    {
      name: 'late-contact-joins',
      story: `${name} registers in the environment that exists already. The portal connects nobody who comes later by itself: Koppel does, and sends no second request.`,
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
    tell: (read) =>
      `${client.name} was asked ${times(read.requestsToClient)}; the contact is ${read.connected === 1 ? 'connected' : 'not connected'}, in ${read.inGroup} of its groups, and got ${read.mailsToContact} mails.`,
  });
}
