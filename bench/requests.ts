// How many requests reach a portal for what happens most: a first load, nothing changed, one field changed, a hundred
// unlinks. Exact counts by a sandbox; fails when one is missed.
import type { ClientHandle, ContactHandle } from '../test/support/engine-records.ts';
import { openEngine, type Engine } from '../test/support/engine.ts';
import { runBench, type Asked, type Report } from './support/run-bench.ts';

const HELP = `npm run bench:requests -- [--clients 100] [--json]
  --clients  of the first load, with two contacts each`;

interface Requests {
  readonly writes: number;
  readonly reads: number;
}

interface Count extends Requests {
  readonly what: string;
  readonly most: Requests;
  /** By method and path, the variable parts left out. */
  readonly byPattern: Readonly<Record<string, number>>;
}

interface Changed {
  readonly client?: ClientHandle['fields'];
  readonly contact?: ContactHandle['fields'];
}

/** A first load sends what it cannot do without, and no more than one request in twenty beside that. */
const FIRST_LOAD_SHARE = 1.05;
/** Of each client: entity, address, group, its role, two people, and both accesses in one request. */
const WRITES_OF_A_CLIENT = 7;
/** The portal answers a new address with a number that no other call takes: its list says how it is addressed. */
const READS_OF_A_CLIENT = 1;
const UNLINKS = 100;

async function run(asked: Asked): Promise<Report> {
  const counts = await measure(asked.number('clients'));
  const rows = counts.map(({ what, writes, reads, most }) => [
    what,
    ...[writes, most.writes, reads, most.reads].map(String),
  ]);
  const missed = counts
    .filter(({ writes, reads, most }) => writes > most.writes || reads > most.reads)
    .map(({ what, byPattern }) => `${what}: ${JSON.stringify(byPattern)}`);
  const head = ['', 'writes', 'at most', 'other requests', 'at most'];
  return { tables: [{ head, rows }], figures: { counts }, missed };
}

async function measure(clients: number): Promise<readonly Count[]> {
  const engine = await openEngine({ listed: true, concurrency: 20 });
  const count = async (what: string, most: Requests, change: () => Promise<unknown>): Promise<Count> => {
    await change();
    await settle(engine);
    const { byMethod, byPattern, total } = await engine.portal.counts();
    await engine.portal.resetCounts();
    const reads = byMethod['GET'] ?? 0;
    return { what, most, reads, writes: total - reads, byPattern };
  };
  let made: Awaited<ReturnType<Engine['clients']>> = [];
  const writes = clients * WRITES_OF_A_CLIENT;
  const least = writes + clients * READS_OF_A_CLIENT;
  const load = { writes, reads: Math.floor(least * FIRST_LOAD_SHARE) - writes };
  const counts = [
    await count(`first load of ${clients} clients`, load, async () => {
      made = await engine.clients(clients, 2);
    }),
  ];
  counts.push(
    await count('nothing changed, every client looked at', { writes: 0, reads: 0 }, async () => {
      for (const { client } of made) await engine.run(client);
    }),
  );
  const [first] = made;
  const contact = first?.contacts[0];
  if (first === undefined || contact === undefined) throw new Error('there is no client');
  const one = { writes: 1, reads: 0 };
  let handles = { client: first.client, contact };
  const changes: Readonly<Record<string, Changed>> = {
    'name of a client': { client: { name: 'Nieuwe Naam B.V.' } },
    'number of a client': { client: { number: '99001' } },
    'telephone of a client': { client: { phone: '030 9999999' } },
    'street of a client': { client: { street: 'Kerkstraat' } },
    'last name of a contact': { contact: { lastName: 'Nieuw' } },
    'telephone of a contact': { contact: { mobile: '06 12345678' } },
  };
  for (const [what, { client: ofClient, contact: ofContact }] of Object.entries(changes))
    counts.push(
      await count(what, one, async () => {
        if (ofClient !== undefined)
          handles = { ...handles, client: await engine.change(handles.client, ofClient) };
        if (ofContact !== undefined)
          handles = { ...handles, contact: await engine.change(handles.contact, ofContact) };
      }),
    );
  const contacts = made.flatMap((each) => each.contacts).slice(-UNLINKS);
  // Both contacts of a client in one request, and one read-back that proves it.
  const unlinks = { writes: contacts.length / 2, reads: contacts.length / 2 };
  await engine.setPolicy({ brake: { count: 100_000, share: 1 } });
  counts.push(
    await count(`${contacts.length} unlinks`, unlinks, async () => {
      for (const each of contacts) await engine.unlink(each);
    }),
  );
  return counts;
}

async function settle(engine: Engine): Promise<void> {
  const left = await engine.settle();
  if (left.length > 0) throw new Error(`left over: ${left.join(', ')}`);
}

await runBench({ help: HELP, options: { clients: '100' }, run });
