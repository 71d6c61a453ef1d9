// What practice software, or the road to it, swallows or says twice: pages, the link to the next one, calls, digits.
import { expect } from 'chai';
import { sql } from 'kysely';
import { addHints } from '../../../src/database/records/source-hints.ts';
import { openSourceCalls } from '../../../src/app/source-calls.ts';
import { BAKER, BOSS, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';
import type { SwitchesGiven } from '../../../sources/exact-online/sandbox/switches.ts';

const idOf = (nth: number): string => `33333333-0000-4000-8000-${String(nth).padStart(12, '0')}`;
const account = (nth: number) => ({
  ...{ ID: idOf(nth), Code: String(500 + nth), Name: `Klant ${nth}`, ChamberOfCommerce: '12345678' },
});

describe('practice software of which something is lost', () => {
  let practice: ExactPractice;
  afterEach(() => practice.close());

  async function open(switches: SwitchesGiven = {}): Promise<void> {
    practice = await openExactPractice({ switches });
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.exact.tell('POST /seed', {
      accounts: Array.from({ length: 9 }, (_, nth) => account(nth)),
    });
    await practice.signIn();
  }
  const fault = (path: string, name: string) =>
    practice.exact.tell('POST /faults', { match: { path }, fault: name });
  const later = async () => {
    await practice.passMinutes(60);
    return practice.read();
  };
  const rename = (nth: number, City: string) =>
    practice.exact.act('office put-account', { ID: idOf(nth), City });
  const cities = async () =>
    (
      await practice.engine.rows(
        sql<{
          city: string | null;
        }>`select city from client where source_key like '3333%' order by source_key`,
      )
    ).map(({ city }) => city);

  describe('pages', () => {
    it('that end without the link to the next: nobody is taken for gone, and the rest comes with the next look', async () => {
      await open({ syncPage: 4 });
      await practice.read();
      expect(await practice.present('client')).to.have.length(10);
      await practice.engine.rows(sql`update source_state set full_wanted = true`);
      await fault('/sync/CRM/Accounts', 'next-lost');
      await practice.read();
      expect(await practice.present('client')).to.have.length(10);
      await later();
      expect(await practice.present('client')).to.have.length(10);
    });

    it('of changes that end without the link to the next: the rest comes with the next look', async () => {
      await open({ syncPage: 4 });
      await practice.read();
      for (let nth = 0; nth < 9; nth += 1) await rename(nth, 'Gouda');
      await fault('/sync/CRM/Accounts', 'next-lost');
      await later();
      expect((await cities()).filter((city) => city === 'Gouda')).to.have.length(4);
      await later();
      expect(new Set(await cities())).to.deep.equal(new Set(['Gouda']));
    });

    for (const [name, what] of [
      ['bodiless', 'without a body'],
      ['busy', 'as a plain word'],
    ] as const)
      it(`that come ${what} are no empty ones: nobody is absent, no late key is gone, and no call is answered by it`, async () => {
        await open();
        await practice.read();
        const failing = async (path: string): Promise<void> => {
          await fault(path, name);
          expect(await practice.read().catch(() => 'failed')).to.equal('failed');
          expect(await practice.problem()).to.equal('SOURCE_ANSWER_UNKNOWN');
          expect(await practice.present('client')).to.have.length(10);
          expect(await practice.present('contact')).to.deep.equal([BOSS]);
        };
        await practice.engine.rows(sql`update source_state set full_wanted = true`);
        await failing('/sync/CRM/Accounts');
        expect(
          await practice.engine.rows(sql`select from client where missing_since is not null`),
        ).to.deep.equal([]);
        await practice.passMinutes(6);
        await practice.read();
        // Its delete is listed late: it is looked for.
        await practice.exact.act('office recycle-key', { ID: BOSS, Account: BAKER, LastName: 'Nieuw' });
        await fault('/sync/Deleted', 'page-lost');
        await later();
        await practice.passMinutes(60);
        await failing('/crm/Contacts');
        await practice.passMinutes(6);
        await practice.read();
        expect(await practice.problem()).to.equal(null);
        const { store, practiceId } = practice.engine;
        await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
        await store.inPractice(practiceId, (tx) =>
          addHints(tx, practiceId, [{ kind: 'client', key: BAKER, byDate: false }]),
        );
        await failing('/crm/Accounts');
        await practice.passMinutes(6);
        await practice.read();
        expect(
          await practice.engine.rows(sql`select status from client where source_key = ${BAKER}`),
        ).to.deep.equal([{ status: 'suspect' }]);
      });

    it('that come without their rows, and name a next one, are not passed over', async () => {
      await open({ syncPage: 4 });
      await practice.read();
      for (let nth = 0; nth < 9; nth += 1) await rename(nth, 'Gouda');
      await fault('/sync/CRM/Accounts', 'page-lost');
      await later().catch(() => null);
      expect(await practice.problem()).to.equal('SOURCE_ANSWER_UNKNOWN');
      await practice.passMinutes(6);
      await practice.read();
      expect(await practice.problem()).to.equal(null);
      expect(new Set(await cities())).to.deep.equal(new Set(['Gouda']));
    });
  });

  describe('fields of rows', () => {
    const links = {
      caseware: { classification: 1, codes: ['PORTAAL'], contacts: 'main' },
    };
    const classification = { ID: idOf(90), AccountClassificationName: idOf(91), Code: 'PORTAAL' };
    const standing = () =>
      practice.engine.rows(sql`
        select 'client' as kind, c.source_key as key, c.status, c.deleted_at as gone, l.enabled
          from client c left join client_link l on l.client_id = c.id
        union all select 'contact', k.source_key, null, k.deleted_at, l.enabled
          from contact k left join contact_link l on l.contact_id = k.id order by 1, 2`);

    for (const [path, name] of [
      ['/sync/CRM/Accounts', 'without-Status'],
      ['/sync/CRM/Accounts', 'without-Classification1'],
      ['/sync/CRM/Accounts', 'iso-dates'],
      ['/sync/CRM/Contacts', 'without-IsMainContact'],
      ['/sync/CRM/Contacts', 'iso-dates'],
    ] as const)
      it(`that were asked for and do not come, or in another form, conclude nothing (${name} of ${path})`, async () => {
        practice = await openExactPractice({ settings: { links } });
        await practice.exact.tell('POST /seed', TWO_CLIENTS);
        await practice.exact.tell('POST /seed', {
          classificationNames: [{ ID: idOf(91), SequenceNumber: 1, Description: 'Portaal' }],
          classifications: [classification],
        });
        await practice.exact.act('office put-account', { ID: BAKER, Classification1: idOf(90) });
        await practice.exact.act('office put-contact', { ID: BOSS, IsMainContact: true });
        await practice.signIn();
        await practice.read();
        const before = await standing();
        expect(before.filter((row) => (row as { enabled: boolean }).enabled)).to.have.length(2);
        await practice.exact.act('office put-account', { ID: BAKER, City: 'Gouda', EndDate: '2020-01-01' });
        await practice.exact.act('office put-contact', { ID: BOSS, EndDate: '2020-01-01' });
        await fault(path, name);
        await practice.passMinutes(60);
        await practice.read().catch(() => null);
        expect(await practice.problem()).to.equal('SOURCE_ANSWER_UNKNOWN');
        if (path.endsWith('Accounts')) expect(await standing()).to.deep.equal(before);
        await practice.passMinutes(6);
        await practice.read();
        expect(await practice.present('client')).to.deep.equal([]);
      });
  });

  for (const int64AsText of [true, false])
    it(`row versions larger than a number holds, as ${int64AsText ? 'text' : 'numbers'}, pass over no change`, async () => {
      await open({ int64AsText, versionOffset: String(2n ** 57n + 1n) });
      await practice.read();
      for (let nth = 0; nth < 9; nth += 1) {
        await rename(nth, `Plaats ${nth}`);
        await later();
      }
      expect(await cities()).to.deep.equal(Array.from({ length: 9 }, (_, nth) => `Plaats ${nth}`));
      await practice.exact.act('office delete', { ID: BOSS });
      await later();
      expect(await practice.present('contact')).to.deep.equal([]);
    });

  describe('calls', () => {
    const texts = async (): Promise<readonly string[]> =>
      (await practice.exact.hooks()).deliveries
        .filter(({ kind }) => kind === 'change')
        .map(({ text }) => text);
    const hear = (text: string) =>
      openSourceCalls({
        ...{ store: practice.engine.store, sealer: practice.engine.sealer },
        announce: () => Promise.resolve(),
      }).sourceCalled('jansen', { body: Buffer.from(text), headers: {}, now: new Date() });
    const status = async () =>
      (
        await practice.engine.rows(
          sql<{ status: string }>`select status from client where source_key = ${BAKER}`,
        )
      )[0]?.status;
    beforeEach(async () => {
      await open();
      await practice.read();
    });

    it('that come twice are heard twice and change nothing the second time', async () => {
      await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
      const [text = ''] = await texts();
      for (const each of [text, text]) expect(await hear(each)).to.equal('heard');
      expect(await practice.read()).to.include({ applied: 1 });
      expect(await hear(text)).to.equal('heard');
      expect(await practice.read()).to.include({ applied: 0 });
      expect(await status()).to.equal('suspect');
    });

    it('that come late, and the last before the first, bring what is there now', async () => {
      for (const Status of ['S', 'C', 'S'])
        await practice.exact.act('office put-account', { ID: BAKER, Status });
      await practice.exact.act('office delete', { ID: BOSS });
      await later();
      expect(await status()).to.equal('suspect');
      for (const text of (await texts()).toReversed()) {
        expect(await hear(text)).to.equal('heard');
        await practice.read();
        expect([await status(), await practice.present('contact')]).to.deep.equal(['suspect', []]);
      }
    });

    it('of a relation that was deleted and came back under its key leave it there', async () => {
      await practice.exact.act('office delete', { ID: BOSS });
      await practice.exact.act('office put-contact', { ID: BOSS, Account: BAKER, LastName: 'Nieuw' });
      await later();
      for (const text of (await texts()).toReversed()) {
        await hear(text);
        await practice.read();
      }
      expect(await practice.present('contact')).to.deep.equal([BOSS]);
    });
  });
});
