// The small parts of the eConnect connector: addresses of services, XML, and calls of the portal to Koppel.
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import { services, soapPath } from '../../../connectors/econnect/addresses.ts';
import { environmentKey } from '../../../connectors/econnect/email-domain.ts';
import { hook } from '../../../connectors/econnect/hook.ts';
import { credentialsSchema, settingsSchema } from '../../../connectors/econnect/settings.ts';
import { escapeText, readElement } from '../../../connectors/econnect/xml.ts';

const settings = (more: Record<string, unknown> = {}) =>
  settingsSchema.parse({ relationshipManagers: [{ email: 'ronald@kantoor.example.nl' }], ...more });

describe('Addresses of eConnect', () => {
  const at = (baseUrl: string, more = {}) => services(baseUrl, settings(more));

  it('are derived from the base address where they are public', () => {
    expect(at('https://psb.econnect.eu')).to.deep.equal({ identity: 'https://identity.econnect.eu' });
    expect(at('https://accp-psb.econnect.eu/').identity).to.equal('https://accp-identity.econnect.eu');
  });

  it('stand beside the base address anywhere else', () => {
    expect(at('http://127.0.0.1:4000/sandbox/psb')).to.deep.equal({
      ...{ identity: 'http://127.0.0.1:4000/sandbox/identity', soap: 'http://127.0.0.1:4000/sandbox' },
    });
  });

  it('are those of the settings where they say so, to the letter', () => {
    const soapAddress = 'https://soap.example.nl/v3/service.svc';
    expect(at('https://psb.econnect.eu', { soapAddress }).soap).to.equal('https://soap.example.nl/v3');
    expect(soapPath(settings({ soapAddress }))).to.equal('/service.svc');
    expect(soapPath(settings({ soapAddress: 'https://soap.example.nl' }))).to.equal('/');
  });

  it('know an environment by the domain, however many parts it has', () => {
    expect(environmentKey('a@mail.bakker.example.nl')).to.equal('mail.bakker.example.nl');
    expect(environmentKey('a@hotmail.nl')).to.equal('a@hotmail.nl');
  });
});

describe('XML of eConnect', () => {
  it('keeps a text within its element, and reads it back', () => {
    const text = `</Password><Evil a="1" b='2'>&amp; ]]> é 🙂`;
    const xml = `<a:Password xmlns:a="x">${escapeText(text)}</a:Password>`;
    expect(xml).to.not.include('<Evil');
    expect(readElement(xml, 'Password')).to.equal(text);
    expect(escapeText('a\u0000b')).to.equal('ab');
  });

  for (const [xml, read] of [
    ['<r><Key>k</Key></r>', 'k'],
    ['<r><!-- <Key>no</Key> --><s:Key a="1">k</s:Key></r>', 'k'],
    ['<r><Key><![CDATA[a<b]]>&#65;&#x42;</Key></r>', 'a<bAB'],
    ['<r><Key/></r>', ''],
    ['<r><KeyName>k</KeyName></r>', null],
    ['<r><Key><Inner>k</Inner></Key></r>', null],
    ['<r><Key>k', null],
    ['<!DOCTYPE r [<!ENTITY e "x">]><r><Key>&e;</Key></r>', null],
    ['not xml at all', null],
  ] as const) {
    it(`reads ${JSON.stringify(read)} in ${xml}`, () => {
      expect(readElement(xml, 'Key')).to.equal(read);
    });
  }
});

describe('Calls of eConnect to Koppel', () => {
  const NOW = new Date('2026-11-22T10:00:00Z');
  const secret = 'a-secret-of-the-hook';
  const credentials = credentialsSchema.parse({
    ...{ clientId: 'i', clientSecret: 's', userName: 'u', password: 'p', hookSecret: secret },
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

  it('must be set for the real portal, and is derived anywhere else', () => {
    expect(econnect.missingSettings!('https://psb.econnect.eu', settings)[0]).to.match(/^soapAddress: /);
    expect(econnect.missingSettings!('http://127.0.0.1:4000/sandbox/psb', settings)).to.deep.equal([]);
    const set = { ...settings, soapAddress: 'https://soap.example.nl/x' };
    expect(econnect.missingSettings!('https://psb.econnect.eu', set)).to.deep.equal([]);
  });
});
