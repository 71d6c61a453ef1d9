import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { sql } from 'kysely';
import pino from 'pino';
import { Registry } from 'prom-client';
import { connectorOf } from '../../../src/app/portals.ts';
import { openServer } from '../../../src/http/open-server.ts';
import { hashPassword } from '../../../src/http/sign-in/password.ts';
import type { ServerPorts } from '../../../src/http/ports.ts';
import { credentialsContext } from '../../../src/app/open-portals.ts';
import { portalCalled } from '../../../src/engine/portal-called.ts';
import { openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';

describe('a call from eConnect to Koppel', () => {
  let engine: EConnectEngine;
  let server: { url: string; close(): Promise<void> };
  let client: ClientHandle;

  before(async () => {
    engine = await openEConnectEngine();
    client = await engine.client({ kvkNumber: '12345678', email: 'anna@bakker.example.nl' });
    await engine.settle();
    server = await openServer(ports(), { port: 0, users: [await nobody()], sessionKeys: [randomBytes(32)] });
  });
  after(async () => {
    await server.close();
    await engine.close();
  });
  beforeEach(() =>
    engine.rows(sql`update due_pair set served_at = now() - interval '1 minute',
    look_again_at = now() + interval '1 day'`),
  );

  const deliver = (path: string, rest: object = {}) =>
    engine.econnect.deliverHook(`${server.url}${path}`, rest);
  const isHastened = async (): Promise<boolean> => {
    const [row] = await engine.rows(sql<{ soon: boolean }>`
      select look_again_at <= clock_timestamp() as soon from due_pair where client_id = ${client.id}`);
    return row?.soon === true;
  };
  const HOOK = '/webhooks/portal/jansen/caseware';

  it('hastens the next look at what waits', async () => {
    expect(await isHastened()).to.equal(false);
    expect(await deliver(HOOK)).to.equal(202);
    expect(await isHastened()).to.equal(true);
    await engine.econnect.does({ human: 'client', does: 'accept', email: 'anna@bakker.example.nl' });
    await engine.settle();
    expect(await engine.reasonOf(client)).not.to.equal('REQUEST_NOT_ACCEPTED');
  });

  it('is refused when it was sent more than five minutes ago', async () => {
    expect(await deliver(HOOK, { sentOn: new Date(Date.now() - 6 * 60_000).toISOString() })).to.equal(401);
    expect(await isHastened()).to.equal(false);
  });

  it('is refused with another signature, without one, and over other bytes', async () => {
    const body = JSON.stringify({ topic: 'x', sentOn: new Date().toISOString() });
    for (const signature of [undefined, 'sha256=00', `sha256=${'0'.repeat(64)}`]) {
      const answer = await fetch(`${server.url}${HOOK}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(signature === undefined ? {} : { 'x-econnect-signature': signature }),
        },
        body,
      });
      expect(answer.status).to.equal(401);
    }
    expect(await isHastened()).to.equal(false);
  });

  it('is answered alike for a connection that does not exist and for another practice', async () => {
    expect(await deliver('/webhooks/portal/jansen/nothing')).to.equal(401);
    expect(await deliver('/webhooks/portal/nobody/caseware')).to.equal(401);
    expect(await isHastened()).to.equal(false);
  });

  it('twice in a row costs one look', async () => {
    await engine.rows(sql`update due_pair set served_at = now()`);
    expect(await deliver(HOOK)).to.equal(202);
    expect(await isHastened(), 'it was looked at a moment ago').to.equal(false);
  });

  function ports(): ServerPorts {
    const nothing = () => Promise.resolve([]);
    return {
      logger: pino({ level: 'silent' }),
      now: () => new Date(),
      newId: () => 'id',
      webhook: {
        secretsOf: nothing,
        parseEvent: () => Promise.resolve({ ok: false, problems: [], certain: null }),
        dataSchemas: {},
        store: () => Promise.resolve('stored'),
        announce: () => Promise.resolve(),
      },
      portalCalled: (connection, call) =>
        portalCalled(
          {
            store: engine.store,
            connectorOf,
            credentialsOf: (stored): unknown =>
              JSON.parse(engine.sealer.open(stored.credentials, credentialsContext(stored))),
          },
          connection,
          call,
        ),
      sourceCalled: () => Promise.resolve('forged'),
      hinted: () => Promise.resolve('forged'),
      signedIn: () => Promise.resolve(false),
      ready: () => Promise.resolve({}),
      metrics: new Registry(),
      audit: () => Promise.resolve(),
      boards: [],
      scopes: [],
      accountOf: () => Promise.resolve(null),
    };
  }
});

/** A server without users does not start. */
async function nobody() {
  const passwordHash = await hashPassword(randomBytes(8).toString('hex'), { N: 1024, r: 8, p: 1 });
  return { name: 'nobody', role: 'viewer' as const, passwordHash };
}
