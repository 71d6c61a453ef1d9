import { expect } from 'chai';
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { forEachBackend } from '../support/backends.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel, type RunningKoppel } from '../support/koppel-process.ts';
import { ready } from '../support/koppel-server.ts';
import { waitFor } from '../support/wait-for.ts';

// More of both by hand: KOPPEL_KILLED_CLIENTS=1000 KOPPEL_KILLS=10 npx mocha test/end-to-end/first-load-killed.story.ts
const CLIENTS = Number(process.env['KOPPEL_KILLED_CLIENTS'] ?? 60);
const KILLS = Number(process.env['KOPPEL_KILLS'] ?? 1);

/** Short times, so that what a killed worker never heard the answer of is settled soon. */
const POLICY = JSON.stringify({ requestTimeoutMs: 2_000, landingGraceMs: 500 });

forEachBackend((backend) => {
  describe(`a first load whose worker is killed again and again, queue on ${backend.name}`, function () {
    this.timeout(600_000);
    let bench: KoppelBench;
    let env: Record<string, string>;

    before(async () => {
      bench = await openKoppelBench();
      await bench.addPractice();
      await bench.addConnection('--policy', POLICY, '--concurrency', '10', '--rate', '2000');
      const queueUrl = await backend.queueUrl(bench.env['DATABASE_URL'] ?? '');
      env = { ...bench.env, ...(queueUrl.startsWith('redis') ? { REDIS_URL: queueUrl } : {}) };
      const numbers = Array.from({ length: CLIENTS }, (_, index) => index + 1);
      const clients = numbers.map((n) => `c${n},${5000 + n},Bedrijf ${n},company,client,Utrecht,yes`);
      const contacts = numbers.map((n) => `k${n},c${n},Anna,Jansen ${n},anna${n}@example.nl,yes`);
      const files = [
        '--clients',
        await bench.file(
          'clients.csv',
          ['key,number,name,kind,status,city,link:caseware', ...clients].join('\n'),
        ),
        '--contacts',
        await bench.file(
          'contacts.csv',
          ['key,client_key,first_name,last_name,email,link:caseware', ...contacts].join('\n'),
        ),
      ];
      const imported = await bench.koppel('import', ...PRACTICE, ...files, '--as-of', '2026-01-15T09:00:00Z');
      expect(imported.code).to.equal(0);
    });

    const arrived = async (): Promise<number> =>
      (await bench.portal.state()).access.filter(({ people }) => people.length > 0).length;

    it('brings everything, and nothing and no mail twice', async () => {
      let worker: RunningKoppel = await startKoppel(['worker'], { env });
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const before = await arrived();
        await waitFor(async () => (await arrived()) > before || before === CLIENTS, {
          what: 'some progress',
          timeoutMs: 120_000,
        });
        // Not a wait: killed at any moment.
        await delay(randomInt(400));
        worker.child.kill('SIGKILL');
        await worker.ended;
        if (kill === KILLS) await flush(env['REDIS_URL']);
        worker = await startKoppel(['worker'], { env });
      }
      await ready(worker);
      await waitFor(async () => (await arrived()) === CLIENTS, {
        what: 'every client and contact to arrive',
        timeoutMs: 400_000,
      });
      worker.child.kill('SIGTERM');
      expect((await worker.ended).code).to.equal(0);

      const { entities, users, groups, mails } = await bench.portal.state();
      const contacts = users.filter((user) => user['OwnerType'] === 'Contact');
      expect(entities, 'entities').to.have.lengthOf(CLIENTS);
      expect(
        entities.filter(({ addresses }) => addresses.length !== 1),
        'entities without exactly one address',
      ).to.be.empty;
      expect(contacts, 'people').to.have.lengthOf(CLIENTS);
      expect(
        new Set(groups.map((group) => group['BriefDescription'])).size,
        'groups of different names',
      ).to.equal(groups.length);
      expect(mails.map(({ email }) => email).sort(), 'one mail each').to.deep.equal(
        Array.from({ length: CLIENTS }, (_, index) => `anna${index + 1}@example.nl`).sort(),
      );
    });
  });
});

/** What a queue forgets is nothing that matters. */
async function flush(url: string | undefined): Promise<void> {
  if (url === undefined) return;
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
}
