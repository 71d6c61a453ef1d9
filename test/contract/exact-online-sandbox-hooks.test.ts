// portals/exact-online, webhooks, over real HTTP.
import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { SANDBOX_CREDENTIALS } from '../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import {
  BAKER,
  BOSS,
  BREWER,
  errorOf,
  openExactOnline,
  TWO_CLIENTS,
  type ExactOnlineCaller,
} from '../support/contract/exact-online-caller.ts';
import { waitFor } from '../support/wait-for.ts';

const CALLBACK = 'https://koppel.example.nl/hooks/exact?practice=jansen';
const HOOKS = 'webhooks/WebhookSubscriptions';

interface Received {
  readonly url: string;
  readonly text: string;
  readonly length: string | undefined;
}

async function openReceiver(received: Received[]): Promise<FastifyInstance> {
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
  app.post('/hooks/exact', ({ url, body, headers }, reply) => {
    received.push({ url, text: typeof body === 'string' ? body : '', length: headers['content-length'] });
    return reply.code(200).send();
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return app;
}

/** As the sheet says: over the text from the first brace of the content to its last. */
function isSigned(text: string, secret: string): boolean {
  const at = text.lastIndexOf(',"HashCode":');
  const content = text.slice(text.indexOf(':') + 1, at);
  const hash = createHmac('sha256', secret).update(content).digest('hex').toUpperCase();
  return text.slice(at) === `,"HashCode":"${hash}"}`;
}

function contentOf({ text }: Received): Record<string, unknown> {
  return (JSON.parse(text) as { Content: Record<string, unknown> }).Content;
}

describe('the webhooks of the sandbox of Exact Online', () => {
  let exact: ExactOnlineCaller;
  let receiver: FastifyInstance;
  let received: Received[];

  before(async () => {
    received = [];
    receiver = await openReceiver(received);
    exact = await openExactOnline();
  });
  after(async () => {
    await exact.close();
    await receiver.close();
  });
  beforeEach(async () => {
    received.length = 0;
    await exact.start({ hookOrigin: receiver.listeningOrigin });
    await exact.tell('POST /seed', TWO_CLIENTS);
  });

  const subscribe = (Topic: string, body: object = {}) =>
    exact.practice(HOOKS, { method: 'POST', body: { CallbackURL: CALLBACK, Topic, ...body } });
  const came = (number: number) =>
    waitFor(() => received.length >= number, { what: `${number} calls at the address` });
  /** Subscribed to both topics, and tested. */
  const begin = async (): Promise<void> => {
    for (const topic of ['Accounts', 'Contacts']) expect((await subscribe(topic)).status).to.equal(201);
    await came(2);
    received.length = 0;
  };
  const rename = (Name: string) => exact.act('office put-account', { ID: BAKER, Name });

  it('are subscribed to by topic, and the address is tested by an empty POST [doc, code]', async () => {
    const { status, text } = await subscribe('Accounts');
    expect(status).to.equal(201);
    const { d } = JSON.parse(text) as { d: Record<string, unknown> };
    const ClientID = SANDBOX_CREDENTIALS.clientId;
    expect(d).to.include({ CallbackURL: CALLBACK, Topic: 'Accounts', Division: 3_400_001, ClientID });
    await came(1);
    expect(received).to.deep.equal([{ url: '/hooks/exact?practice=jansen', text: '', length: '0' }]);
  });

  it('are not made where the address answers the test with an error, or not at all [code: picqer#438, #522]', async () => {
    const elsewhere = { CallbackURL: 'https://koppel.example.nl/nobody' };
    const refused = await subscribe('Accounts', elsewhere);
    expect(refused.status).to.equal(500);
    expect(errorOf(refused)).to.include('returns 404');
    await exact.tell('POST /switches', { hookOrigin: 'http://127.0.0.1:1' });
    expect((await subscribe('Accounts')).status).to.equal(500);
    expect(await exact.list(HOOKS)).to.deep.equal([]);
  });

  it('are tested about a second after, where a switch says so [code]', async () => {
    await exact.tell('POST /switches', { testCallAfterMs: 60_000 });
    await subscribe('Accounts');
    const { deliveries } = await exact.hooks();
    expect(deliveries.map(({ kind, state }) => [kind, state])).to.deep.equal([['test', 'held']]);
    await exact.tell('POST /hooks/release');
    await came(1);
  });

  it('are one to a topic and administration, whoever of the firm made it [code; with 500: picqer#150]', async () => {
    await exact.tell('POST /seed', { subscriptions: [{ Topic: 'Contacts', CallbackURL: CALLBACK }] });
    expect((await subscribe('Accounts')).status).to.equal(201);
    for (const topic of ['Accounts', 'Contacts']) expect((await subscribe(topic)).status).to.equal(500);
    await exact.tell('POST /switches', { secondHookStatus: 409 });
    expect((await subscribe('Contacts')).status).to.equal(409);
    // That of another user does not show. [assumed]
    expect((await exact.list(HOOKS)).map(({ Topic }) => Topic)).to.deep.equal(['Accounts']);
    const elsewhere = { method: 'POST', body: { CallbackURL: CALLBACK, Topic: 'Contacts' } };
    expect((await exact.call(`3400002/${HOOKS}`, elsewhere)).status).to.equal(201);
  });

  it('want an https address and a topic that there is, and no other fields [doc; fields: assumed]', async () => {
    for (const body of [
      { CallbackURL: 'http://koppel.example.nl/hook' },
      { CallbackURL: 'x' },
      { CallbackURL: undefined },
      { Topic: 'Invoices' },
      { IsInstant: true },
    ])
      expect((await subscribe('Accounts', body)).status, JSON.stringify(body)).to.equal(400);
    expect(await exact.list(HOOKS)).to.deep.equal([]);
  });

  it('are listed by topic, changed and taken away by key [doc]', async () => {
    await begin();
    const [{ ID }] = (await exact.list(`${HOOKS}?$select=ID&$filter=Topic eq 'Contacts'`)) as [
      { ID: string },
    ];
    const one = `${HOOKS}(guid'${ID}')`;
    const body = { CallbackURL: 'https://koppel.example.nl/hooks/exact', Topic: 'Contacts' };
    expect((await exact.practice(one, { method: 'PUT', body })).status).to.equal(204);
    await came(1);
    expect(received[0]).to.include({ url: '/hooks/exact', text: '' });
    expect((await exact.practice(one, { method: 'PUT', body: { Topic: 'Accounts' } })).status).to.equal(400);
    expect((await exact.practice(one, { method: 'DELETE' })).status).to.equal(204);
    expect((await exact.practice(one, { method: 'DELETE' })).status).to.equal(404);
    expect(await exact.list(`${HOOKS}?$select=Topic`)).to.deep.equal([{ Topic: 'Accounts' }]);
    await exact.act('office put-contact', { ID: BOSS, LastName: 'Boers' });
    await rename('Anders');
    await came(2);
    expect(contentOf(received[1]!)).to.include({ Topic: 'Accounts' });
  });

  it('tell Create, Update and Delete with the key of the row, and nothing else of it [code]', async () => {
    await begin();
    const { ID } = await exact.act('office put-account', { Name: 'Nieuw' });
    await rename('Anders');
    await exact.act('office delete', { ID: BAKER });
    await came(4);
    expect(received.map((each) => Object.values(contentOf(each)).slice(0, 4))).to.deep.equal([
      ['Accounts', 'Create', 3_400_001, ID],
      ['Accounts', 'Update', 3_400_001, BAKER],
      ['Contacts', 'Delete', 3_400_001, BOSS],
      ['Accounts', 'Delete', 3_400_001, BAKER],
    ]);
    const names = ['Topic', 'Action', 'Division', 'Key', 'ClientId', 'ExactOnlineEndpoint'];
    expect(Object.keys(contentOf(received[0]!))).to.deep.equal(names);
    await exact.tell('POST /switches', { hookEndpoint: false });
    await exact.act('office delete', { ID: BREWER });
    await came(5);
    expect(Object.keys(contentOf(received[4]!))).to.deep.equal(names.slice(0, 5));
  });

  it('are signed over the raw text of the content with the webhook secret, in capitals [code]', async () => {
    await begin();
    await rename('Anders');
    await came(1);
    const { text } = received[0]!;
    expect(isSigned(text, SANDBOX_CREDENTIALS.webhookSecret)).to.equal(true);
    expect(isSigned(text, SANDBOX_CREDENTIALS.clientSecret)).to.equal(false);
    // Read and written again, it is another text.
    expect(text).not.to.include(JSON.stringify(contentOf(received[0]!)));
  });

  it('tell nothing of what another administration holds, or of what was seeded', async () => {
    await begin();
    await exact.tell('POST /seed', { accounts: [{ Name: 'Oud' }] });
    await exact.act('office put-account', { division: 3_400_002, Name: 'Elders' });
    await rename('Anders');
    await came(1);
    expect(received.map((each) => contentOf(each).Key)).to.deep.equal([BAKER]);
  });

  it('end with the rights of the user who made them [doc: can]', async () => {
    await begin();
    await exact.act('user lose-rights');
    await exact.act('user regain-rights');
    expect(await exact.list(HOOKS)).to.deep.equal([]);
  });

  describe('on demand', () => {
    const arm = (fault: string, more: object = {}) => exact.tell('POST /hook-faults', { fault, ...more });
    const keysAndStates = async () => (await exact.hooks()).deliveries.slice(2).map(({ state }) => state);

    beforeEach(begin);

    it('are lost', async () => {
      await arm('lost');
      await rename('Een');
      await exact.act('office put-account', { ID: BREWER, Name: 'Twee' });
      await came(1);
      expect(received.map((each) => contentOf(each).Key)).to.deep.equal([BREWER]);
      expect(await keysAndStates()).to.include('lost');
    });

    it('come twice, letter for letter', async () => {
      await arm('twice');
      await rename('Een');
      await came(2);
      expect(received[0]!.text).to.equal(received[1]!.text);
    });

    it('come late, and in another order [assumed: none is promised]', async () => {
      await arm('late', { times: 2 });
      await exact.act('office put-contact', { ID: BOSS, LastName: 'Boers' });
      await exact.act('office delete', { ID: BOSS });
      await rename('Een');
      await came(1);
      expect(received.map((each) => contentOf(each).Topic)).to.deep.equal(['Accounts']);
      await exact.tell('POST /hooks/release');
      await came(3);
      expect(received.slice(1).map((each) => contentOf(each).Action)).to.deep.equal(['Delete', 'Update']);
    });

    it('come after a while', async () => {
      await arm('late', { delayMs: 1 });
      await rename('Een');
      await came(1);
    });

    it('are signed with another secret', async () => {
      await arm('wrong-secret');
      await rename('Een');
      await came(1);
      expect(isSigned(received[0]!.text, SANDBOX_CREDENTIALS.webhookSecret)).to.equal(false);
    });

    it('go nowhere outside of this machine', async () => {
      await exact.tell('POST /switches', { hookOrigin: null });
      await rename('Een');
      await waitFor(async () => (await keysAndStates()).includes('nowhere'), { what: 'a delivery' });
      expect(received).to.deep.equal([]);
    });
  });
});
