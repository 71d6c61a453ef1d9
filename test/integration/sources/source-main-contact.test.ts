// Which contact of a relation is the main one stands with the relation in Exact Online: the rows of its contacts do not change
// when another becomes it.
import { expect } from 'chai';
import { sql } from 'kysely';
import { BAKER, BOSS, CLERK } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

const LINKED = '44444444-0000-4000-8000-000000000001';
const OFFICE = {
  classifications: [{ ID: LINKED, Code: 'PORTAAL', Description: 'Portaal' }],
  accounts: [{ ID: BAKER, Name: 'Bakkerij', ChamberOfCommerce: '12345678', Classification1: LINKED }],
  contacts: [BOSS, CLERK].map((ID, nth) => ({
    ID,
    Account: BAKER,
    FirstName: 'Anna',
    LastName: `Boer ${nth}`,
  })),
};

describe('the main contact of a relation', () => {
  let practice: ExactPractice;
  beforeEach(async () => {
    const caseware = { classification: 1, codes: ['PORTAAL'], contacts: 'main' };
    practice = await openExactPractice({ settings: { links: { caseware } } });
    await practice.exact.tell('POST /seed', OFFICE);
    await practice.exact.act('office put-account', { ID: BAKER, MainContact: BOSS });
    await practice.signIn();
    await practice.read();
  });
  afterEach(() => practice.close());

  const linked = async (): Promise<readonly string[]> =>
    (
      await practice.engine.rows(sql<{ key: string }>`
        select c.source_key as key from contact c join contact_link l on l.contact_id = c.id where l.enabled order by 1`)
    ).map(({ key }) => key);

  it('is linked, and no more when another became it', async () => {
    expect(await linked()).to.deep.equal([BOSS]);
    await practice.exact.act('office put-account', { ID: BAKER, MainContact: CLERK });
    await practice.passMinutes(60);
    await practice.read();
    expect(await linked()).to.deep.equal([CLERK]);
    await practice.exact.act('office put-account', { ID: BAKER, MainContact: null });
    await practice.passMinutes(60);
    await practice.read();
    expect(await linked()).to.deep.equal([]);
  });

  it('costs nothing while it stays', async () => {
    await practice.exact.act('office put-account', { ID: BAKER, City: 'Gouda' });
    await practice.passMinutes(60);
    await practice.calls();
    await practice.read();
    expect(await practice.calls()).to.not.include('GET crm/{resource}');
  });
});
