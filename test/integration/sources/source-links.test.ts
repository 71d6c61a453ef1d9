// What practice software says of links that could not count when it was read: because they were switched in Koppel then, or
// their connection was not there yet.
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { changePractice } from '../../../src/database/records/practices.ts';
import { writeConnection } from '../../../src/database/portal/connections.ts';
import { BAKER } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

const LINKED = '44444444-0000-4000-8000-000000000001';
const OFFICE = {
  classifications: [{ ID: LINKED, Code: 'PORTAAL', Description: 'Portaal' }],
  accounts: [{ ID: BAKER, Name: 'Bakkerij', ChamberOfCommerce: '12345678', Classification1: LINKED }],
};

describe('links that practice software spoke of before they counted', () => {
  let practice: ExactPractice;
  beforeEach(async () => {
    const rule = { classification: 1, codes: ['PORTAAL'] };
    practice = await openExactPractice({ settings: { links: { caseware: rule, later: rule } } });
    await practice.exact.tell('POST /seed', OFFICE);
    await practice.signIn();
    await practice.read();
  });
  afterEach(() => practice.close());

  const links = () =>
    practice.engine.rows(sql`
      select c.name, l.enabled from client_link l join connection c on c.id = l.connection_id order by 1`);
  const readLater = async (): Promise<void> => {
    await practice.passMinutes(60);
    await practice.read();
  };

  it('rule 22: one that was cut while links were switched in Koppel is cut once they are not', async () => {
    const { store, practiceId } = practice.engine;
    const change = (linksFrom: 'koppel' | 'practice-software') =>
      store.inPractice(practiceId, (tx) => changePractice(tx, { linksFrom }));
    await change('koppel');
    await readLater();
    await practice.exact.act('office put-account', { ID: BAKER, Classification1: null });
    await readLater();
    expect(await links()).to.deep.equal([{ name: 'caseware', enabled: true }]);
    await change('practice-software');
    await readLater();
    expect(await links()).to.deep.equal([{ name: 'caseware', enabled: false }]);
  });

  it('of a connection that was added since are there at the next reading', async () => {
    const { store, practiceId } = practice.engine;
    const like = await practice.engine.connection();
    await store.inPractice(practiceId, (tx) =>
      writeConnection(tx, { ...like, id: randomUUID(), name: 'later' }),
    );
    await readLater();
    expect(await links()).to.deep.equal([
      { name: 'caseware', enabled: true },
      { name: 'later', enabled: true },
    ]);
  });
});
