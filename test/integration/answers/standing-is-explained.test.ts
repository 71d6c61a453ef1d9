// One judge: where a record stands is a check of its explanation that says no, whatever the ledger holds.
import { expect } from 'chai';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { Explanation } from '../../../src/answers/explain-record.ts';
import { EXAMPLES, event, play, provenTypes } from '../../support/any-ledger.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { explain } from '../../support/explain.ts';

/** The first that says no is why: its own, or what made it so (an access that goes), or what is about to be found. */
function hold({ standing, firstNo, trace }: Explanation): void {
  const saysNo = trace.filter(({ passed }) => !passed).map(({ reason }) => reason);
  if (standing.state === 'in-sync') expect(saysNo).to.deep.equal([]);
  else expect(saysNo).to.include(standing.reason);
  const because = standing.detail['because'] ?? standing.reason;
  if (standing.state !== 'due' && standing.state !== 'in-sync') expect(firstNo?.reason).to.equal(because);
}

describe('where a record stands', () => {
  it('is a check of its explanation that says no, whatever the ledger holds', async () => {
    const scripts = fc.array(event, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(provenTypes, scripts, async (proven, events) => {
        const engine = await openEngine({ listed: true, provenTypes: proven });
        try {
          const { clients, contacts } = await play(engine, events);
          await engine.settle();
          for (const { key } of [...clients, ...contacts]) hold(await explain(engine, key));
        } finally {
          await engine.close();
        }
      }),
      { numRuns: 4, endOnFailure: true, examples: EXAMPLES },
    );
  }).timeout(300_000);

  describe('as a run has found it', () => {
    let engine: Engine;
    beforeEach(async () => {
      engine = await openEngine({ listed: true });
    });
    afterEach(() => engine.close());

    const forbid = (match: { path: string; method?: string }): Promise<void> =>
      engine.portal.arm({ match, fault: '403', times: 1_000_000 });

    it('a client that the portal forbids', async () => {
      const client = await engine.client();
      await engine.settle();
      const [{ portalId } = { portalId: '' }] = await engine.resources('entity');
      await forbid({ path: `^/entities/${portalId ?? ''}` });
      await engine.change(client, { phone: '99' });
      await engine.settle(3);
      const explained = await explain(engine, client.key);
      expect(explained.standing.reason).to.equal('FORBIDDEN_BY_PORTAL');
      hold(explained);
    });

    it('an access that the portal does not let go of', async () => {
      const contact = await engine.contact(await engine.client());
      await engine.settle();
      await forbid({ method: 'PATCH', path: '/user-assignments$' });
      await engine.unlink(contact);
      await engine.settle(3);
      const explained = await explain(engine, contact.key);
      expect(explained.standing.reason).to.equal('FORBIDDEN_BY_PORTAL');
      hold(explained);
    });

    it('a contact that the portal refuses while its client is not there yet', async () => {
      const client = await engine.client();
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.rows(sql`update portal_resource set refused = attributes, refused_reason = 'REJECTED_BY_PORTAL'
        where type = 'person'`);
      await engine.rows(sql`update portal_resource set state = 'waiting' where type = 'entity'`);
      await engine.rows(
        sql`update standing set reason = 'REJECTED_BY_PORTAL' where subject_id = ${contact.id}`,
      );
      const explained = await explain(engine, contact.key);
      expect(explained.standing.reason).to.equal('REJECTED_BY_PORTAL');
      hold(explained);
    });
  });
});
