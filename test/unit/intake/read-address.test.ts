import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import {
  checkAddress,
  readAddress,
  type AddressResult,
  type Download,
} from '../../../src/intake/read-address.ts';
import { memoryIntake } from './memory-intake.ts';

const now = new Date('2026-11-22T09:00:00Z');
const records = [
  '{"asOf":"2026-11-22T06:00:00Z","complete":true}',
  '{"record":"client","key":"k1","kind":"company","status":"client"}',
  '{"record":"contact","key":"p1","clientKey":"k1"}',
].join('\n');

const download: Download = async (url, headers) => {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers }, resolve).on('error', reject).end();
  });
  const { etag } = answer.headers;
  return { status: answer.statusCode ?? 0, headers: { etag }, body: answer };
};

describe('an address to read the source from', () => {
  let server: Server | null = null;
  let clock = now;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    clock = now;
  });

  async function serve(listener: RequestListener): Promise<string> {
    const opened = createServer(listener);
    server = opened;
    await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
    const address = opened.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/export`;
  }

  const read = (url: string, options: { etag?: string; maxBytes?: number } = {}, intake = memoryIntake()) =>
    readAddress({
      ...{ url, etag: options.etag ?? null, headers: { authorization: 'Bearer secret' }, download },
      ...{
        maxBytes: options.maxBytes ?? 1_000_000,
        intake,
        practiceId: 'jansen',
        skipInvalid: false,
        now: () => Promise.resolve(clock),
      },
    });

  it('judges what lies in the future by the time when all was there', async () => {
    clock = new Date('2026-11-22T05:00:00Z');
    const url = await serve((_incoming, answer) => {
      clock = now;
      answer.end(records);
    });
    expect(await read(url)).to.have.nested.property('result.problemCount', 0);
  });

  const failureOf = (attempt: Promise<AddressResult>): Promise<unknown> =>
    attempt.catch((error: unknown) => error);

  it('gives an export, which is imported, and its version', async () => {
    const seen: unknown[] = [];
    const url = await serve((incoming, answer) => {
      seen.push(incoming.headers.authorization, incoming.headers.accept);
      answer.setHeader('etag', '"v1"').end(records);
    });
    const intake = memoryIntake();
    const result = await read(url, {}, intake);
    expect(result).to.deep.include({ status: 'read', etag: '"v1"' });
    expect(intake.snapshots).to.have.length(1);
    expect(seen).to.deep.equal(['Bearer secret', 'application/x-ndjson']);
  });

  it('is asked for news only', async () => {
    const url = await serve((incoming, answer) => {
      answer.writeHead(incoming.headers['if-none-match'] === '"v1"' ? 304 : 200).end();
    });
    expect(await read(url, { etag: '"v1"' })).to.deep.equal({ status: 'unchanged' });
  });

  it('is asked for the same version again after an export with problems', async () => {
    const url = await serve(
      (_incoming, answer) => void answer.setHeader('etag', '"v1"').end('{"record":"client"}'),
    );
    const result = await read(url);
    expect(result).to.include({ status: 'read', etag: null });
    expect(result).to.have.nested.property('result.written', false);
  });

  it('must be https, except on this machine, and hold no credentials', () => {
    for (const url of [
      'https://practice.example.nl/x',
      'http://localhost:1/x',
      'http://127.0.0.1/x',
      'http://[::1]/x',
    ]) {
      expect(() => checkAddress(url), url).not.to.throw();
    }
    for (const url of [
      'http://example.nl',
      'http://127.0.0.1.example.nl',
      'ftp://example.nl',
      'file:///etc/hosts',
      'x',
    ]) {
      expect(() => checkAddress(url), url).to.throw();
    }
    expect(() => checkAddress('https://jan:geheim@example.nl')).to.throw(/^(?!.*geheim)/);
  });

  for (const [status, name] of [
    [301, 'RejectedError'],
    [304, 'RejectedError'],
    [401, 'AccessError'],
    [404, 'RejectedError'],
    [429, 'TransientError'],
    [503, 'TransientError'],
  ] as const) {
    it(`that answers ${status} is a ${name}`, async () => {
      const url = await serve(
        (_incoming, answer) => void answer.writeHead(status, { location: '/other' }).end(),
      );
      expect(await failureOf(read(url))).to.have.property('name', name);
    });
  }

  it('may not send more than allowed', async () => {
    const url = await serve((_incoming, answer) => void answer.end('x'.repeat(100_000)));
    expect(await failureOf(read(url, { maxBytes: 1000 }))).to.have.property('code', 'SOURCE_TOO_LARGE');
  });

  it('that breaks off halfway changes nothing and leaves nothing behind', async () => {
    const url = await serve((_incoming, answer) => {
      answer.writeHead(200, { 'content-length': 100_000 });
      answer.write(records, () => answer.destroy());
    });
    const before = await leftBehind();
    const intake = memoryIntake();
    expect(await failureOf(read(url, {}, intake))).to.have.property('code', 'SOURCE_BROKE_OFF');
    expect(intake.chunks).to.deep.equal([]);
    expect(await leftBehind()).to.deep.equal(before);
  });
});

async function leftBehind(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('koppel-source-'));
}
