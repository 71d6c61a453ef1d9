// The envelopes of the SOAP service: the vendor's own published answers are read, and hostile ones are not.
import { expect } from 'chai';
import { readEnvelope, writeEnvelope } from '../../../connectors/econnect/soap-envelope.ts';
import { errorOf, faultCode, isAboutRequest } from '../../../connectors/econnect/soap-faults.ts';

/** psb.econnect.eu/platform/endpoints/v3.1/login.html, the token cut short. */
const LOGIN = `<?xml version="1.0" encoding="utf-8"?>
<SOAP:Envelope xmlns:SOAP="http://schemas.xmlsoap.org/soap/envelope/">
    <SOAP:Body>
        <LoginResponse xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://api.everbinding.nl/v3_1/">
            <SecurityToken>o2S1qTusL29hp3IgVt==</SecurityToken>
        </LoginResponse>
    </SOAP:Body>
</SOAP:Envelope>`;
/** psb.econnect.eu/platform/endpoints/v3.1/getAccountDetails.html, without the fields that Koppel does not read. */
const ACCOUNT = `<?xml version="1.0" encoding="utf-8"?>
<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/">
    <Body>
        <GetAccountDetailsResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://api.everbinding.nl/v3_1/">
            <Id>Id1</Id>
            <CanSendAppIntegrationRequests>true</CanSendAppIntegrationRequests>
        </GetAccountDetailsResponse>
    </Body>
</Envelope>`;
const within = (body: string) => `<s:Envelope xmlns:s="e"><s:Body>${body}</s:Body></s:Envelope>`;
const call = { name: 'RequestAppIntegration', writes: true };

describe('Envelopes of the SOAP service of eConnect', () => {
  it('[doc] are read as the vendor publishes them, whatever their prefixes', () => {
    expect(readEnvelope(LOGIN)).to.deep.equal({ LoginResponse: { SecurityToken: 'o2S1qTusL29hp3IgVt==' } });
    expect(readEnvelope(ACCOUNT)).to.deep.equal({
      GetAccountDetailsResponse: { Id: 'Id1', CanSendAppIntegrationRequests: 'true' },
    });
  });

  it('keep a text within its element, and read it back', () => {
    const text = `</Password><Evil a="1" b='2'>&amp; ]]> é 🙂`;
    const written = writeEnvelope('Login', { ConsumerSecret: text });
    expect(written).to.not.include('<Evil');
    expect(readEnvelope(written)).to.deep.equal({ Login: { ConsumerSecret: text } });
  });

  for (const [what, text] of [
    ['entities of its own', `<!DOCTYPE r [<!ENTITY e "x">]>${within('<A>&e;</A>')}`],
    ['an entity that grows', `<!doctype r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${within('<A>&b;</A>')}`],
    ['an external entity', `<!DOCTYPE r SYSTEM "file:///etc/passwd">${within('<A/>')}`],
    ['more than a megabyte', within(`<A>${'a'.repeat(1_000_001)}</A>`)],
    ['nesting without end', within(`${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`)],
    ['names that reach into objects', within('<__proto__><x>1</x></__proto__>')],
    ['an end that is missing', within('<A>k</A>').slice(0, -20)],
    ['a page', '<html><body>no</body></html>'],
    ['no XML at all', 'no'],
  ] as const) {
    it(`are refused with ${what}`, () => expect(readEnvelope(text)).to.equal(null));
  }

  it('hold texts only: a number stays as it was written', () => {
    expect(readEnvelope(within('<A><Key>0012</Key><B>&#65;&lt;</B></A>'))).to.deep.equal({
      A: { Key: '0012', B: 'A<' },
    });
  });
});

describe('Faults of the SOAP service of eConnect', () => {
  const codeIn = (text: string) =>
    faultCode(readEnvelope(within(`<s:Fault><faultstring>${text}</faultstring></s:Fault>`)));

  // psb.econnect.eu/platform/misc/errorHandling.html
  it('[doc] tell their code at the end of the text, with a full stop or spaces around it', () => {
    expect(codeIn('DEFAULT_ERROR_MESSAGE [DEFAULT_ERROR_CODE999].')).to.equal('DEFAULT_ERROR_CODE999');
    expect(codeIn('Invalid consumer key or no such app available in registry [ERRIAU6000007].')).to.equal(
      'ERRIAU6000007',
    );
    expect(codeIn('Waardeer het saldo op om de omgeving te deblokkeren. [ERRPRO1000003]')).to.equal(
      'ERRPRO1000003',
    );
    expect(codeIn('Iets [met haken] [ ERRAIR2000001 ]')).to.equal('ERRAIR2000001');
    expect(codeIn('no code')).to.equal('');
    expect(faultCode(readEnvelope(LOGIN))).to.equal(null);
  });

  for (const [fault, name, code] of [
    ['ERRPRO1000002', 'AccessError', 'ENVIRONMENT_BLOCKED_UNPAID'],
    ['ERRPRO1000003', 'AccessError', 'ENVIRONMENT_BLOCKED_BALANCE'],
    ['ERRPRO1000004', 'AccessError', 'ENVIRONMENT_BLOCKED_MISUSE'],
    ['ERRIAU6000007', 'AccessError', 'PORTAL_UNAUTHORIZED'],
    ['DEFAULT_ERROR_CODE999', 'AccessError', 'PORTAL_UNAUTHORIZED'],
    ['ERRAIR3000001', 'AccessError', 'PORTAL_FORBIDDEN'],
    ['ERRCDO4000041', 'RejectedError', 'REQUEST_NOT_UNDERSTOOD'],
    ['ERRIER8000006', 'RejectedError', 'REQUEST_NOT_UNDERSTOOD'],
    ['ERRAIR8000001', 'TransientError', 'PORTAL_UNAVAILABLE'],
    ['', 'TransientError', 'PORTAL_UNAVAILABLE'],
    ['SOMETHING', 'TransientError', 'PORTAL_UNAVAILABLE'],
  ] as const) {
    it(`[doc] by series and code: ${fault === '' ? 'none' : fault} is ${name}`, () => {
      expect(errorOf(fault, call)).to.include({ name, code });
    });
  }

  it('[doc] about the data, series 100, 200 and 400, are for whoever sent it to judge', () => {
    for (const fault of ['ERRAIR1000001', 'ERRAIR2000001', 'ERRAIR4000001'])
      expect(errorOf(fault, call), fault).to.equal(null);
    expect(isAboutRequest('ERRAIR2000001')).to.equal(true);
    expect(isAboutRequest('ERRPRO2000001')).to.equal(false);
  });

  it('only one of a write leaves open whether it landed', () => {
    expect(errorOf('', call)).to.include({ mayHaveLanded: true });
    expect(errorOf('', { ...call, writes: false })).to.include({ mayHaveLanded: false });
  });
});
