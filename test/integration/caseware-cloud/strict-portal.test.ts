// A practice pushed to a CaseWare Cloud that is as strict as its documentation: exact accesses, one mail for a person, and
// nothing that was answered sent a second time.
import { expect } from 'chai';
import type { SwitchesGiven } from '../../../connectors/caseware-cloud/sandbox/switches.ts';
import type { ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

const CLIENTS = 10;
const LATE = ['^/entities$', '^/users$', '/addresses$'];

const PORTALS: Readonly<Record<string, SwitchesGiven>> = {
  'pads its numbers and speaks English': {},
  'pads no longer and speaks Dutch': { pads: false, language: 'nl', duplicateStatus: 409 },
  // Full again soon: the clock of the sandbox is real, and here each refusal is met with silence in time that is passed over.
  'tells nothing of its bucket': { rateHeaders: false, bucket: { capacity: 60, perSecond: 600 } },
};

describe('a strict CaseWare Cloud', function () {
  this.timeout(180_000);
  let engine: Engine;
  afterEach(() => engine.close());

  const settle = async () => {
    for (let round = 0; round < 40; round += 1) {
      const left = await engine.settle(2);
      if (left.length === 0) return;
      await engine.portal.reveal();
      await engine.passTime();
    }
  };

  for (const [what, switches] of Object.entries(PORTALS)) {
    it(`that ${what}, shows late and limits by a bucket gets everything once`, async () => {
      engine = await openEngine({
        ...{ settings: { accessBy: 'role' }, provenTypes: [], requestsPerSecond: 1_000, concurrency: 2 },
        switches: { readBack: false, bucket: { capacity: 120, perSecond: 120 }, ...switches },
      });
      for (const path of LATE)
        await engine.portal.arm({
          match: { method: 'POST', path },
          ...{ fault: 'late-visibility', delayMs: 200, times: 999 },
        });
      const contacts: ContactHandle[] = [];
      for (let at = 0; at < CLIENTS; at += 1) {
        const client = await engine.client({ number: `${at % 2 === 0 ? 'A' : 'a'}${Math.floor(at / 2)}` });
        contacts.push(await engine.contact(client, { email: `p'${at}\\x@example.nl`.replace('\\x', '') }));
        contacts.push(await engine.contact(client, { email: 'all@example.nl', personKey: 'all' }));
      }
      await settle();
      const { entities, users, mails, access } = await engine.portal.state();
      expect([entities.length, users.length]).to.deep.equal([CLIENTS, CLIENTS + 1]);
      expect(mails.map(({ email }) => email).sort(), 'one mail for a person').to.deep.equal(
        [...new Set(contacts.map(({ fields }) => fields.email))].sort(),
      );
      const wished = contacts.map(({ client, fields }) => `${client.fields.number} ${fields.email}`).sort();
      const held = access.flatMap(({ entityNo, people }) => people.map((email) => `${entityNo} ${email}`));
      expect(held.sort()).to.deep.equal(wished);
      const { total, limited } = await engine.portal.counts();
      if (switches.rateHeaders !== false)
        expect(limited / total, `${limited} of ${total}`).to.be.below(0.005);
      const grants = (await engine.portal.requests())
        .filter(({ method, path }) => method === 'PATCH' && path.endsWith('/role-assignments'))
        .map(({ path, body }) => `${path} ${JSON.stringify(body)}`);
      expect(new Set(grants).size).to.be.at.least(wished.length);
      for (const contact of contacts)
        expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });

      await engine.portal.disarm();
      await engine.portal.resetCounts();
      for (const contact of contacts) await engine.unlink(contact);
      await engine.setPolicy({ brake: { count: 1_000, share: 1 } });
      await settle();
      expect((await engine.portal.state()).access).to.deep.equal([]);
      const after = await engine.portal.counts();
      const revokes = after.byPattern['PATCH /users/{id}/role-assignments'] ?? 0;
      // What the portal put off is sent again.
      expect(revokes - after.limited, 'each revoke once').to.be.at.most(wished.length);
    });
  }
});
