// The race that must never be lost (rule 19): a grant whose answer is slow, the contact unlinked meanwhile, another
// worker revoking, leases that run out in between. Each contact is one interleaving, drawn from a seed: what happens at
// which moment of the runs, and how the portal misbehaves. The sandbox is the judge of who has access.
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { PortalRequest, Session } from '../../../connectors/connector.ts';
import type { SyncPorts } from '../../../src/engine/sync-client.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

export interface RaceSize {
  readonly clients: number;
  /** For every client: so many rounds, each a race for some contacts. */
  readonly rounds: number;
}

const CONTACTS = 7;
const SEED = 20261122;
const TIMEOUT_MS = 500;
const LONGEST_FAULT_MS = 700;
const NO_BRAKE = { count: 100_000, shareFloor: 100_000 };

const REQUESTS = ['grant', 'revoke', 'read'] as const;
/** Right before a request leaves, while it is under way, and before its answer is written down. */
const MOMENTS = REQUESTS.flatMap((request) => [`before ${request}`, `during ${request}`, `after ${request}`]);
const FAULTS = ['slow', 'slow', 'slow', 'timeout-after-commit', 'timeout-after-commit', 'no-effect', '503'];

type Random = (below: number) => number;
interface RacingClient {
  readonly client: ClientHandle;
  /** A contact that nobody unlinks. */
  readonly keeps: ContactHandle;
  /** Path of the requests about accesses. */
  readonly path: string;
  readonly random: Random;
}

