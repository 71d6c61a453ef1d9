import { expect } from 'chai';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { createServer, type Server } from 'node:http';
import { AccessError } from '../../../src/errors.ts';
import {
  createAddressGuard,
  type GuardOptions,
  type Resolve,
} from '../../../src/portal-http/address-guard.ts';
import { createDownload } from '../../../src/portal-http/download.ts';
import { openPortalHttp, type PortalHttp, type WireRequest } from '../../../src/portal-http/portal-http.ts';
import { catchError } from '../../support/contract/catch-error.ts';
import { stubSession } from './stub-session.ts';

const NOT_PUBLIC = [
  '10.0.0.7',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '127.0.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '192.0.2.1',
  '240.0.0.1',
  '::1',
  '::',
  'fe80::1',
  'fd00:ec2::254',
  '::ffff:10.0.0.7',
  '::ffff:169.254.169.254',
  '64:ff9b::a00:7',
  '64:ff9b:1::a00:7',
  '::7f00:1',
  '::127.0.0.1',
  '::a00:7',
  '::ffff:0:a00:7',
  '::1:a00:7',
  '2001:0:a00:7::1',
  'fec0::1',
  '100::1',
  '4000::1',
  'ff02::1',
  '2002:a00:7::1',
];

/** A name server that answers as told, one answer after the other; the last one stays. */
function answering(...answers: readonly (readonly string[])[]): Resolve {
  const left = [...answers];
  return (_hostname, _options, done) => {
    const now = left.length > 1 ? left.shift() : left[0];
    done(
      null,
      (now ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

function lookUp(given: GuardOptions, hostname: string, options: LookupOptions) {
  return new Promise<string | LookupAddress[]>((fulfil, reject) => {
    createAddressGuard(given).lookup(hostname, options, (error, found) => {
      if (error === null) fulfil(found);
      else reject(error);
    });
  });
}

describe('The addresses that may be asked', () => {
  const all = (answer: readonly string[], hostname = 'portal.example.nl', allowed: readonly string[] = []) =>
    lookUp({ resolve: answering(answer), allowed }, hostname, { all: true });

  it('are public ones', async () => {
    const found = await all(['93.184.216.34', '2606:2800:220:1::1']);
    expect(found).to.deep.equal([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ]);
    expect(await lookUp({ resolve: answering(['93.184.216.34']) }, 'portal.example.nl', {})).to.equal(
      '93.184.216.34',
    );
  });

  for (const address of NOT_PUBLIC)
    it(`do not include ${address}, given as itself or by a name`, async () => {
      const error = await all([address]).catch((e: unknown) => e);
      expect(error).to.include({ code: 'ADDRESS_REFUSED' });
      const host = address.includes(':') ? `[${address}]` : address;
      const { hostname } = new URL(`https://${host}`);
      const ownMachine = ['127.0.0.1', '::1'].includes(address);
      expect(createAddressGuard().admits(hostname), hostname).to.equal(ownMachine);
    });

  it('are judged as what they mean, however they are written', () => {
    for (const host of [
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '0xa000007',
      '012.0.0.7',
      '10.7',
      '[::ffff:7f00:1]',
      '0',
    ])
      for (const hostname of [host, new URL(`https://${host}/`).hostname])
        expect(createAddressGuard().admits(hostname), hostname).to.equal(hostname === '127.0.0.1');
    expect(createAddressGuard().admits('[fe80::1%eth0]')).to.equal(false);
    expect(createAddressGuard().admits('[::7f00:1%1]')).to.equal(false);
  });

  it('lose the private ones among them', async () => {
    expect(await all(['10.0.0.7', '93.184.216.34'])).to.deep.equal([{ address: '93.184.216.34', family: 4 }]);
  });

  it('include what operations allow, and no more of it', async () => {
    const allowed = ['10.1.0.0/16', 'fd12::/16', '192.168.1.1'];
    const found = await all(['10.1.2.3', '10.2.0.1', 'fd12::5', '192.168.1.1', '192.168.1.2'], 'p', allowed);
    expect(found).to.deep.equal([
      { address: '10.1.2.3', family: 4 },
      { address: 'fd12::5', family: 6 },
      { address: '192.168.1.1', family: 4 },
    ]);
    expect(createAddressGuard({ allowed }).admits('10.1.2.3')).to.equal(true);
    expect(createAddressGuard({ allowed }).admits('10.2.2.3')).to.equal(false);
  });

  it('include this machine where it was named as such, and nothing else under that name', async () => {
    expect(await all(['127.0.0.1'], 'localhost')).to.have.length(1);
    for (const address of ['10.0.0.7', '93.184.216.34'])
      expect(await all([address], 'localhost').catch((e: unknown) => e)).to.include({
        code: 'ADDRESS_REFUSED',
      });
  });
});

describe('A request to an address', () => {
  let server: Server;
  let port: number;
  let asked: string[];
  const open: PortalHttp[] = [];

  before(async () => {
    server = createServer((request, answer) => {
      asked.push(`${request.headers.host} ${request.headers.authorization ?? ''}`);
      if (request.url === '/away') answer.writeHead(302, { location: `http://127.0.0.1:${port}/stolen` });
      answer.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  beforeEach(() => (asked = []));
  afterEach(() => open.splice(0).forEach((http) => http.close()));
  after(() => server.close());

  function portalHttp(resolve: Resolve, allowed: readonly string[] = []): PortalHttp {
    const http = openPortalHttp({ guard: createAddressGuard({ resolve, allowed }) });
    open.push(http);
    return http;
  }
  const wire = (url: string): WireRequest => ({
    ...{ method: 'GET', url, body: undefined, timeoutMs: 2_000, signal: undefined },
    headers: { authorization: 'Bearer secret' },
  });

  it('is not sent to a name that leads into the network of the practice', async () => {
    const http = portalHttp(answering(['127.0.0.1']));
    const result = await http.exchange(wire(`http://portal.example.nl:${port}/`));
    expect(result).to.deep.equal({ broke: 'refused-address', code: 'ADDRESS_REFUSED' });
    expect(asked).to.deep.equal([]);
  });

  it('is not sent when the name leads elsewhere at the second look (DNS rebinding)', async () => {
    const rebinding = answering(['93.184.216.34'], ['127.0.0.1']);
    expect(await lookUp({ resolve: rebinding }, 'portal.example.nl', {})).to.equal('93.184.216.34');
    const result = await portalHttp(rebinding).exchange(wire(`http://portal.example.nl:${port}/`));
    expect(result).to.include({ broke: 'refused-address' });
    expect(asked).to.deep.equal([]);
  });

  it('is sent where operations allow it', async () => {
    const http = portalHttp(answering(['127.0.0.1']), ['127.0.0.0/8']);
    expect(await http.exchange(wire(`http://portal.example.nl:${port}/`))).to.include({ status: 200 });
    expect(asked).to.deep.equal([`portal.example.nl:${port} Bearer secret`]);
  });

  it('is sent to a sandbox on this machine, named as such', async () => {
    const http = openPortalHttp();
    open.push(http);
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await http.exchange(wire(`http://${host}:${port}/`))).to.include({ status: 200 });
  });

  it('does not follow a redirect with the credentials', async () => {
    const http = portalHttp(answering(['127.0.0.1']), ['127.0.0.0/8']);
    expect(await http.exchange(wire(`http://portal.example.nl:${port}/away`))).to.include({ status: 302 });
    expect(asked).to.have.length(1);
  });

  it('is refused for a bare address before anything is connected', async () => {
    const http = portalHttp(answering([]));
    const url = `http://[::ffff:127.0.0.1]:${port}/`;
    expect(await http.exchange(wire(url))).to.include({ broke: 'refused-address' });
  });

  it('stops the connection of a portal, for a person to look', async () => {
    const http = portalHttp(answering(['169.254.169.254']));
    const session = stubSession({ http });
    const error = await catchError(() => session.send({ method: 'GET', path: '/people' }), []);
    expect(error).to.be.instanceOf(AccessError).and.to.include({ code: 'PORTAL_ADDRESS_REFUSED' });
  });

  it('is not made for an export either', async () => {
    const guard = createAddressGuard({ resolve: answering(['127.0.0.1']) });
    for (const url of [`http://files.example.nl:${port}/`, 'https://10.0.0.7/export']) {
      const error = await createDownload({ guard })(url, {}).catch((e: unknown) => e);
      expect(error).to.be.instanceOf(AccessError).and.to.include({ code: 'SOURCE_ADDRESS_REFUSED' });
    }
    expect(asked).to.deep.equal([]);
  });

  it('for an export does not follow a redirect with the credentials either', async () => {
    const headers = { authorization: 'Bearer secret' };
    const { status, body } = await createDownload()(`http://127.0.0.1:${port}/away`, headers);
    body.destroy();
    expect(status).to.equal(302);
    expect(asked).to.have.length(1);
  });
});
