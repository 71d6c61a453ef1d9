import { expect } from 'chai';
import { Redis } from 'ioredis';
import pg from 'pg';
import { forEachBackend } from '../support/backends.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel } from '../support/koppel-process.ts';
import { ready, signInSettings } from '../support/koppel-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** Words that stand in records and nowhere else. */
const PERSONAL = [
  'Quintessens',
  'Wolkenkrabber',
  'zilverling',
  'Okkernoot',
  'quintess@example.nl',
  'okkernoot@example.nl',
  '0612345699',
  'Dwaalspoor',
];

const CLIENTS = `key,number,name,kind,status,street,link:caseware
c1,1001,Quintessens Wolkenkrabber,company,client,Dwaalspoor,yes
c2,1002,Quintessens ${'zilverling '.repeat(7)},company,client,Dwaalspoor,yes
`;
const CONTACTS = `key,client_key,first_name,last_name,email,mobile,link:caseware
k1,c1,Okkernoot,Zilverling,quintess@example.nl,0612345699,yes
k2,c1,Okkernoot,Zilverling,okkernoot@example.nl,0612345699,yes
`;

forEachBackend((backend) => {
  describe(`names and addresses in what operations see, queue on ${backend.name}`, function () {
    this.timeout(120_000);
    let bench: KoppelBench;
    let queueUrl: string;
    let seen: { log: string; metrics: string; queue: string };

    before(async () => {
      bench = await openKoppelBench();
      await bench.addPractice();
      await bench.addConnection();
      queueUrl = await backend.queueUrl(bench.env['DATABASE_URL'] ?? '');
      // Refusals that quote what they refuse, and an outage: what goes wrong must not tell either.
      await bench.portal.arm({ match: { method: 'POST', path: '/users' }, fault: '400', times: 1 });
      await bench.portal.arm({ match: { method: 'POST', path: '/entities$' }, fault: 'html-500', times: 1 });
      const files = [
        '--clients',
        await bench.file('clients.csv', CLIENTS),
        '--contacts',
        await bench.file('contacts.csv', CONTACTS),
      ];
      expect(
        (await bench.koppel('import', ...PRACTICE, ...files, '--as-of', '2026-01-15T09:00:00Z')).code,
      ).to.equal(0);
      const redis: Record<string, string> = queueUrl.startsWith('redis') ? { REDIS_URL: queueUrl } : {};
      const settings = { ...(await signInSettings()), ...redis, KOPPEL_PORT: '0', KOPPEL_LOG_LEVEL: 'trace' };
      const running = await startKoppel(['start'], { env: { ...bench.env, ...settings } });
      const address = await ready(running);
      await waitFor(async () => (await bench.portal.state()).access.some(({ people }) => people.length > 0), {
        what: 'a contact to have access',
        timeoutMs: 60_000,
      });
      await waitFor(() => running.log().includes('not pushed'), {
        what: 'a job to say so',
        timeoutMs: 60_000,
      });
      const metrics = await (await fetch(`${address}/metrics`)).text();
      const queue = queueUrl.startsWith('redis') ? await dumpRedis(queueUrl) : await dumpPostgres(queueUrl);
      running.child.kill('SIGTERM');
      await running.ended;
      seen = { log: running.log(), metrics, queue };
    });

    it('looks where there is something to see', () => {
      expect(seen.log).to.include('sync-client');
      expect(seen.metrics).to.include('koppel_portal_requests_total');
      expect(seen.queue).to.include('NAME_TOO_LONG');
    });

    for (const place of ['log', 'metrics', 'queue'] as const)
      it(`stand nowhere in the ${place}`, () => {
        const found = PERSONAL.filter((word) => seen[place].toLowerCase().includes(word.toLowerCase()));
        expect(found).to.be.empty;
      });
  });
});

async function dumpRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  const parts: unknown[] = [];
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    if (type === 'hash') parts.push(await redis.hgetall(key));
    else if (type === 'string') parts.push(await redis.get(key));
    else if (type === 'list') parts.push(await redis.lrange(key, '0', '-1'));
    else if (type === 'zset') parts.push(await redis.zrange(key, '0', '-1'));
    else if (type === 'set') parts.push(await redis.smembers(key));
    else if (type === 'stream') parts.push(await redis.xrange(key, '-', '+'));
  }
  redis.disconnect();
  return JSON.stringify(parts);
}

async function dumpPostgres(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq'`,
  );
  const parts: unknown[] = [];
  for (const { name } of tables) parts.push((await client.query(`select * from ${name}`)).rows);
  await client.end();
  return JSON.stringify(parts);
}
