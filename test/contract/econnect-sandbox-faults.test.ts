// portals/econnect: the faults of the sandbox, and its back door, over real HTTP.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  ANNA,
  BOSS,
  CLERK,
  openBench,
  openCaller,
  OTHER_PARTY,
  PARTY,
  RONALD,
  type EConnectBench,
} from '../support/contract/econnect-sandbox-caller.ts';

describe('the sandbox of eConnect, asked to misbehave', () => {
  let portal: EConnectBench;

  before(async () => {
    portal = await openBench();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  describe('faults', () => {
    const arm = async (fault: string, more = {}) => {
      expect((await portal.door('POST /faults', { fault, ...more })).status).to.equal(204);
    };
    const readPartners = (milliseconds = 5_000) =>
      portal.send('GET /api/assumed/v1/partners', { signal: AbortSignal.timeout(milliseconds) });

    for (const fault of ['400', '401', '403', '404', '409', '413', '422', '500', '503']) {
      it(`answers ${fault} in the words of the portal, once, and echoes the request`, async () => {
        await arm(fault);
        const answer = await readPartners();
        expect([answer.status, answer.body]).to.have.nested.property('[1].message').that.includes('Bearer ');
        expect(answer.status).to.equal(Number(fault));
        expect(answer.body).to.include.keys('code', 'message', 'helpLink', 'requestId', 'dateTime');
        expect((await readPartners()).status).to.equal(200);
      });
    }

    for (const fault of ['html-404', 'html-500', 'html-503', 'html-200']) {
      it(`answers a page for ${fault}, from the SOAP service too`, async () => {
        await arm(fault, { times: 2 });
        for (const answer of [await readPartners(), await portal.request(PARTY, BOSS)]) {
          expect(answer.status).to.equal(Number(fault.slice(5)));
          expect(answer.headers.get('content-type')).to.equal('text/html');
        }
        expect(await portal.mails()).to.deep.equal([]);
      });
    }

    it('asks to wait with 429, on demand and when more than two come at a time', async () => {
      await arm('429', { retryAfter: 17 });
      expect((await readPartners()).headers.get('retry-after')).to.equal('17');
      const limited = await openCaller({ latencyMs: 400 });
      try {
        await limited.signIn();
        const answers = await Promise.all([1, 2, 3].map(() => limited.send('GET /api/v1/me')));
        expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 200, 429]);
        const refused = answers.find(({ status }) => status === 429);
        expect(refused?.headers.get('retry-after')).to.equal('1');
        const { body } = await limited.door('GET /counts');
        expect(body).to.include({ total: 3, tokens: 1, peak: 3 });
      } finally {
        await limited.close();
      }
    });

    it('gives a SOAP fault with any code, also to a Login that it names', async () => {
      await arm('soap-ERRPRO1000003');
      expect(await portal.login()).to.include({ status: 200 });
      expect(await portal.request(PARTY, BOSS)).to.include({ status: 500, code: 'ERRPRO1000003' });
      await arm('soap-ERRPRO1000004', { match: { method: 'POST', path: 'Login$' } });
      expect(await portal.login()).to.include({ status: 500, code: 'ERRPRO1000004' });
      expect(await portal.mails()).to.deep.equal([]);
    });

    for (const [when, landed] of [
      ['before', []],
      ['after', [`request ${BOSS}`]],
    ] as const) {
      it(`never answers, ${when} it was done`, async () => {
        await arm(`timeout-${when}-commit`, { match: { path: 'RequestAppIntegration$' } });
        await portal.door('POST /counts/reset');
        const caller = new AbortController();
        const failure = portal.request(PARTY, BOSS, caller.signal).catch((error: unknown) => error);
        const arrived = async () => z.array(z.unknown()).parse(await portal.look('/requests')).length === 1;
        await waitFor(arrived, { what: 'the request to arrive' });
        caller.abort();
        expect(await failure).to.have.property('name', 'AbortError');
        expect(await portal.mails()).to.deep.equal(landed);
      });
    }

    it('is slow, says that it did what it did not, and shows late', async () => {
      await arm('slow', { delayMs: 400 });
      const failure = await readPartners(100).catch((error: unknown) => error);
      expect(failure).to.have.property('name', 'TimeoutError');
      const partner = await portal.partnered();
      await arm('no-effect', { match: { method: 'PUT' } });
      expect(
        (await portal.send(`PUT /api/assumed/v1${partner}/relationship-managers/${RONALD}`)).status,
      ).to.equal(204);
      expect(await portal.list(`GET ${partner}/relationship-managers`)).to.deep.equal([]);
      await arm('no-effect');
      const token = (await portal.request(OTHER_PARTY, CLERK)).field('IntegrationToken');
      expect(token).to.have.length(36);
      expect((await portal.credentials(token)).code).to.equal('ERRAIR2000002');
      await arm('late-visibility', { delayMs: 1_000 });
      await portal.ask(OTHER_PARTY, CLERK);
      expect(await portal.requests()).to.have.length(1);
      await waitFor(async () => (await portal.requests()).length === 2, { what: 'the late request to show' });
    });

    it('is refused when it is no fault, and gone when cleared', async () => {
      const wrong = [
        { fault: 'x' },
        { fault: '500', time: 1 },
        { fault: '500', match: { path: '(' } },
        { fault: '500', times: 0 },
      ];
      for (const fault of wrong) expect((await portal.door('POST /faults', fault)).status).to.equal(400);
      await arm('500');
      await portal.door('DELETE /faults');
      expect((await readPartners()).status).to.equal(200);
    });
  });

  describe('the back door', () => {
    it('counts, and shows the last requests, sign-ins apart', async () => {
      await portal.door('POST /counts/reset');
      await portal.signIn();
      await portal.login();
      const partner = await portal.partnered();
      await portal.list(`GET ${partner}/users`);
      expect(await portal.look('/counts')).to.deep.include({
        ...{ total: 3, tokens: 2, logins: 1, byMethod: { GET: 2, POST: 1 } },
        byPattern: {
          'POST /soap/RequestAppIntegration': 1,
          'GET /api/assumed/v1/partners': 1,
          'GET /api/assumed/v1/partners/{partner}/users': 1,
        },
      });
      const [first] = z.array(z.looseObject({})).parse(await portal.look('/requests'));
      expect(first).to.include({ method: 'POST', path: '/soap/RequestAppIntegration' });
      expect(first).to.have.deep.nested.property('body.To', { ReferenceId: PARTY, EmailAddress: BOSS });
    });

    it('refuses what nobody does, and seeds that it does not know', async () => {
      expect(await portal.acted('client dance', { email: BOSS })).to.equal('INVALID');
      expect((await portal.door('POST /seed', { partners: [] })).status).to.equal(400);
      expect(
        (await portal.door('POST /seed', { colleagues: [{ email: ANNA, platformRole: 'King' }] })).status,
      ).to.equal(400);
      expect((await portal.door('POST /block', {})).status).to.equal(400);
      expect((await portal.door('GET /nothing')).status).to.equal(404);
    });

    it('delivers a hook, signed over the raw body', async () => {
      const got: { headers: IncomingHttpHeaders; text: string }[] = [];
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          got.push({ headers: request.headers, text: Buffer.concat(chunks).toString() });
          response.writeHead(202).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      expect((await portal.door('POST /hook', { url })).body).to.deep.equal({ status: 202 });
      server.close();
      const [{ headers, text }] = got as [(typeof got)[number]];
      const expected = createHmac('sha256', SANDBOX_CREDENTIALS.hookSecret).update(text).digest('hex');
      expect(headers['x-econnect-signature']).to.equal(`sha256=${expected}`);
      const { sentOn } = z.looseObject({ topic: z.string(), sentOn: z.string() }).parse(JSON.parse(text));
      expect(Math.abs(Date.now() - Date.parse(sentOn))).to.be.below(60_000);
      expect((await portal.door('POST /hook', { url })).status).to.equal(502);
    });
  });
});
