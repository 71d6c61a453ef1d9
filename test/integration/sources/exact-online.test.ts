// Reading the relations of a practice from Exact Online, as its sandbox plays it.
import { expect } from 'chai';
import { sql } from 'kysely';
import { readOpenStatements } from '../../../src/database/people/open-statements.ts';
import { BAKER, BOSS, BREWER, CLERK } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

const SUPPLIER = '11111111-0000-4000-8000-000000000009';
const OFFICE = {
  accounts: [
    { ID: BAKER, Code: '21', Name: 'Bakkerij', ChamberOfCommerce: '12345678', City: 'Gouda', Country: 'NL' },
    { ID: BREWER, Code: '22', Name: 'Brouwerij', ChamberOfCommerce: '23456789', Status: 'P' },
    { ID: SUPPLIER, Code: '23', Name: 'Leverancier', Status: 'A', ChamberOfCommerce: '34567890' },
  ],
  contacts: [
    {
      ID: BOSS,
      Account: BAKER,
      FirstName: 'Anna',
      MiddleName: 'de',
      LastName: 'Boer',
      Email: 'anna@bakker.example.nl',
    },
    {
      ID: CLERK,
      Account: SUPPLIER,
      FirstName: 'Bart',
      LastName: 'Bos',
      Email: 'bart@leverancier.example.nl',
    },
  ],
};

