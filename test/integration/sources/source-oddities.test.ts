// What practice software says, and means something else by, or means nothing by: dates without end, limits of nothing, keys
// that come back, addresses that lead elsewhere. None of it stops the reading, and nobody is taken for gone by it.
import { expect } from 'chai';
import { sql } from 'kysely';
import { createSourceBudget } from '../../../src/database/records/source-budget.ts';
import { BAKER, BOSS, BREWER, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

describe('practice software that says what nobody expects', () => {
  let practice: ExactPractice;
  beforeEach(async () => {
    practice = await openExactPractice();
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.signIn();
  });
  afterEach(() => practice.close());

  const later = async () => {
    await practice.passMinutes(60);
    return practice.read();
  };
  const fault = (path: string, name: string) =>
    practice.exact.tell('POST /faults', { match: { path }, fault: name });

  it('end dates that never come (in year 9999, or of no calendar) end nothing, and are not looked at again', async () => {
    for (const EndDate of ['9999-12-31', '+275760-09-13']) {
      await practice.exact.act('office put-account', { ID: BAKER, EndDate });
      await practice.exact.act('office put-contact', { ID: BOSS, EndDate });
      await later();
      expect(await practice.present('client')).to.deep.equal([BAKER]);
      expect(await practice.present('contact')).to.deep.equal([BOSS]);
      expect(await practice.problem()).to.equal(null);
      await practice.calls();
      expect(await practice.read()).to.include({ status: 'unchanged' });
      expect(await practice.calls()).to.deep.equal([]);
    }
  });

  describe('limits', () => {
    const budget = () =>
      createSourceBudget({
        ...{ store: practice.engine.store, practiceId: practice.engine.practiceId },
        ...{ perMinute: 60, perDay: 5_000, refusalsPerHour: 5 },
        wait: () => Promise.reject(new Error('it would wait')),
      });

    for (const [what, told] of [
      ['nothing a minute', { minuteLimit: 0 }],
      ['nothing a day', { dayLimit: 0 }],
      ['more than can be counted', { minuteLimit: 1e30, minuteLeft: 1e30, dayLimit: 1e30, dayLeft: 1e30 }],
      ['more left than there is', { minuteLimit: 60, minuteLeft: 9_000, dayLimit: 5_000, dayLeft: 90_000 }],
    ] as const)
      it(`of ${what} are not believed`, async () => {
        await budget().learn(told);
        await budget().take('GET /a');
        await budget().take('GET /a');
      });
  });

  describe('keys that come back', () => {
    it('whose delete is listed only after the row that stands under it since: it is looked at, and stays', async () => {
      await practice.read();
      await practice.exact.act('office recycle-key', { ID: BOSS, Account: BAKER, LastName: 'Nieuw' });
      await fault('/sync/Deleted', 'page-lost');
      await later();
      expect(await practice.present('contact')).to.deep.equal([BOSS]);
      await later();
      expect(await practice.present('contact')).to.deep.equal([BOSS]);
      await practice.exact.act('office delete', { ID: BOSS });
      await later();
      expect(await practice.present('contact')).to.deep.equal([]);
    });

    it('and whose delete is listed late, with nobody there, is gone', async () => {
      await practice.read();
      await practice.exact.act('office delete', { ID: BOSS });
      await practice.exact.act('office put-contact', { Account: BAKER, LastName: 'Later' });
      await fault('/sync/Deleted', 'page-lost');
      await later();
      await later();
      expect(await practice.present('contact')).to.not.include(BOSS);
    });
  });

  it('a record that was refused and is no more there is not told of for ever', async () => {
    await practice.exact.act('office put-account', { ID: BAKER, ChamberOfCommerce: '12' });
    await practice.read();
    expect(await practice.problem()).to.equal('ROWS_REFUSED');
    // What its list of deletes forgets meanwhile.
    await practice.exact.act('office delete', { ID: BAKER });
    await practice.exact.act('office put-account', { ID: BREWER, Status: 'C', EndDate: null });
    await practice.passMinutes(70 * 24 * 60);
    await practice.signIn();
    await practice.read();
    expect(await practice.engine.rows(sql`select key from source_refusal`)).to.deep.equal([]);
  });
});
