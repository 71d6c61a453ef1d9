import { expect } from 'chai';
import { copyRows } from './copy-rows.ts';
import { BOTH, BOTH_REVOKE, useDueWorld } from './due-world.ts';

describe('what a switch or a setting makes due', () => {
  const world = useDueWorld();
  const { id, dueAfter } = world;

  describe('of a link', () => {
    const on = (record: string) => `update ${record}_link set enabled = true`;
    const off = (record: string) => `update ${record}_link set enabled = false`;

    it('rule 1: switching a client on makes it due, switching it off goes into the lane of revokes', async () => {
      const insert =
        "insert into client_link (connection_id, client_id, practice_id, enabled) values (:two, :smit, 'jansen', true)";
      expect(await dueAfter(insert)).to.deep.equal(['two smit change']);
      expect(await dueAfter(`${off('client')} where client_id = :bakker`)).to.deep.equal(BOTH_REVOKE);
      const again = `${on('client')} where client_id = :bakker`;
      expect(await dueAfter(off('client'), 'delete from due_pair', again)).to.deep.equal(BOTH);
    });

    it('rule 15: switching a contact off goes into the lane of revokes', async () => {
      expect(await dueAfter(`${off('contact')} where contact_id = :jan`)).to.deep.equal(BOTH_REVOKE);
      const again = `${on('contact')} where contact_id = :jan`;
      expect(await dueAfter(off('contact'), 'delete from due_pair', again)).to.deep.equal(BOTH);
    });

    it('a link row that is removed is a link switched off', async () => {
      expect(await dueAfter('delete from contact_link where contact_id = :jan')).to.deep.equal(BOTH_REVOKE);
      expect(await dueAfter(off('client'), 'delete from due_pair', 'delete from client_link')).to.deep.equal(
        [],
      );
    });

    it('a link that is added switched off makes nothing due', async () => {
      const insert =
        "insert into client_link (connection_id, client_id, practice_id, enabled) values (:two, :smit, 'jansen', false)";
      expect(await dueAfter(insert)).to.deep.equal([]);
    });

    it('a change of the settings of a link makes it due only while it is on', async () => {
      const change = `update client_link set settings = '{"role":"a"}'`;
      expect(await dueAfter(`${change} where client_id = :bakker`)).to.deep.equal(BOTH);
      expect(await dueAfter(off('client'), 'delete from due_pair', change)).to.deep.equal([]);
      expect(await dueAfter('update client_link set changed_at = now()')).to.deep.equal([]);
    });

    it('rule 11: switching off whoever holds an address makes those due who wait for it', async () => {
      const share = "update contact set email = 'info@example.nl' where id in (:jan, :piet)";
      const due = await dueAfter(share, 'delete from due_pair', `${off('contact')} where contact_id = :piet`);
      expect(due).to.deep.equal(['one bakker change', 'one visser revoke']);
    });
  });

  describe('of a connection', () => {
    it('a change of its settings makes all its clients due, and those of no other connection', async () => {
      for (const change of [
        `settings = '{"a":1}'`,
        `policy = '{"revokeUnknownContacts":true}'`,
        "base_url = 'http://127.0.0.1:8'",
      ])
        expect(await dueAfter(`update connection set ${change} where id = :one`), change).to.deep.equal([
          'one bakker change',
          'one visser change',
        ]);
    });

    it('a change of its state, credentials or counters makes nothing due', async () => {
      for (const change of [
        "state = 'paused'",
        "credentials = 'x'",
        'failures_in_a_row = 3',
        'listed_at = now()',
        'concurrency = 9',
      ])
        expect(await dueAfter(`update connection set ${change}`), change).to.deep.equal([]);
    });
  });

  describe('in bulk', () => {
    const hundredClients = (count: number) => `insert into client (practice_id, source_key, kind, status)
      select 'jansen', 'load' || n, 'company', 'client' from generate_series(1, ${count}) n`;
    const linkAll = `insert into client_link (connection_id, client_id, practice_id, enabled)
      select :two, id, 'jansen', true from client where source_key like 'load%'`;

    it('rule 25: a first load has a lane of its own', async () => {
      const due = await dueAfter(hundredClients(101), linkAll);
      expect(due).to.have.length(101);
      for (const pair of due) expect(pair).to.match(/ bulk$/);
      expect((await dueAfter(hundredClients(100), linkAll))[0]).to.match(/ change$/);
    });

    it('rule 25: a change of what waits in the first load stays there, a revoke does not', async () => {
      const touch = (what: string) => `update client set ${what} where source_key = 'load1'`;
      const [changed] = await dueAfter(hundredClients(101), linkAll, touch("phone = '1'"));
      expect(changed).to.equal('two load1 bulk');
      const [revoked] = await dueAfter(hundredClients(101), linkAll, touch("status = 'suspect'"));
      expect(revoked).to.equal('two load1 revoke');
    });

    it('COPY makes due what it writes', async () => {
      const copy = () =>
        copyRows(
          world.db.owner,
          'copy client_link (connection_id, client_id, practice_id, enabled) from stdin',
          [
            [id['one'] ?? '', id['smit'] ?? '', 'jansen', 't'],
            [id['two'] ?? '', id['smit'] ?? '', 'jansen', 'f'],
          ],
        );
      expect(await dueAfter(copy)).to.deep.equal(['one smit change']);
    });

    it('COPY into a table of its own and one UPDATE from there count as the changes that they are', async () => {
      const copy = async () => {
        await world.db.sql('create temporary table loaded (source_key text, phone text) on commit drop');
        await copyRows(world.db.owner, 'copy loaded from stdin', [
          ['bakker', '1'],
          ['visser', null],
          ['smit', '3'],
        ]);
      };
      const update = 'update client c set phone = l.phone from loaded l where l.source_key = c.source_key';
      expect(await dueAfter(copy, update)).to.deep.equal(BOTH);
    });

    it('TRUNCATE of records is not possible, so none can vanish without a tombstone', async () => {
      for (const table of ['client', 'contact', 'client_link', 'contact_link']) {
        const refused = await dueAfter(`truncate ${table}`).then(
          () => false,
          () => true,
        );
        expect(refused, table).to.equal(true);
      }
    });
  });
});
