// portals/econnect: the sandbox behaves as the portal is known to, over real HTTP. Who gets access to what stands in
// econnect-sandbox-access.test.ts, what goes wrong on demand in econnect-sandbox-faults.test.ts.
import { expect } from 'chai';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS, SANDBOX_USER } from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { ASSUMED_ROUTES } from '../../connectors/econnect/sandbox/routes.ts';
import { createSandboxTokens } from '../../connectors/econnect/sandbox/tokens.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  ANNA,
  BOSS,
  CLERK,
  describedCalls,
  openBench,
  OTHER_PARTY,
  OWN_PARTY,
  PARTY,
  partnersSchema,
  RONALD,
  SOAP,
  soapEnvelope,
  type EConnectBench,
} from '../support/contract/econnect-sandbox-caller.ts';

const own = `/organisations/${encodeURIComponent(OWN_PARTY)}/members`;

describe('the sandbox of eConnect', () => {
  let portal: EConnectBench;

  before(async () => {
    portal = await openBench();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  it('says what it plays, answers exactly the described assumed calls, and the documented ones', async () => {
    expect(await portal.look('')).to.deep.equal({ sandbox: 'econnect' });
    expect(Object.keys(ASSUMED_ROUTES).toSorted()).to.deep.equal(describedCalls());
    expect((await portal.send('GET /api/v1/me')).status).to.equal(200);
    expect((await portal.send('GET /api/v1/nothing')).status).to.equal(404);
  });

  describe('signing in', () => {
    it('refuses wrong credentials of either service', async () => {
      expect((await portal.token()).body).to.include({ token_type: 'Bearer', expires_in: 3600 });
      const wrong = await portal.token({ client_secret: 'wrong' });
      expect([wrong.status, wrong.body]).to.deep.equal([400, { error: 'invalid_client' }]);
      expect((await portal.token({ scope: 'other' })).body).to.deep.equal({ error: 'invalid_scope' });
      const login = await portal.soap(
        'Login',
        '<ConsumerKey>x</ConsumerKey><ConsumerSecret>y</ConsumerSecret>',
      );
      expect([login.status, login.code]).to.deep.equal([500, 'ERRIAU6000007']);
    });

    it('ends on demand: 401 for a bearer token, a fault for a security token', async () => {
      await portal.door('POST /expire-tokens');
      expect(await portal.code('GET /partners')).to.equal('401 UNAUTHORIZED');
      expect(await portal.request(PARTY, BOSS)).to.include({ status: 500, code: 'DEFAULT_ERROR_CODE999' });
      expect(await portal.mails()).to.deep.equal([]);
    });
  });

  describe('the SOAP service', () => {
    it('says whether requests may be sent, and refuses them when not', async () => {
      const allowed = await portal.withToken('GetAccountDetails', '');
      expect(allowed.field('CanSendAppIntegrationRequests')).to.equal('true');
      await portal.door('POST /seed', { canSendAppIntegrationRequests: false });
      const refused = await portal.withToken('GetAccountDetails', '');
      expect(refused.field('CanSendAppIntegrationRequests')).to.equal('false');
      expect(await portal.request(PARTY, BOSS)).to.include({ status: 500, code: 'ERRAIR3000001' });
    });

    it('[doc] insists on SOAPAction, namespace and well-formed text, and reads prefixes and escapes', async () => {
      const { consumerKey, consumerSecret } = SANDBOX_CREDENTIALS;
      const prefixed = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><!-- > --><s:Body><e:Login xmlns:e='${SOAP}'><e:ConsumerKey>${consumerKey.replace('o', '&#111;')}</e:ConsumerKey><e:ConsumerSecret><![CDATA[${consumerSecret}]]></e:ConsumerSecret></e:Login></s:Body></s:Envelope>`;
      expect((await portal.soapText(`${SOAP}Login`, prefixed)).field('SecurityToken')).to.have.length(36);
      for (const [action, text, code] of [
        [`${SOAP}GetAccountDetails`, prefixed, 'ERRCDO4000041'],
        ['', prefixed, 'ERRCDO4000041'],
        [`${SOAP}Login`, prefixed.replace(SOAP, 'http://other.example.nl/'), 'ERRCDO4000041'],
        [`${SOAP}Other`, soapEnvelope('Other', ''), 'ERRCDO4000041'],
        [`${SOAP}Login`, prefixed.replace('</e:Login>', ''), 'ERRIER8000006'],
        [`${SOAP}Login`, `<!DOCTYPE x [<!ENTITY e "x">]>${prefixed}`, 'ERRIER8000006'],
        // The children of another namespace are not those of the call.
        [`${SOAP}Login`, prefixed.replaceAll('e:Consumer', 's:Consumer'), 'ERRIAU6000007'],
      ] as const) {
        const answer = await portal.soapText(action, text);
        expect([answer.status, answer.code, answer.field('SecurityToken')]).to.deep.equal([500, code, null]);
      }
      expect((await portal.request(PARTY, 'a&amp;b@bakker.example.nl')).status).to.equal(200);
      expect((await portal.requests())[0]).to.include({ email: 'a&b@bakker.example.nl' });
      expect((await portal.request(PARTY, 'nobody')).code).to.equal('ERRAIR4000001');
      expect((await portal.request(PARTY, ANNA)).code).to.equal('ERRAIR2000001');
    });

    it('[doc] takes the token in the header only, no chunked body, and asks for the subscription key', async () => {
      const token = (await portal.login()).field('SecurityToken') ?? '';
      const inBody = soapEnvelope('GetAccountDetails', `<SecurityToken>${token}</SecurityToken>`);
      expect((await portal.soapText(`${SOAP}GetAccountDetails`, inBody)).code).to.equal(
        'DEFAULT_ERROR_CODE999',
      );
      const headers = { 'content-type': 'text/xml; charset=utf-8', soapaction: `${SOAP}GetAccountDetails` };
      const body = soapEnvelope('GetAccountDetails', '', token);
      const withKey = `${portal.soapAddress}?subscriptionKey=${SANDBOX_CREDENTIALS.subscriptionKey}`;
      const statusOf = async (address: string, init: object) =>
        (await fetch(address, { method: 'POST', headers, body, ...init })).status;
      expect(await statusOf(withKey, {})).to.equal(200);
      expect(await statusOf(portal.soapAddress, {})).to.equal(401);
      const chunks = new Blob([body]).stream();
      expect(await statusOf(withKey, { body: chunks, duplex: 'half' })).to.equal(411);
    });

    it('[doc] lets a security token expire after four hours', () => {
      const tokens = createSandboxTokens();
      const { consumerKey, consumerSecret } = SANDBOX_CREDENTIALS;
      const token = tokens.login(consumerKey, consumerSecret) ?? '';
      const begun = Date.now();
      expect(tokens.isLoggedIn(token, begun + 4 * 3_600_000 - 60_000)).to.equal(true);
      expect(tokens.isLoggedIn(token, begun + 4 * 3_600_000 + 60_000)).to.equal(false);
    });

    for (const [reason, code] of [
      ['unpaid', 'ERRPRO1000002'],
      ['balance', 'ERRPRO1000003'],
      ['misuse', 'ERRPRO1000004'],
    ] as const) {
      it(`[doc] refuses everything while the environment is blocked: ${reason}, and so does the REST service`, async () => {
        await portal.door('POST /block', { blocked: true, reason });
        expect(await portal.login()).to.include({ status: 500, code });
        expect(await portal.request(PARTY, BOSS)).to.include({ status: 500, code });
        expect(await portal.code('GET /partners')).to.equal('403 BLOCKED');
        await portal.door('POST /block', { blocked: false });
        expect((await portal.login()).status).to.equal(200);
      });
    }
  });

  describe('an authorisation request', () => {
    it('stays open until it is accepted, and then gives the keys and a partnership by itself', async () => {
      const token = await portal.ask();
      const pending = await portal.credentials(token);
      expect([pending.status, pending.field('ConsumerKey')], 'not documented: empty keys').to.deep.equal([
        200,
        '',
      ]);
      await portal.door('POST /seed', { pendingAnswer: 'fault' });
      expect((await portal.credentials(token)).code, 'or a fault, by switch').to.equal('ERRAIR2000002');
      expect(await portal.mails()).to.deep.equal([`request ${BOSS}`]);
      const { body } = await portal.act('client accept', { email: BOSS.toUpperCase(), reference: PARTY });
      expect(body).to.deep.equal({
        platformRole: 'Administrator',
        organisationActive: true,
        partnershipArose: true,
      });
      const keys = await portal.credentials(token);
      expect(['ConsumerKey', 'ConsumerSecret', 'EmailAddress'].map((name) => keys.field(name))).to.deep.equal(
        [...[`key-${token}`, `secret-of-key-${token}`, BOSS]],
      );
      expect((await portal.requests())[0]).to.include({ token, status: 'accepted' });
      await portal.signIn();
      const [partner] = await portal.partners('?domain=bakker.example.nl');
      expect(partner).to.include({ domain: 'bakker.example.nl', status: 'active' });
      expect(await portal.list(`GET /partners/${partner!.id}/organisations`)).to.deep.equal([
        { party: PARTY, active: true },
      ]);
      expect(await portal.list(`GET /partners/${partner!.id}/users`)).to.deep.equal([
        { email: BOSS, platformRole: 'Administrator', state: 'Active', connected: true },
      ]);
    });

    it('can be declined and withdrawn, once', async () => {
      const [declined, withdrawn] = [await portal.ask(), await portal.ask(OTHER_PARTY, CLERK)];
      await portal.act('client decline', { email: BOSS });
      expect(await portal.status(`POST /requests/${withdrawn}/withdraw`)).to.equal(204);
      for (const token of [declined, withdrawn])
        expect((await portal.credentials(token)).field('ConsumerKey'), 'it looks pending').to.equal('');
      expect((await portal.credentials('unknown')).code).to.equal('ERRAIR2000002');
      for (const token of [declined, withdrawn]) {
        expect(await portal.code(`POST /requests/${token}/withdraw`)).to.equal('409 NOT_PENDING');
        expect(await portal.code(`POST /requests/${token}/resend`)).to.equal('409 NOT_PENDING');
      }
      for (const email of [BOSS, CLERK])
        expect(await portal.acted('client accept', { email })).to.equal('NO_OPEN_REQUEST');
      expect((await portal.requests()).map((each) => each.status)).to.deep.equal(['withdrawn', 'declined']);
    });

    it('gets a new link when it is sent again: the old one is dead, and the addressee is mailed', async () => {
      const old = await portal.ask();
      const { token } = z
        .object({ token: z.string() })
        .parse(await portal.list(`POST /requests/${old}/resend`));
      expect(token).not.to.equal(old);
      expect((await portal.credentials(old)).code).to.equal('ERRAIR2000002');
      expect(await portal.status(`POST /requests/${old}/withdraw`)).to.equal(404);
      expect((await portal.credentials(token)).field('ConsumerKey')).to.equal('');
      expect(await portal.mails()).to.deep.equal([`request ${BOSS}`, `request-resent ${BOSS}`]);
    });

    it('can stand open beside others; the most per domain at a time is remembered', async () => {
      await portal.ask();
      await portal.act('client accept', { email: BOSS });
      await portal.ask(OTHER_PARTY, BOSS);
      await portal.ask(PARTY, CLERK);
      await portal.ask(PARTY, 'anders@slager.example.nl');
      await portal.act('client decline', { email: CLERK });
      expect(await portal.look('/state')).to.have.deep.property('maxOpenPerDomain', {
        'bakker.example.nl': 2,
        'slager.example.nl': 1,
      });
      expect(await portal.requests(`?reference=${encodeURIComponent(OTHER_PARTY)}`)).to.have.length(1);
    });
  });

  describe('users and environments', () => {
    it('make later users of a domain Basic, who cannot create their organisation; an administrator can', async () => {
      const partner = await portal.partnered();
      const token = await portal.ask(OTHER_PARTY, CLERK);
      const { body } = await portal.act('client accept', { email: CLERK });
      expect(body).to.deep.equal({
        platformRole: 'Basic',
        organisationActive: false,
        partnershipArose: false,
      });
      const answer = await portal.credentials(token);
      expect(answer.field('ConsumerKey')).to.equal(`key-${token}`);
      await portal.ask(OTHER_PARTY, BOSS);
      await portal.act('client accept', { email: BOSS });
      expect(await portal.list(`GET ${partner}/organisations`)).to.deep.equal([
        { party: PARTY, active: true },
        { party: OTHER_PARTY, active: true },
      ]);
    });

    it('of shared domains have an environment each, and get in by invitation only', async () => {
      const { sharedDomains } = z
        .object({ sharedDomains: z.array(z.string()) })
        .parse(await portal.look('/state'));
      expect(sharedDomains).to.include.members([
        'gmail.com',
        'outlook.com',
        'hotmail.com',
        'ziggo.nl',
        'kpnmail.nl',
      ]);
      await portal.door('POST /seed', { sharedDomains: ['gratis.example.nl'] });
      const people = ['een@gratis.example.nl', 'twee@gratis.example.nl'];
      expect(await portal.acted('user join', { email: people[0] })).to.equal('INVITATION_ONLY');
      for (const [index, email] of people.entries()) {
        await portal.ask(`NL:KVK:1000000${index}`, email);
        const { body } = await portal.act('client accept', { email });
        expect(body).to.include({ platformRole: 'Administrator', organisationActive: true });
      }
      await portal.signIn();
      expect((await portal.partners()).map(({ domain }) => domain)).to.deep.equal(people);
    });

    it('never leave an environment without an administrator', async () => {
      await portal.partnered();
      const demoted = { email: SANDBOX_USER, platformRole: 'Advanced' };
      expect(await portal.acted('practice set-role', demoted)).to.equal('LAST_ADMINISTRATOR');
      expect(
        await portal.acted('practice set-role', { email: ANNA, platformRole: 'Administrator' }),
      ).to.equal(204);
      expect(await portal.acted('practice set-role', demoted)).to.equal(204);
      expect(await portal.acted('client set-role', { email: BOSS, platformRole: 'Basic' })).to.equal(
        'LAST_ADMINISTRATOR',
      );
    });
  });

  describe('a session', () => {
    it('of ours that is older than a partnership sees nothing of it until a new token is taken', async () => {
      await portal.ask();
      await portal.act('client accept', { email: BOSS });
      expect(await portal.partners()).to.deep.equal([]);
      const [hidden] = z.object({ partners: partnersSchema }).parse(await portal.look('/state')).partners;
      expect(await portal.status(`GET /partners/${hidden!.id}/users`)).to.equal(404);
      expect(await portal.status('POST /groups', { partner: hidden!.id, name: 'Bakker' })).to.equal(404);
      expect(await portal.code(`POST ${own}`, { email: BOSS, role: 'Member' })).to.equal('409 NOT_CONNECTED');
      await portal.signIn();
      expect(await portal.partners()).to.have.length(1);
      expect(await portal.status(`GET /partners/${hidden!.id}/users`)).to.equal(200);
    });

    it('of the client that is older than the partnership does not find the practice', async () => {
      const partner = await portal.partnered();
      await portal.status(`PUT ${partner}/relationship-managers/${RONALD}`);
      expect(await portal.addColleague(ANNA)).to.equal('CANDIDATE_NOT_FOUND');
      await portal.act('client sign-in-again', { email: BOSS });
      expect(await portal.addColleague(ANNA)).to.equal(204);
    });

    it('sees a new partnership only after a while where the portal is late', async () => {
      await portal.door('POST /seed', { visibleAfterMs: 1_000 });
      await portal.ask();
      await portal.act('client accept', { email: BOSS });
      await portal.signIn();
      expect(await portal.partners()).to.deep.equal([]);
      await waitFor(async () => (await portal.partners()).length === 1, { what: 'the partnership to show' });
    });
  });
});
