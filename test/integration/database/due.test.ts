import { expect } from 'chai';
import { CLIENT_COLUMNS, CONTACT_COLUMNS } from '../../../src/database/records/record-columns.ts';
import { BOTH, BOTH_REVOKE, useDueWorld } from './due-world.ts';

describe('what a write to a record makes due', () => {
  const world = useDueWorld();
  const { withIds, dueAfter } = world;

  describe('of a client', () => {
    for (const column of Object.values(CLIENT_COLUMNS)) {
      const value =
        new Map([
          ['kind', 'person'],
          ['status', 'prospect'],
        ]).get(column) ?? 'something else';
      it(`rule 9: a change of its ${column} makes its connections due, and no other client`, async () => {
        const due = await dueAfter(`update client set ${column} = '${value}' where id = :bakker`);
        expect(due).to.deep.equal(column === 'kind' ? BOTH_REVOKE : BOTH);
      });
    }

    it('rule 10: a write that changes nothing makes nothing due', async () => {
      const same = [
        'phone = phone',
        'source_changed_at = now()',
        'missing_since = now()',
        'name = source_key',
      ];
      for (const assignment of same)
        expect(await dueAfter(`update client set ${assignment}`), assignment).to.deep.equal([]);
    });

    it('rule 1: a client without a link is not due', async () => {
      expect(await dueAfter("update client set phone = '1' where id = :smit")).to.deep.equal([]);
      const insert =
        "insert into client (practice_id, source_key, kind, status) values ('jansen', 'n', 'company', 'client')";
      expect(await dueAfter(insert)).to.deep.equal([]);
    });

    it('rule 15: a client whose link is off is due while something of it stands in a portal', async () => {
      const resource = `insert into portal_resource (id, practice_id, connection_id, type, identity, key, owner)
        values ('00000000-0000-4000-8000-000000000001', 'jansen', :two, 'access', 'x', '', 'contact:x')`;
      const claim = `insert into claim (resource_id, practice_id, connection_id, client_id, subject_kind, subject_id, attributes, changed_at)
        values ('00000000-0000-4000-8000-000000000001', 'jansen', :two, :smit, 'contact', :els, '{}', now())`;
      const due = await dueAfter(resource, claim, "update client set phone = '1' where id = :smit");
      expect(due).to.deep.equal(['two smit change']);
    });

    it('rule 16: turning suspect or private goes into the lane of revokes', async () => {
      expect(await dueAfter("update client set status = 'suspect' where id = :bakker")).to.deep.equal(
        BOTH_REVOKE,
      );
      expect(await dueAfter("update client set kind = 'person' where id = :visser")).to.deep.equal([
        'one visser revoke',
      ]);
    });

    it('rule 20: DELETE leaves a tombstone, and its access is due to be revoked', async () => {
      const due = await dueAfter('delete from client where id = :bakker', async () => {
        const [row] = await world.db.sql(withIds('select deleted_at from client where id = :bakker'));
        expect(row?.['deleted_at']).to.be.instanceOf(Date);
      });
      expect(due).to.deep.equal(BOTH_REVOKE);
    });

    it('every client of one statement is due, and each connection once', async () => {
      expect(await dueAfter("update client set phone = '1' where practice_id = 'jansen'")).to.deep.equal([
        'one bakker change',
        'one visser change',
        'two bakker change',
      ]);
    });

    it('INSERT … ON CONFLICT DO UPDATE counts as the change that it is', async () => {
      const upsert = `insert into client (practice_id, source_key, kind, status, phone)
        select practice_id, source_key, kind, status, '1' from client where practice_id = 'jansen'
        on conflict (practice_id, source_key) do update set phone = excluded.phone`;
      expect(await dueAfter(upsert)).to.have.length(3);
    });
  });

  describe('of a contact', () => {
    for (const column of Object.values(CONTACT_COLUMNS)) {
      it(`rule 9: a change of its ${column} makes its client due`, async () => {
        expect(await dueAfter(`update contact set ${column} = 'else' where id = :jan`)).to.deep.equal(BOTH);
      });
    }

    it('rule 10: a write that changes nothing makes nothing due', async () => {
      for (const assignment of ['phone = phone', 'source_changed_at = now()', 'missing_since = now()'])
        expect(await dueAfter(`update contact set ${assignment}`), assignment).to.deep.equal([]);
    });

    it('rule 1: a contact without a link is nobody’s business, though its client is linked', async () => {
      const add =
        "insert into contact (practice_id, client_id, source_key, email) values ('jansen', :visser, 'new', 'new@example.nl')";
      expect(await dueAfter(add, "update contact set phone = '1' where source_key = 'new'")).to.deep.equal(
        [],
      );
    });

    it('rule 15: DELETE leaves a tombstone, and its access is due to be revoked', async () => {
      const due = await dueAfter('delete from contact where id = :jan', async () => {
        const [row] = await world.db.sql(withIds('select deleted_at from contact where id = :jan'));
        expect(row?.['deleted_at']).to.be.instanceOf(Date);
      });
      expect(due).to.deep.equal(BOTH_REVOKE);
    });

    it('rule 15: a contact that moves makes the client that it leaves due for a revoke, and the other due', async () => {
      const due = await dueAfter('update contact set client_id = :visser where id = :jan');
      expect(due).to.deep.equal(['one bakker revoke', 'one visser revoke', 'two bakker revoke']);
    });

    it('rule 11: whoever has the address that it leaves, or the one that it takes, is due too', async () => {
      const share = "update contact set email = ' INFO@example.nl ' where id = :piet";
      const clear = 'delete from due_pair';
      const take = "update contact set email = 'info@example.nl' where id = :jan";
      const leave = "update contact set email = 'jan@example.nl' where id = :jan";
      const all = ['one bakker change', 'one visser change', 'two bakker change'];
      expect(await dueAfter(share, clear, take)).to.deep.equal(all);
      expect(await dueAfter(share, take, clear, leave)).to.deep.equal(all);
    });

    it('rule 11: a change of one human’s record makes nobody else due: its own client writes it', async () => {
      const share = "update contact set person_key = '7' where id in (:jan, :piet)";
      const due = await dueAfter(
        share,
        'delete from due_pair',
        "update contact set phone = '1' where id = :piet",
      );
      expect(due).to.deep.equal(['one visser change']);
    });

    it('rule 11: an address that becomes free because its client turns suspect makes those due who wait for it', async () => {
      const share = "update contact set email = 'info@example.nl' where id in (:jan, :piet)";
      const suspect = "update client set status = 'suspect' where id = :visser";
      expect(await dueAfter(share, 'delete from due_pair', suspect)).to.deep.equal([
        'one bakker change',
        'one visser revoke',
        'two bakker change',
      ]);
    });

    it('rule 11: a contact that is not linked holds no address, so nobody waits for it', async () => {
      const share = "update contact set email = 'jan@example.nl', person_key = '7' where id in (:els, :jan)";
      const change = "update contact set email = 'els@example.nl', phone = '1' where id = :els";
      expect(await dueAfter(share, 'delete from due_pair', change)).to.deep.equal([]);
      const suspect = "update client set status = 'suspect' where id = :smit";
      expect(await dueAfter(share, 'delete from due_pair', suspect)).to.deep.equal([]);
    });

    it('another practice with the same address and the same person key is not touched', async () => {
      const share =
        "update contact set email = 'info@example.nl', person_key = '7' where id in (:jan, :kees)";
      const leave = "update contact set email = 'jan@example.nl', phone = '1' where id = :jan";
      expect(await dueAfter(share, 'delete from due_pair', leave)).to.deep.equal(BOTH);
    });
  });
});
