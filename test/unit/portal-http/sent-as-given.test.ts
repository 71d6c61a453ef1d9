// What is sent is what was written, byte for byte: a portal may check a signature over it.
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { openPortalHttp, type PortalHttp } from '../../../src/portal-http/portal-http.ts';

describe('the body of a request', () => {
  let portal: Server;
  let url: string;
  let http: PortalHttp;
  const received: string[] = [];

  before((done) => {
    portal = createServer((request, response) => {
      void text(request).then((body) => {
        received.push(`${request.headers['content-type'] ?? ''} ${body}`);
        response.end('{}');
      });
    });
    portal.listen(0, '127.0.0.1', () => {
      const address = portal.address();
      url = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
      http = openPortalHttp();
      done();
    });
  });
  after(() => {
    http.close();
    portal.close();
  });

  for (const body of ['{"a": 1}\n', '"a"', '<a/>'])
    it(`arrives as it was given: ${JSON.stringify(body)}`, async () => {
      const headers = { 'content-type': 'application/json' };
      await http.exchange({ method: 'POST', url, headers, body, timeoutMs: 20_000, signal: undefined });
      expect(received.splice(0)).to.deep.equal([`application/json ${body}`]);
    });
});
