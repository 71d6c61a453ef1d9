// A process that ends while one of its jobs takes its time.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { sql } from 'kysely';
import { openApp, type App } from '../../../src/app/app.ts';
import { readConfig } from '../../../src/app/config.ts';
import { changePractice } from '../../../src/database/records/practices.ts';
import { openFoundation, type Foundation } from '../../../src/app/foundation.ts';
import { createLogger } from '../../../src/app/logger.ts';
import { forEachBackend } from '../../support/backends.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { later } from '../../support/later.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Once a year: what the tests start is all that runs. */
const SELDOM = '0 0 1 1 *';
/** The dispatcher looks once a second. */
const LOOK_TWICE_MS = 2_000;

forEachBackend((backend) => {
  describe('closing while a source is read', () => {
    let engine: Engine;
    let foundation: Foundation;
    let app: App;
    let source: Server;
    const asked = later<ServerResponse>();

    before(async () => {
      engine = await openEngine({ listed: true });
      source = createServer((_request, response) => asked.resolve(response));
      await new Promise<void>((listening) => source.listen(0, '127.0.0.1', listening));
      const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/export`;
      await engine.store.inPractice(engine.practiceId, (tx) =>
        changePractice(tx, { source: { kind: 'address', url } }),
      );
      const queueUrl = await backend.queueUrl(engine.databaseUrl);
      const config = readConfig({
        DATABASE_URL: engine.databaseUrl,
        KOPPEL_SECRET_KEY: engine.secretKey,
        ...(queueUrl.startsWith('redis') ? { REDIS_URL: queueUrl } : {}),
        KOPPEL_SWEEP_CRON: SELDOM,
        KOPPEL_READ_SOURCE_CRON: SELDOM,
        KOPPEL_VERIFY_CRON: SELDOM,
        KOPPEL_PRUNE_CRON: SELDOM,
      });
      foundation = await openFoundation(config, createLogger('silent'));
      app = await openApp(foundation, { serve: false, work: true });
    });
    after(async () => {
      await app.close();
      await foundation.close();
      source.closeAllConnections();
      source.close();
      await engine.close();
    });

    it('hands out and begins no client any more, though the read is let finish', async () => {
      const { practiceId, connectionId } = engine;
      const job = { name: 'read-source', data: { practiceId }, jobId: 'read-source.slow' };
      await app.queues.add('read-source', [job]);
      const answer = await asked.promise;
      const closed = app.close();

      // One that the dispatcher would hand out, and one that it has handed out already.
      await engine.client();
      const { id: clientId } = await engine.client();
      const handedOut = {
        name: 'sync-client',
        data: { practiceId, connectionId, clientId },
        jobId: `${connectionId}.${clientId}.0`,
      };
      await app.queues.add('sync-client', [handedOut]);
      app.nudge();
      const begun = async () =>
        (await engine.rows(sql`select from due_pair where fence > 0 or dispatched_until > '-infinity'`))
          .length > 0;
      await waitFor(begun, { what: 'a run', timeoutMs: LOOK_TWICE_MS }).catch(() => undefined);
      expect(await begun(), 'handed out or begun').to.equal(false);
      expect((await engine.portal.counts()).total, 'requests to the portal').to.equal(0);

      answer.writeHead(200);
      answer.end(
        '{"record":"client","key":"late","kind":"company","status":"client","changedAt":"2026-11-01T10:00:00Z"}\n',
      );
      await closed;
      expect(await engine.rows(sql`select from client where source_key = 'late'`)).to.have.length(1);
    });
  });
});
