import { expect } from 'chai';
import {
  APPLIED,
  at,
  client,
  contact,
  later,
  OFF,
  ON,
  ORPHANED,
  STALE,
  UNCHANGED,
  useIntakeWorld,
} from './intake-world.ts';

describe('records on their way in', () => {
  const world = useIntakeWorld();
  const { upsert, upsertContact, stored } = world;

  const remove = async (sourceKey: string, changedAt: Date) =>
    (await world.intake.deleteClient(world.practice, { sourceKey, ...at(changedAt) })).verdict;
  const removeContact = async (sourceKey: string, changedAt: Date) =>
    (await world.intake.deleteContact(world.practice, { sourceKey, ...at(changedAt) })).verdict;

  async function isLinked(): Promise<boolean | null> {
    const [row] = await world.db.sql<{ enabled: boolean }>(
      'select enabled from client_link where practice_id = $1',
      [world.practice],
    );
    return row?.enabled ?? null;
  }

  /** Generations of the practice's pairs, added up: every change of any of them raises it. */
  async function changesNoticed(): Promise<number> {
    const rows = await world.db.sql<{ total: string }>(
      'select coalesce(sum(generation), 0) as total from due_pair where practice_id = $1',
      [world.practice],
    );
    return Number(rows[0]?.total);
  }

  it('are found by what a spreadsheet leaves of their keys, however many are known', async () => {
    await world.db.sql(
      `insert into client (practice_id, source_key, kind, status, said_at, data_said_at, source_changed_at, newest_version_at)
        select $1, key, 'company', 'client', now(), now(), now(), now()
        from (select '00' || n as key from generate_series(100000, 110001) n union values ('1.001'), ('C-9'), ('100000.0')) k`,
      [world.practice],
    );
    const keys = ['110001', '100000', '1001', 'c–9', '00100001', 'C-10'];
    const found = await world.intake.findAlike(world.practice, 'client', keys);
    expect([...found].map(([key, known]) => [key, [...known].sort()])).to.have.deep.members([
      ['110001', ['00110001']],
      ['100000', ['00100000', '100000.0']],
      ['1001', ['1.001']],
      ['c–9', ['C-9']],
    ]);
    expect(await world.intake.someKeys(world.practice, 'client')).to.have.length(100);
  });

  describe('one record', () => {
    it('new, changed and unchanged are told apart', async () => {
      expect(await upsert(client())).to.deep.equal(APPLIED);
      expect(await upsert(client())).to.deep.equal(UNCHANGED);
      expect(await upsert(client({ changedAt: later(1) }))).to.deep.equal(UNCHANGED);
      expect(await upsert(client({ changedAt: later(2), phone: '020' }))).to.deep.equal(APPLIED);
      expect((await stored('client', 'bakker'))?.phone).to.equal('020');
    });

    it('rule 10: the same record again makes nothing due', async () => {
      await upsert(client({ links: ON }));
      const before = await changesNoticed();
      await upsert(client({ links: ON, changedAt: later(1) }));
      expect(await changesNoticed()).to.equal(before);
    });

    it('rule 20: an older version that arrives late changes nothing', async () => {
      await upsert(client({ changedAt: later(5), phone: 'new', links: ON }));
      expect(await upsert(client({ phone: 'old', links: OFF }))).to.deep.equal(STALE);
      expect((await stored('client', 'bakker'))?.phone).to.equal('new');
      expect(await isLinked()).to.equal(true);
    });

    it('of two versions of the same moment the one that came last counts', async () => {
      await upsert(client({ phone: '1' }));
      expect(await upsert(client({ phone: '2' }))).to.deep.equal(APPLIED);
      expect((await stored('client', 'bakker'))?.phone).to.equal('2');
    });

    it('a contact of a client that is not known is told to be an orphan and not stored', async () => {
      expect(await upsertContact(contact())).to.deep.equal(ORPHANED);
      expect(await stored('contact', 'jan')).to.equal(undefined);
      await upsert(client());
      expect(await upsertContact(contact())).to.deep.equal(APPLIED);
      expect(await upsertContact(contact())).to.deep.equal(UNCHANGED);
    });

    it('a contact that moves to another client is a change', async () => {
      await upsert(client(), client({ sourceKey: 'visser' }));
      await upsertContact(contact());
      expect(await upsertContact(contact({ clientKey: 'visser', changedAt: later(1) }))).to.deep.equal(
        APPLIED,
      );
    });

    it('a practice does not reach the client of another by its key', async () => {
      await upsert(client());
      const other = `${world.practice}-other`;
      await world.db.addPractice(other);
      expect(await world.intake.upsertContacts(other, [contact()])).to.deep.equal([
        { sourceKey: 'jan', verdict: 'orphaned' },
      ]);
    });
  });

  describe('rule 20: a delete is a tombstone', () => {
    it('rule 20: a late, older record cannot bring it back, nor one of the same moment', async () => {
      await upsert(client());
      expect(await remove('bakker', later(5))).to.equal('applied');
      expect(await upsert(client({ changedAt: later(4) }))).to.deep.equal(STALE);
      expect(await upsert(client({ changedAt: later(5) }))).to.deep.equal(STALE);
      expect((await stored('client', 'bakker'))?.deleted_at).to.deep.equal(later(5));
    });

    it('rule 20: a delete that is older than the record is refused', async () => {
      await upsert(client({ changedAt: later(5) }));
      expect(await remove('bakker', later(4))).to.equal('stale');
      expect((await stored('client', 'bakker'))?.deleted_at).to.equal(null);
    });

    it('rule 20: a delete that arrives before its record holds against it', async () => {
      expect(await remove('bakker', later(5))).to.equal('applied');
      expect(await upsert(client())).to.deep.equal(STALE);
      expect(await removeContact('jan', later(5))).to.equal('applied');
      expect(await upsertContact(contact())).to.deep.equal(STALE);
      expect((await stored('contact', 'jan'))?.deleted_at).to.deep.equal(later(5));
    });

    it('rule 20: deleted twice, it is gone until something is said after both', async () => {
      await upsert(client());
      await remove('bakker', later(5));
      await remove('bakker', later(9));
      expect((await stored('client', 'bakker'))?.deleted_at).to.deep.equal(later(9));
      expect(await upsert(client({ changedAt: later(7) }))).to.deep.equal(STALE);
    });

    it('rule 21: a newer record brings it back as the same one, due again', async () => {
      await upsert(client({ links: ON }));
      await upsertContact(contact({ links: ON }));
      const before = await stored('contact', 'jan');
      await removeContact('jan', later(5));
      const noticed = await changesNoticed();
      expect(await upsertContact(contact({ changedAt: later(6) }))).to.deep.equal(APPLIED);
      const after = await stored('contact', 'jan');
      expect(after).to.deep.include({ id: before?.id, deleted_at: null });
      expect(await changesNoticed()).to.be.greaterThan(noticed);
    });

    it('rule 21: a contact that was deleted before it was ever seen can still come', async () => {
      await removeContact('jan', later(1));
      await upsert(client());
      expect(await upsertContact(contact({ changedAt: later(2) }))).to.deep.equal(APPLIED);
    });
  });

  describe('links', () => {
    it('a link is switched as the practice software says, and a record that names none leaves it', async () => {
      await upsert(client({ links: ON }));
      expect(await isLinked()).to.equal(true);
      expect(await upsert(client({ changedAt: later(1) }))).to.deep.equal(UNCHANGED);
      expect(await isLinked()).to.equal(true);
      expect(await upsert(client({ changedAt: later(2), links: OFF }))).to.deep.equal(APPLIED);
      expect(await isLinked()).to.equal(false);
    });

    it('a connection that the practice does not have is told, and its link is not stored', async () => {
      expect(await world.intake.unknownConnections(world.practice, ['caseware', 'nowhere'])).to.deep.equal([
        'nowhere',
      ]);
      await upsert(client({ links: { nowhere: { enabled: true, settings: {} } } }));
      expect(await isLinked()).to.equal(null);
    });

    it('where links are Koppel’s own, what the source says about them is ignored', async () => {
      await world.db.sql("update practice set links_from = 'koppel' where id = $1", [world.practice]);
      await upsert(client({ links: ON }));
      expect(await isLinked()).to.equal(null);
      const { id = '' } = (await stored('client', 'bakker')) ?? {};
      await world.db.sql(
        `insert into client_link (connection_id, client_id, practice_id, enabled)
          select id, $1, practice_id, true from connection where practice_id = $2`,
        [id, world.practice],
      );
      await upsert(client({ changedAt: later(1), links: OFF }));
      expect(await isLinked()).to.equal(true);
    });
  });
});