describe('reading Exact Online', () => {
  let practice: ExactPractice;

  async function open({ clockHours = 0 } = {}): Promise<void> {
    practice = await openExactPractice();
    await practice.exact.clock(clockHours * 3_600_000);
    await practice.exact.tell('POST /seed', OFFICE);
    await practice.signIn();
  }
  afterEach(() => practice.close());

  it('reads everything at first, as a complete snapshot, and leaves out who is no client', async () => {
    await open();
    expect(await practice.read()).to.include({ status: 'read', applied: 2 });
    expect(await practice.present('client')).to.deep.equal([BAKER]);
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
    const [client] = await practice.engine.rows(
      sql`select number, name, kind, status, city, country, kvk_number as kvk from client`,
    );
    expect(client).to.deep.equal({
      ...{ number: '21', name: 'Bakkerij', kind: 'company', status: 'client', city: 'Gouda', country: 'NL' },
      kvk: '12345678',
    });
    const [{ at } = { at: null }] = await practice.engine.rows(
      sql<{ at: Date }>`select snapshot_as_of as at from practice`,
    );
    expect(at).to.be.instanceOf(Date);
  });

  it('asks only for what changed, three calls an hour while nothing does', async () => {
    await open();
    await practice.read();
    await practice.calls();
    expect(await practice.read()).to.include({ status: 'unchanged' });
    for (let hour = 0; hour < 3; hour += 1) {
      await practice.passMinutes(30);
      await practice.read();
      await practice.passMinutes(30);
      await practice.read();
    }
    const calls = (await practice.calls()).filter((call) => !call.includes('oauth2'));
    expect(calls).to.have.length(9);
    expect(new Set(calls)).to.deep.equal(
      new Set(['GET sync/Deleted', 'GET sync/CRM/Accounts', 'GET sync/CRM/Contacts']),
    );
  });

  it('takes over a change, a suspect, a removal and who is no client any more', async () => {
    await open();
    await practice.read();
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S', City: 'Delft' });
    await practice.passMinutes(60);
    expect(await practice.read()).to.include({ status: 'read', applied: 1 });
    expect(await practice.engine.rows(sql`select status, city from client`)).to.deep.equal([
      { status: 'suspect', city: 'Delft' },
    ]);
    await practice.exact.act('office delete', { ID: BOSS });
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'A' });
    await practice.passMinutes(60);
    await practice.read();
    expect(await practice.present('client')).to.deep.equal([]);
    expect(await practice.present('contact')).to.deep.equal([]);
  });

  it('reads the contacts of a relation that becomes a client: they did not change by that', async () => {
    await open();
    await practice.read();
    await practice.exact.act('office put-account', { ID: SUPPLIER, Status: 'C' });
    await practice.passMinutes(60);
    await practice.read();
    expect(await practice.present('client')).to.deep.equal([BAKER, SUPPLIER]);
    expect(await practice.present('contact')).to.deep.equal([BOSS, CLERK]);
  });

  it('a contact that moves to a relation that is no client is gone here, until that becomes one', async () => {
    await open();
    await practice.read();
    const move = (Account: string) =>
      practice.exact.act('office put-contact', { ID: BOSS, Account, LastName: 'Boer' });
    const later = async (): Promise<readonly string[]> => {
      await practice.passMinutes(60);
      await practice.read();
      return practice.present('contact');
    };
    await move(SUPPLIER);
    expect(await later()).to.deep.equal([]);
    await move(BAKER);
    expect(await later()).to.deep.equal([BOSS]);
    await move(SUPPLIER);
    expect(await later()).to.deep.equal([]);
    await practice.exact.act('office put-account', { ID: SUPPLIER, Status: 'C' });
    expect(await later()).to.deep.equal([BOSS, CLERK]);
  });

  it('a key that is used again after a delete is there', async () => {
    await open();
    await practice.read();
    await practice.exact.act('office recycle-key', { ID: BOSS, Account: BAKER, LastName: 'Nieuw' });
    await practice.passMinutes(60);
    await practice.read();
    expect(
      await practice.engine.rows(sql`select last_name as name, deleted_at as gone from contact`),
    ).to.deep.equal([{ name: 'Nieuw', gone: null }]);
  });

  for (const hours of [-5, 5])
    it(`a delete counts although the clock of Exact is ${Math.abs(hours)} hours ${hours < 0 ? 'behind' : 'ahead'}`, async () => {
      await open({ clockHours: hours });
      await practice.read();
      await practice.exact.act('office delete', { ID: BOSS });
      await practice.engine.rows(sql`update source_state set looked_at = looked_at - interval '1 hour'`);
      await practice.read();
      expect(await practice.present('contact')).to.deep.equal([]);
    });

  it('an end date takes effect on its day, although nothing changes there', async () => {
    await open();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await practice.exact.act('office put-contact', { ID: BOSS, Account: BAKER, EndDate: tomorrow });
    await practice.read();
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
    await practice.exact.act('office put-contact', { ID: BOSS, Account: BAKER, EndDate: '2020-01-01' });
    await practice.engine.rows(sql`update source_hint set due_at = clock_timestamp() where by_date`);
    await practice.read();
    expect(await practice.present('contact')).to.deep.equal([]);
  });

  it('what a field has wrong costs its record, stays in sight, and ends when it is right', async () => {
    await open();
    await practice.exact.act('office put-account', { ID: BAKER, ChamberOfCommerce: '12' });
    expect(await practice.read()).to.include({ status: 'read' });
    expect(await practice.problem()).to.equal('ROWS_REFUSED');
    const refused = sql`select kind, key, problems from source_refusal`;
    expect(await practice.engine.rows(refused)).to.deep.equal([
      { kind: 'client', key: BAKER, problems: [{ field: 'kvkNumber', code: 'BAD_KVK_NUMBER' }] },
    ]);
    const { store, practiceId } = practice.engine;
    const told = async () => (await store.inPractice(practiceId, readOpenStatements)).map(({ kind }) => kind);
    expect(await told(), 'in koppel status').to.deep.equal(['refused']);
    await practice.passMinutes(60);
    await practice.read();
    expect(await practice.problem()).to.equal('ROWS_REFUSED');
    await practice.exact.act('office put-account', { ID: BAKER, ChamberOfCommerce: '12345678' });
    await practice.passMinutes(60);
    await practice.read();
    expect(await told()).to.deep.equal([]);
    expect(await practice.problem()).to.equal(null);
    expect(await practice.present('client')).to.deep.equal([BAKER]);
  });

  it('an administration that was moved is read anew', async () => {
    await open();
    await practice.read();
    await practice.exact.act('exact move-division');
    await practice.exact.act('office put-account', { ID: BAKER, City: 'Woerden' });
    await practice.passMinutes(24 * 60);
    await practice.read();
    expect(await practice.engine.rows(sql`select city from client`)).to.deep.equal([{ city: 'Woerden' }]);
  });
});
