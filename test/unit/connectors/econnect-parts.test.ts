// The small parts of the eConnect connector: addresses of services, credentials, and calls of the portal to Koppel.
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import { services } from '../../../connectors/econnect/addresses.ts';
import { environmentKey } from '../../../connectors/econnect/email-domain.ts';
import { hook } from '../../../connectors/econnect/hook.ts';
import { credentialsSchema, settingsSchema } from '../../../connectors/econnect/settings.ts';

const settings = (more: Record<string, unknown> = {}) =>
  settingsSchema.parse({ relationshipManagers: [{ email: 'ronald@kantoor.example.nl' }], ...more });

describe('Addresses of eConnect', () => {
  const at = (baseUrl: string, more = {}) => services(baseUrl, settings(more));

  it('are derived from the base address where they are public', () => {
    // accp.econnect.eu/en/docs/build/legacy/soap/soap-authentication
    expect(at('https://psb.econnect.eu')).to.deep.equal({
      ...{ identity: 'https://identity.econnect.eu', soap: 'https://api.everbinding.nl/soap/v3.1' },
    });
    expect(at('https://accp-psb.econnect.eu/')).to.deep.equal({
      identity: 'https://accp-identity.econnect.eu',
    });
  });

  it('stand beside the base address anywhere else', () => {
    expect(at('http://127.0.0.1:4000/sandbox/psb')).to.deep.equal({
      ...{
        identity: 'http://127.0.0.1:4000/sandbox/identity',
        soap: 'http://127.0.0.1:4000/sandbox/soap/v3.1',
      },
    });
  });

  it('are those of the settings where they say so, to the letter', () => {
    const soapAddress = 'https://soap.example.nl/v3/service.svc';
    expect(at('https://psb.econnect.eu', { soapAddress }).soap).to.equal(soapAddress);
  });

  it('know an environment by the domain, however many parts it has', () => {
    expect(environmentKey('a@mail.bakker.example.nl')).to.equal('mail.bakker.example.nl');
    expect(environmentKey('a@hotmail.nl')).to.equal('a@hotmail.nl');
  });
});

describe('Credentials of eConnect', () => {
  it('[doc] hold the keys of the SOAP service, for who has them, and its subscription key', () => {
    const keys = { consumerKey: 'k', consumerSecret: 's', subscriptionKey: 'x' };
    const given = { clientId: 'i', clientSecret: 's', ...keys };
    expect(credentialsSchema.parse(given)).to.deep.equal(given);
    expect(credentialsSchema.parse({ clientId: 'i', clientSecret: 's' })).to.deep.equal({
      ...{ clientId: 'i', clientSecret: 's' },
    });
  });

  it('that were sealed when the keys had other names are read as what they are', () => {
    const before = { clientId: 'i', clientSecret: 's', userName: 'k', password: 'p' };
    expect(credentialsSchema.parse(before)).to.deep.equal({
      ...{ clientId: 'i', clientSecret: 's', consumerKey: 'k', consumerSecret: 'p' },
    });
    expect(credentialsSchema.safeParse({ ...before, other: 'x' }).success).to.equal(false);
  });
});

describe('Calls of eConnect to Koppel', () => {
  const NOW = new Date('2026-11-22T10:00:00Z');
  const secret = 'a-secret-of-the-hook';
  const credentials = credentialsSchema.parse({
    ...{ clientId: 'i', clientSecret: 's', hookSecret: secret },
  });
  const sign = (text: string) => `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
  const text = (sentOn: unknown) => JSON.stringify({ topic: 'InvoiceReceived', sentOn });
  const call = (body: string, signature: string | undefined) =>
    hook.isGenuine(
      { body: Buffer.from(body), headers: { 'x-econnect-signature': signature }, now: NOW },
      credentials,
    );

  it('are genuine when signed with our secret within five minutes', () => {
    for (const sentOn of ['2026-11-22T09:55:00Z', '2026-11-22T11:05:00.000+01:00']) {
      expect(call(text(sentOn), sign(text(sentOn))), sentOn).to.equal(true);
    }
  });

  it('are not when they are older, from the future, or say no time', () => {
    for (const sentOn of ['2026-11-22T09:54:59Z', '2026-11-22T10:05:01Z', 'yesterday', null]) {
      expect(call(text(sentOn), sign(text(sentOn))), String(sentOn)).to.equal(false);
    }
    expect(call('not json', sign('not json'))).to.equal(false);
  });

  it('are not when the signature is of another text, malformed or missing', () => {
    const body = text('2026-11-22T10:00:00Z');
    const wrong = [sign(`${body} `), sign(body).slice(7), 'sha256=', sign(body).slice(0, -2), undefined];
    for (const signature of wrong) expect(call(body, signature)).to.equal(false);
  });

  it('are not without a secret', () => {
    const body = text('2026-11-22T10:00:00Z');
    const without = { ...credentials, hookSecret: undefined };
    const headers = { 'x-econnect-signature': sign(body) };
    expect(hook.isGenuine({ body: Buffer.from(body), headers, now: NOW }, without)).to.equal(false);
  });
});

describe('The address of the service that sends requests', () => {
  const settings = econnect.settings.parse({
    authorisationRequests: 'soap',
    relationshipManagers: [{ email: 'rianne@kantoor.example.nl' }],
  });

  const accp = 'https://accp-psb.econnect.eu';
  const missing = (baseUrl: string, more = {}) =>
    econnect.missingSettings!(baseUrl, { ...settings, ...more });

  it('must be set for acceptance, and is known or derived anywhere else', () => {
    expect(missing(accp)[0]?.en).to.match(/^soapAddress: /);
    for (const known of ['https://psb.econnect.eu', 'http://127.0.0.1:4000/sandbox/psb'])
      expect(missing(known), known).to.deep.equal([]);
    expect(missing(accp, { soapAddress: 'https://soap.example.nl/x' })).to.deep.equal([]);
  });

  it('is not needed where people send the requests', () => {
    expect(missing(accp, { authorisationRequests: 'manual' })).to.deep.equal([]);
  });
});
