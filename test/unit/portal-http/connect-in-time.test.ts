// A machine that does not take up a connection is given up soon, however long an answer may take.
import { createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { createAddressGuard } from '../../../src/portal-http/address-guard.ts';
import { openPortalHttp, type PortalHttp } from '../../../src/portal-http/portal-http.ts';

const PATIENT_MS = 20_000;

describe('connecting to a portal', () => {
  let silent: Server;
  let port: number;
  let http: PortalHttp | undefined;
  const sockets: Socket[] = [];

  before((done) => {
    silent = createServer((socket) => sockets.push(socket));
    silent.listen(0, '127.0.0.1', () => {
      const address = silent.address();
      port = typeof address === 'object' && address !== null ? address.port : 0;
      done();
    });
  });
  afterEach(() => {
    http?.close();
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  after(() => silent.close());

  const ask = (url: string, timeoutMs = PATIENT_MS) =>
    http?.exchange({ method: 'POST', url, headers: {}, body: '{}', timeoutMs, signal: undefined });

  it('ends when nobody knows where it is', async () => {
    const guard = createAddressGuard({ resolve: () => undefined });
    http = openPortalHttp({ guard, connectWithinMs: 50 });
    const begun = performance.now();
    expect(await ask('http://portal.example')).to.deep.equal({ broke: 'never-connected', code: 'ETIMEDOUT' });
    expect(performance.now() - begun).to.be.below(5_000);
  });

  it('ends when it takes the connection and says nothing on it', async () => {
    http = openPortalHttp({ connectWithinMs: 50 });
    const begun = performance.now();
    expect(await ask(`https://localhost:${port}`)).to.deep.equal({
      broke: 'never-connected',
      code: 'ETIMEDOUT',
    });
    expect(performance.now() - begun).to.be.below(5_000);
  });

  it('leaves one that is connected all the time for its answer', async () => {
    http = openPortalHttp({ connectWithinMs: 500 });
    expect(await ask(`http://localhost:${port}`, 1_200)).to.deep.equal({
      broke: 'timed-out',
      code: 'TIMEOUT',
    });
  });
});
