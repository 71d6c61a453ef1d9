// One running Koppel, two practices, four portals each. A portal that is down delays neither the others nor the other
// practice. One portal by default; each in turn: KOPPEL_DOWN=each npx mocha test/end-to-end/four-portals.test.ts
import { expect } from 'chai';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { policySchema } from '../../src/domain/connection.ts';
import { PORTALS, type PortalName } from '../support/four-portals.ts';
import {
  letEverybodyIn,
  openTwoOffices,
  portalOf,
  sendChange,
  untilChanged,
  type TwoOffices,
} from '../support/two-offices.ts';
import { waitFor } from '../support/wait-for.ts';

const DOWN: readonly PortalName[] = process.env['KOPPEL_DOWN'] === 'each' ? PORTALS : ['panda'];

/** Whoever waits for a request that the portal never answers waits at least so long. */
const { requestTimeoutMs: BOUND_MS } = policySchema.parse({});

const countSchema = z.object({ byReason: z.record(z.string(), z.number()) });
const connectionSchema = z.object({ name: z.string(), clients: countSchema, contacts: countSchema });
const statusSchema = z.object({ practices: z.array(z.object({ connections: z.array(connectionSchema) })) });

for (const down of DOWN) {
  describe(`two practices with four portals each in one koppel start, when ${down} is down for one`, function () {
    this.timeout(240_000);
    let world: TwoOffices;

    /** By practice and connection. */
    const reasons = async () => {
      const { practices } = statusSchema.parse((await world.koppel('status', '--json')).json());
      return practices.map(({ connections }) =>
        Object.fromEntries(
          connections.map(({ name, clients, contacts }) => [
            name,
            { clients: clients.byReason, contacts: contacts.byReason },
          ]),
        ),
      );
    };
    const statesOf = async (): Promise<readonly string[]> => {
      const { rows } = await world.database.query<{ line: string }>(
        `select practice_id || ' ' || name || ' ' || state as line from koppel.connection where state <> 'active'`,
      );
      return rows.map(({ line }) => line);
    };
    /** Of the practice whose portal is down: whether every revoke there was proven. */
    const isProven = async (): Promise<boolean> => {
      const { rows } = await world.database.query<{ revoke_state: string }>(
        `select r.revoke_state from koppel.portal_resource r join koppel.connection c on c.id = r.connection_id
         where c.practice_id = $1 and c.name = $2 and r.revoke_state is not null`,
        [world.one.id, down],
      );
      return rows.length > 0 && rows.every((row) => row.revoke_state === 'revoked_verified');
    };

    before('has everybody let in', async () => {
      world = await openTwoOffices();
      await Promise.all([letEverybodyIn(world.one), letEverybodyIn(world.two)]);
    });

    after(async () => {
      world.running.child.kill('SIGTERM');
      expect((await world.running.ended).code).to.equal(0);
    });

    it('everything arrives, and what does not says for whom it waits', async () => {
      const contacts = { IN_SYNC: 2 };
      const expected = {
        caseware: { clients: { IN_SYNC: 3 }, contacts },
        econnect: { clients: { MEMBER_NOT_ADDED: 1, REQUEST_NOT_ACCEPTED: 2 }, contacts },
        clearfacts: { clients: { IN_SYNC: 1, DOSSIER_NOT_VISIBLE: 2 }, contacts },
        panda: { clients: { IN_SYNC: 1, MEMBERSHIP_NOT_APPROVED: 2 }, contacts },
      };
      const holds = async () => isDeepStrictEqual(await reasons(), [expected, expected]);
      const wait = { what: 'everybody to stand where they should', timeoutMs: 60_000 };
      await waitFor(holds, wait).catch(async () =>
        expect(await reasons()).to.deep.equal([expected, expected]),
      );
    });

    it('a change and an unlink reach the other portals, and the other practice, without waiting for it', async function () {
      const { one, two } = world;
      const silent = { match: { path: '' }, fault: 'timeout-before-commit', times: 1_000_000 };
      await portalOf(one, down).door.arm(silent);
      const startedAt = performance.now();
      await Promise.all([sendChange(one), sendChange(two)]);
      const others = one.portals.filter(({ name }) => name !== down);
      // One after the other: asking all at once would keep the sandboxes, which live in this process, from answering.
      for (const portal of others) await untilChanged(one, portal);
      for (const portal of two.portals) await untilChanged(two, portal);
      const tookMs = performance.now() - startedAt;
      expect(tookMs).to.be.below(BOUND_MS);
      expect(await portalOf(one, down).people()).to.deep.equal([one.anna, one.bart]);
      this.test!.title += ` (${(tookMs / 1_000).toFixed(1)} s)`;
    });

    it('its connection alone is quarantined', async () => {
      portalOf(world.one, down).way.shut();
      await waitFor(async () => (await statesOf()).length > 0, { what: 'a quarantine', timeoutMs: 60_000 });
      expect(await statesOf()).to.deep.equal([`${world.one.id} ${down} quarantined`]);
    });

    it('its own revoke and change follow when it is back', async () => {
      const { one, database } = world;
      const portal = portalOf(one, down);
      await portal.door.disarm();
      portal.way.open();
      // The next probe is due at once: how long one waits for it is proven by outage.test.ts.
      await database.query(`update koppel.connection set probe_at = now() where state = 'quarantined'`);
      await untilChanged(one, portal);
      await waitFor(isProven, { what: 'the proof that access is gone', timeoutMs: 60_000 });
      // A run says what it learned of its connection once it is over.
      await waitFor(async () => (await statesOf()).length === 0, { what: 'the end of the quarantine' });
    });

    it('no portal was told anything of the other practice', async () => {
      for (const [own, other] of [
        [world.one, world.two],
        [world.two, world.one],
      ] as const)
        for (const { name, door } of own.portals) {
          const text = JSON.stringify([await door.read('/state'), await door.requests()]);
          expect(text, `${own.id} ${name}`).to.include(own.mark).and.not.to.include(other.mark);
        }
    });
  });
}