export function declareGrantRace({ clients, rounds }: RaceSize): void {
  /** So many accesses at least are granted while somebody unlinks. */
  const interleavings = Math.floor(0.95 * clients * rounds * CONTACTS);
  let engine: Engine;
  let workers: readonly SyncPorts[];

  before(async () => {
    engine = await openEngine({ listed: true, concurrency: 100, policy: { brake: NO_BRAKE } });
    workers = [engine.openWorker(), engine.openWorker({ leaseMs: 150 })];
  });
  after(() => engine.close());

  it(`at the end no access, and never called verified while there is one, in ${interleavings} interleavings and more`, async () => {
    const racing = await arriveInPortal();
    const judge = startJudge();
    const raceAll = async (one: RacingClient): Promise<void> => {
      for (let left = rounds; left > 0; left -= 1) judge.watch(one.client, await race(one));
    };
    await Promise.all(racing.map(raceAll));
    await finish();
    const wrong = await judge.verdict();
    const access = new Map((await engine.portal.state()).access.map((row) => [row.entityNo, row.people]));
    for (const { client, keeps } of racing) {
      const people = access.get(client.fields.number ?? '') ?? [];
      if (people.join() !== keeps.fields.email)
        wrong.push(`at the end: client ${client.id}, ${people.join()}`);
    }
    expect(wrong, `seed ${SEED}`).to.deep.equal([]);
    expect(await countUnproven()).to.equal(0);
    // Without such interleavings the test would prove nothing.
    expect(await countGrants(), 'accesses granted').to.be.at.least(interleavings);
    expect(await countGrants('seen'), 'of which never answered').to.be.greaterThan(interleavings / 5);
    expect(await countGrants('done'), 'of which answered').to.be.greaterThan(interleavings / 5);
  });

  /** Every client with its group and one contact, so that the race is about accesses alone. */
  async function arriveInPortal(): Promise<readonly RacingClient[]> {
    const made = await engine.clients(clients, 1);
    expect(await engine.settle()).to.deep.equal([]);
    await engine.setPolicy({
      requestTimeoutMs: TIMEOUT_MS,
      landingGraceMs: LONGEST_FAULT_MS,
      brake: NO_BRAKE,
    });
    const groups = await engine.rows(
      sql<{
        owner: string;
        guid: string;
      }>`select owner, portal_id as guid from portal_resource where type = 'group'`,
    );
    const guidByOwner = new Map(groups.map(({ owner, guid }) => [owner, guid]));
    return made.map(({ client, contacts }, index) => ({
      client,
      keeps: contacts[0]!,
      path: `/groups/${guidByOwner.get(`client:${client.id}`) ?? ''}`,
      random: randomFrom(SEED + index),
    }));
  }

  /** Links contacts and unlinks them again, with runs of two workers around it. Returns when the runs are over. */
  async function race({ client, path, random }: RacingClient): Promise<readonly ContactHandle[]> {
    for (let left = random(3); left >= 0; left -= 1) {
      const fault = FAULTS[random(FAULTS.length)] ?? 'slow';
      const match = { path: `^${path}/user-assignments` };
      await engine.portal.arm({ match, fault, delayMs: 10 + random(LONGEST_FAULT_MS - 10) });
    }
    const runs: Promise<unknown>[] = [];
    const run = () => {
      runs.push(engine.run(client, listening(workers[random(2)], script)));
      return Promise.resolve();
    };
    const loseLease = () =>
      engine.rows(sql`update due_pair set lease_until = '-infinity' where client_id = ${client.id}`);
    const racing = Array.from({ length: CONTACTS }, () => startRacing(client, random));
    // So that the first run has something to grant.
    for (const { acts } of racing) await acts.shift()?.();
    const script = startScript(random, [
      ...racing.map(({ acts }) => acts),
      [loseLease, run],
      ...(random(2) === 0 ? [[loseLease, run]] : []),
    ]);
    await run();
    await allOf(runs);
    await script.finish();
    await allOf(runs);
    return racing.map(({ contact }) => contact());
  }

  /** What happens to one contact, in this order: linked, unlinked, and sometimes linked and unlinked once more. */
  function startRacing(client: ClientHandle, random: Random): { acts: Act[]; contact: () => ContactHandle } {
    let contact: ContactHandle | undefined;
    const now = () => {
      if (contact === undefined) throw new Error('The contact was never linked.');
      return contact;
    };
    const link = async () => (contact = await engine.contact(client));
    const unlink = async () => (contact = await engine.unlink(now()));
    const relink = async () => (contact = await engine.relink(now()));
    return { acts: [link, unlink, ...(random(4) === 0 ? [relink, unlink] : [])], contact: now };
  }

  /** Ports that tell the script what the run is about to do. */
  function listening(ports: SyncPorts | undefined, script: Script): SyncPorts {
    if (ports === undefined) throw new Error('There is no such worker.');
    const openSession: SyncPorts['openSession'] = (request) => {
      const session = ports.openSession(request);
      const send: Session['send'] = async (wire) => {
        const name = nameOf(wire);
        if (name === null) return session.send(wire);
        await script.reach(`before ${name}`);
        const answer = session.send(wire);
        // Awaited below, when what happens meanwhile has happened.
        answer.catch(() => undefined);
        const meanwhile = script.reach(`during ${name}`);
        try {
          return await answer;
        } finally {
          await meanwhile;
          await script.reach(`after ${name}`);
        }
      };
      return { ...session, send };
    };
    return { ...ports, openSession };
  }

  /** Lets the dispatcher work, in real time where a request may still land, until nothing is left. */
  async function finish(): Promise<void> {
    const end = Date.now() + 90_000;
    for (;;) {
      await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp()
        where pending and last_error is distinct from 'UNANSWERED'`);
      await engine.rows(sql`update connection set probe_at = clock_timestamp() where probe_at is not null`);
      const ran = await engine.tick();
      const left = await engine.rows(sql<{ error: string | null }>`
        select last_error as error from due_pair where pending`);
      if (left.length === 0) return;
      if (Date.now() > end) throw new Error(`Still pending: ${left.map(({ error }) => error).join()}`);
      if (ran === 0) await delay(100);
    }
  }

  async function countUnproven(): Promise<number> {
    const [row] = await engine.rows(sql<{ n: number }>`
      select count(*)::integer as n from portal_resource where revoke_state in ('revoke_pending', 'revoked_sent')`);
    return row?.n ?? 0;
  }

  async function countGrants(outcome: string | null = null): Promise<number> {
    const [row] = await engine.rows(sql<{ n: number }>`
      select count(distinct resource_id)::integer as n from operation
      where type = 'access' and action = 'create' and (${outcome}::text is null or outcome = ${outcome})`);
    return row?.n ?? 0;
  }

  /** Asks the sandbox at every verification whether the access is really gone. */
  function startJudge() {
    const watched = new Map<string, { client: ClientHandle; contact: ContactHandle }>();
    const wrong: string[] = [];
    let open = true;
    const look = async (): Promise<void> => {
      const verified = await engine.rows(sql<{ owner: string }>`
        select distinct owner from portal_resource where type = 'access' and revoke_state = 'revoked_verified'
          and owner = any(${[...watched.keys()]}::text[])`);
      for (const { owner } of verified) {
        const { client, contact } = watched.get(owner) ?? {};
        watched.delete(owner);
        const people = await engine.portal.peopleWithAccess(client?.fields.number ?? '');
        if (people.includes(contact?.fields.email ?? '')) wrong.push(`called verified too early: ${owner}`);
      }
    };
    const work = (async () => {
      while (open) {
        await look();
        await delay(200);
      }
    })();
    return {
      /** From now on nobody wants these accesses any more. */
      watch: (client: ClientHandle, contacts: readonly ContactHandle[]) => {
        for (const contact of contacts) watched.set(`contact:${contact.id}`, { client, contact });
      },
      verdict: async () => {
        open = false;
        await work;
        await look();
        return wrong;
      },
    };
  }
}

function nameOf({ method, path, body }: PortalRequest): (typeof REQUESTS)[number] | null {
  if (method === 'GET') return path.endsWith('/users') ? 'read' : null;
  if (!path.endsWith('/user-assignments')) return null;
  return JSON.stringify(body).includes('"isRemove":true') ? 'revoke' : 'grant';
}

type Act = () => Promise<unknown>;
interface Script {
  /** A run has come to this moment; it goes on when what happens then has happened. */
  reach(moment: string): Promise<void>;
  /** What found no moment happens now. */
  finish(): Promise<void>;
}

/**
 * Each strand of acts happens in its order, each act at a moment drawn by chance, from the first grant on: what comes
 * before it are only revokes of earlier rounds.
 */
function startScript(random: Random, strands: readonly (readonly Act[])[]): Script {
  const waiting = strands.map((acts) =>
    acts.map((act) => ({ act, moment: MOMENTS[random(MOMENTS.length)] })),
  );
  let hasBegun = false;
  return {
    async reach(moment) {
      hasBegun ||= moment === 'before grant';
      if (!hasBegun) return;
      for (const strand of waiting) {
        while (strand[0]?.moment === moment) await strand.shift()?.act();
      }
    },
    async finish() {
      hasBegun = true;
      for (const strand of waiting) {
        for (let next = strand.shift(); next !== undefined; next = strand.shift()) await next.act();
      }
    },
  };
}

/** Also those that are begun meanwhile. */
async function allOf(runs: readonly Promise<unknown>[]): Promise<void> {
  for (let seen = -1; seen < runs.length;) {
    seen = runs.length;
    await Promise.all(runs);
  }
}

/** Numbers from 0 up to `below`, the same for the same seed (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
