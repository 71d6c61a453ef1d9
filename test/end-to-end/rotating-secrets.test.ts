// Secrets are changed under a running server, and no event is refused in between.
import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { z } from 'zod';
import { openKoppelBench, type KoppelBench } from '../support/koppel-bench.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import { startKoppel, type RunningKoppel } from '../support/koppel-process.ts';
import { ready } from '../support/koppel-server.ts';
import { sendSigned, signIn, twoUsers } from '../support/practice-calls.ts';

const newKey = () => randomBytes(32).toString('base64');
const answerSchema = z.object({ webhook: z.object({ secret: z.string() }) });

describe('changing secrets without downtime', function () {
  this.timeout(60_000);
  let bench: KoppelBench;
  let old: { secretKey: string; sessionKey: string };
  let settings: Record<string, string>;
  let running: RunningKoppel;
  let address: string;
  let secret: string;

  const start = async (change: Record<string, string>): Promise<void> => {
    running = await startKoppel(['serve'], { env: { ...bench.env, ...settings, ...change } });
    address = await ready(running);
  };
  const stop = async (): Promise<void> => {
    running.child.kill('SIGTERM');
    await running.ended;
  };
  const secretOf = (answer: unknown): string => answerSchema.parse(answer).webhook.secret;
  const send = async (signedWith: string): Promise<number> => {
    const data = {
      key: 'c1',
      kind: 'company',
      status: 'client',
      changedAt: '2026-01-15T09:30:00Z',
      links: {},
    };
    const event = { type: 'client.upserted', data };
    return (await sendSigned(address, { id: randomUUID(), practice: 'jansen', secret: signedWith, event }))
      .status;
  };

  before(async () => {
    bench = await openKoppelBench();
    old = { secretKey: bench.env['KOPPEL_SECRET_KEY'] ?? '', sessionKey: newKey() };
    settings = { KOPPEL_USERS: await twoUsers(), KOPPEL_PORT: '0', KOPPEL_SESSION_KEY: old.sessionKey };
    secret = secretOf((await bench.koppel('practice', 'add', 'jansen', '--name', 'Jansen', '--json')).json());
    await start({});
  });
  after(() => stop());

  it('the secret of a webhook: both work until the old one is dropped', async () => {
    expect(await send(secret)).to.equal(202);
    const fresh = secretOf((await bench.koppel('practice', 'rotate-secret', 'jansen', '--json')).json());
    expect([await send(secret), await send(fresh)]).to.deep.equal([202, 202]);
    await bench.koppel('practice', 'rotate-secret', 'jansen', '--drop-old');
    expect([await send(secret), await send(fresh)]).to.deep.equal([401, 202]);
    secret = fresh;
  });

  it('the keys that seal: the new one first, the old one behind it, then the new one alone', async () => {
    const cookie = await signIn(address, 'olga');
    await stop();
    const fresh = { secretKey: newKey(), sessionKey: newKey() };
    const both = {
      KOPPEL_SECRET_KEY: `${fresh.secretKey},${old.secretKey}`,
      KOPPEL_SESSION_KEY: `${fresh.sessionKey},${old.sessionKey}`,
    };
    await start(both);
    expect(await send(secret)).to.equal(202);
    const sealed = await koppelCommand(['migrate', '--seal-again', '--json'], {
      env: { ...bench.env, ...both },
    });
    expect(sealed.json()).to.deep.include({ sealedAgain: { credentials: 0, webhookSecrets: 1 } });
    expect(await send(secret)).to.equal(202);
    const home = await fetch(`${address}/queues`, { redirect: 'manual', headers: { cookie } });
    expect(home.status).to.equal(200);
    await stop();

    await start({ KOPPEL_SECRET_KEY: fresh.secretKey, KOPPEL_SESSION_KEY: fresh.sessionKey });
    expect(await send(secret)).to.equal(202);
  });
});
