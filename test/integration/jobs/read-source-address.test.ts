// Reading a practice's exports from an address: what is asked for, and which answer is believed.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { sql } from 'kysely';
import { changePractice, readPractice } from '../../../src/database/records/practices.ts';
import { noteRestore } from '../../../src/actions/note-restore.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { AT, snapshot } from './made-up-export.ts';
import { openJobs, type TestJobs } from './job-ports.ts';

describe('reading the source of a practice', () => {
  let engine: Engine;
  let jobs: TestJobs;
  beforeEach(async () => {
    engine = await openEngine();
    jobs = openJobs(engine);
  });
  afterEach(() => engine.close());

  const read = () => jobs.run('read-source', { practiceId: engine.practiceId });
  const deleted = async () =>
    (
      await engine.rows(
        sql<{ key: string }>`select source_key as key from client where deleted_at is not null
          union select source_key from contact where deleted_at is not null order by 1`,
      )
    ).map(({ key }) => key);

  describe('from an address', () => {
    let server: Server;
    let answer: (headers: IncomingHttpHeaders) => {
      status: number;
      body?: Buffer | string;
      headers?: object;
    };
    const asked: IncomingHttpHeaders[] = [];
    beforeEach(async () => {
      asked.length = 0;
      server = createServer((request, response) => {
        asked.push(request.headers);
        const { status, body = '', headers = {} } = answer(request.headers);
        response.writeHead(status, { ...headers });
        response.end(body);
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const url = `http://127.0.0.1:${portOf(server)}/export`;
      await engine.store.inPractice(engine.practiceId, (tx) =>
        changePractice(tx, { source: { kind: 'address', url } }),
      );
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it('asks with the ETag of what it has, and reads nothing twice', async () => {
      const body = snapshot({ minute: 1, clients: ['a'], contacts: ['k'] });
      answer = (headers) =>
        headers['if-none-match'] === '"v1"'
          ? { status: 304 }
          : { status: 200, body, headers: { etag: '"v1"' } };
      expect(await read()).to.include({ status: 'read', applied: 2 });
      expect(await read()).to.include({ status: 'unchanged', applied: 0 });
      expect(asked.map((headers) => headers['if-none-match'])).to.deep.equal([undefined, '"v1"']);
      const practice = await engine.store.inPractice(engine.practiceId, readPractice);
      expect(practice?.sourceAsOf, 'what is unchanged is no younger').to.deep.equal(new Date(AT(1)));
    });

    it('is not asked by the ETag of an export before the last that it imported', async () => {
      const later = snapshot({ minute: 2, clients: ['a', 'b'] });
      const answers = [
        { status: 200, body: snapshot({ minute: 1, clients: ['a', 'b'] }), headers: { etag: '"v1"' } },
        { status: 200, body: later },
        { status: 200, body: later, headers: { etag: '' } },
      ];
      for (const given of answers) {
        answer = () => given;
        await read();
      }
      await read();
      const sent = asked.map((headers) => headers['if-none-match']);
      expect(sent).to.deep.equal([undefined, '"v1"', undefined, undefined]);
    });

    it('imports nothing of a compressed answer that was cut off, although its rows are whole', async () => {
      const text = snapshot({ minute: 1, clients: ['a', 'b'] }).replace('"clients":2,"contacts":0', '"x":1');
      const rows = text.replace(',"x":1', '').split('\n').slice(0, 2).join('\n');
      const body = gzipSync(`${rows}\n`, { finishFlush: constants.Z_SYNC_FLUSH });
      answer = () => ({ status: 200, body, headers: { 'content-encoding': 'gzip' } });
      const error = await read().catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'SOURCE_BROKE_OFF' });
      expect(await engine.rows(sql`select from client`)).to.deep.equal([]);
    });

    for (const [encoding, compress] of [
      ['br', brotliCompressSync],
      ['deflate', deflateSync],
    ] as const)
      it(`reads an answer that is compressed as ${encoding}`, async () => {
        const body = compress(snapshot({ minute: 1, clients: ['a'] }));
        answer = () => ({ status: 200, body, headers: { 'content-encoding': encoding } });
        expect(await read()).to.include({ applied: 1 });
      });

    describe('that knows its exports by an ETag', () => {
      /** Of what is in it, as a source gives it that makes its answer anew each time. */
      const serve = (clients: readonly string[], contacts: readonly string[]): void => {
        const etag = `"${[...clients, ...contacts].join('-')}"`;
        answer = (headers) =>
          headers['if-none-match'] === etag
            ? { status: 304 }
            : {
                status: 200,
                body: snapshot({ minute: (minute += 1), clients, contacts }),
                headers: { etag },
              };
      };
      let minute = 0;
      beforeEach(() => (minute = 0));

      it('rule 20: is asked for a second export while the first lacks a record', async () => {
        serve(['a'], ['k', 'l']);
        await read();
        serve(['a'], ['k']);
        expect(await read()).to.include({ absent: 1, deleted: 0 });
        expect(await read()).to.include({ absent: 0, deleted: 1 });
        expect(await deleted()).to.deep.equal(['l']);
        expect(await read()).to.include({ status: 'unchanged' });
      });

      it('rule 20: is asked for an export when a record has come or changed since the last', async () => {
        serve(['a'], ['k']);
        await read();
        await engine.client({ key: 'b', changedAt: new Date('2026-11-01T10:01:30Z') });
        expect(await read()).to.include({ absent: 1 });
        expect(await read()).to.include({ deleted: 1 });
        expect(await read()).to.include({ status: 'unchanged' });
      });

      it('is asked for an export until one is younger than a restore', async () => {
        serve(['a'], ['k']);
        await read();
        await noteRestore(engine.store, 'user:olga');
        await engine.rows(sql`update connection set restored_at = ${AT(3)}`);
        await read();
        expect(await read(), 'both exports were older').to.include({ status: 'read' });
        expect(await read()).to.include({ status: 'unchanged' });
      });
    });

    it('reads a compressed answer', async () => {
      const body = gzipSync(snapshot({ minute: 1, clients: ['a'] }));
      answer = () => ({ status: 200, body, headers: { 'content-encoding': 'gzip' } });
      expect(await read()).to.include({ applied: 1 });
    });

    it('asks again for what it refused', async () => {
      answer = () => ({ status: 200, body: 'no records\n', headers: { etag: '"bad"' } });
      expect(await read()).to.include({ rejected: 1 });
      await read();
      expect(asked.map((headers) => headers['if-none-match'])).to.deep.equal([undefined, undefined]);
    });

    const asksAgain = (body: string): void => {
      answer = (headers) =>
        headers['if-none-match'] === undefined
          ? { status: 200, body, headers: { etag: '"same"' } }
          : { status: 304 };
    };

    it('asks again for what has wrong rows: what they lacked may be known since', async () => {
      const row = { record: 'contact', key: 'k', clientKey: 'b', changedAt: AT(0), email: 'k@example.nl' };
      const [, client = ''] = snapshot({ minute: 1, clients: ['a'] }).split('\n');
      asksAgain(`{"asOf":"${AT(1)}"}\n${client}\n${JSON.stringify(row)}\n`);
      await read();
      await engine.client({ key: 'b' });
      expect(await read()).to.include({ status: 'read', applied: 1 });
      expect(await read()).to.include({ status: 'unchanged' });
    });

    it('rule 22: asks again once links are switched in the practice software', async () => {
      const change = (linksFrom: 'koppel' | 'practice-software') =>
        engine.store.inPractice(engine.practiceId, (tx) => changePractice(tx, { linksFrom }));
      const body = snapshot({ minute: 1, clients: ['a'] });
      await change('koppel');
      asksAgain(body.replace('"key":"a"', '"key":"a","links":{"caseware":false}'));
      await read();
      await engine.rows(sql`
        insert into client_link (connection_id, client_id, practice_id, enabled, settings, said_at)
        select ${engine.connectionId}, id, practice_id, true, '{}', ${AT(0)} from client`);
      expect(await read()).to.include({ status: 'unchanged' });
      await change('practice-software');
      await read();
      expect(await engine.rows(sql`select enabled from client_link`)).to.deep.equal([{ enabled: false }]);
      expect(await read()).to.include({ status: 'unchanged' });
    });

    it('follows no redirect', async () => {
      answer = () => ({ status: 302, headers: { location: '/export-elsewhere' } });
      const error = await read().catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'SOURCE_STATUS' });
      expect(asked).to.have.length(1);
    });

    it('gives up on a source that falls silent', async () => {
      jobs = openJobs(engine, {
        download: (await import('../../../src/portal-http/download.ts')).createDownload({ silenceMs: 1_000 }),
      });
      server.removeAllListeners('request');
      server.on('request', (_request, response) => {
        response.writeHead(200);
        response.write('{"asOf"');
      });
      const error = await read().catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'SOURCE_BROKE_OFF' });
    });

    it('says that nobody answers', async () => {
      server.close();
      const error = await read().catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'SOURCE_UNREACHABLE' });
    });
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
