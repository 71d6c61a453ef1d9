// Events of one client and its contacts that come in together.
import { expect } from 'chai';
import pg from 'pg';
import { waitFor } from '../../support/wait-for.ts';
import { APPLIED, client, contact, later, OFF, ON, useIntakeWorld } from './intake-world.ts';

describe('records that are written together', () => {
  const world = useIntakeWorld();

  it('a client and its contact never wait for each other, though both make the same pair due', async () => {
    await world.upsert(client({ links: ON }));
    await world.upsertContact(contact({ links: ON }));
    const other = new pg.Client({ connectionString: world.db.url, options: '-c search_path=koppel' });
    await other.connect();
    try {
      await other.query('begin');
      await other.query('update contact set phone = $1 where practice_id = $2', ['020', world.practice]);
      const written = world.upsert(client({ links: ON, changedAt: later(1), phone: '030' }));
      await waitFor(isSomebodyWaiting, { what: 'the client to wait for the pair' });
      // The same pair once more, as an event does that changes both the contact and its link.
      const relinked = `update contact_link set settings = '{"role":"member"}' where practice_id = $1`;
      const together = Promise.all([written, other.query(relinked, [world.practice])]);
      await other.query('commit');
      expect((await together)[0]).to.deep.equal(APPLIED);
    } finally {
      await other.end();
    }
  });

  it('rule 20: of two that tell of a new record at once, the one that was said later decides', async () => {
    await world.upsert(client());
    const keys = Array.from({ length: 100 }, (_, index) => `new-${index}`);
    await Promise.all(
      keys.flatMap((sourceKey) => [
        world.upsertContact(contact({ sourceKey, changedAt: later(1), links: OFF })),
        world.upsertContact(contact({ sourceKey, links: ON })),
      ]),
    );
    const on = await world.db.sql('select from contact_link where practice_id = $1 and enabled', [
      world.practice,
    ]);
    expect(on).to.deep.equal([]);
  });

  const isSomebodyWaiting = async (): Promise<boolean> => {
    const waiting = await world.db.sql(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return waiting.length > 0;
  };
});
