// portals/exact-online, addresses and lists by row version: the sandbox behaves as Exact Online is known to, over real HTTP.
// What rows hold stands in exact-online-sandbox-records.test.ts, sign-in in exact-online-sandbox-sign-in.test.ts.
import { expect } from 'chai';
import {
  ACCOUNTS_SINCE,
  BAKER,
  CONTACTS_SINCE,
  errorOf,
  listOf,
  openExactOnline,
  TWO_CLIENTS,
  type ExactOnlineCaller,
} from '../support/contract/exact-online-caller.ts';

describe('the sandbox of Exact Online', () => {
  let exact: ExactOnlineCaller;

  before(async () => {
    exact = await openExactOnline();
  });
  after(() => exact.close());
  beforeEach(async () => {
    await exact.start();
    await exact.tell('POST /seed', TWO_CLIENTS);
  });

  const statusOf = async (path: string): Promise<number> => (await exact.practice(path)).status;

  describe('addresses', () => {
    it('answers Atom XML without `Accept: application/json` [doc, code]', async () => {
      for (const accept of ['*/*', 'application/xml']) {
        const { status, headers, text } = await exact.call('current/Me', { headers: { accept } });
        expect([status, headers.get('content-type')]).to.deep.equal([200, 'application/atom+xml']);
        expect(text).to.match(/^<\?xml/);
      }
    });

    it('says who is signed in at current/Me, without an administration in the address [doc]', async () => {
      const [me] = listOf(
        await exact.call('current/Me?$select=CurrentDivision,UserID,FullName,Email'),
      ).results;
      expect(me).to.include({ CurrentDivision: 3_400_001, Email: 'koppeling@kantoor.example.nl' });
      expect(Object.keys(me!)).to.deep.equal(['CurrentDivision', 'UserID', 'FullName', 'Email']);
    });

    it('shows the administrations that the consent names, and which is the practice [doc]', async () => {
      const path = 'system/Divisions?$select=Code,IsMainDivision,IsPracticeDivision,Status,BlockingStatus';
      expect(await exact.list(path)).to.deep.equal([
        { Code: 3_400_001, IsMainDivision: true, IsPracticeDivision: true, Status: 1, BlockingStatus: 0 },
        { Code: 3_400_002, IsMainDivision: false, IsPracticeDivision: false, Status: 1, BlockingStatus: 0 },
      ]);
      expect(await exact.list('system/AllDivisions?$select=Code')).to.have.length(3);
    });

    it('refuses an administration that was not granted, or is none [assumed: 403]', async () => {
      for (const division of ['3400003', '1', 'x'])
        expect((await exact.call(`${division}/${ACCOUNTS_SINCE}1L`)).status).to.equal(403);
    });

    it('words errors as `error.message.value`, without a code [code]', async () => {
      const { status, text } = await exact.practice('crm/Nothing');
      expect(status).to.equal(404);
      expect(JSON.parse(text)).to.deep.equal({
        error: { code: '', message: { lang: '', value: 'Not found' } },
      });
      const html = { match: { path: '/crm/' }, fault: 'html-500' };
      await exact.tell('POST /faults', html);
      expect((await exact.practice('crm/Nothing')).headers.get('content-type')).to.equal('text/html');
    });

    it('has no SyncTimestamp for accounts and contacts [doc]', async () => {
      const path = "read/sync/Sync/SyncTimestamp?modified=datetime'2026-01-01T00:00:00'&endPoint='Accounts'";
      expect(await statusOf(path)).to.equal(404);
    });
  });

  describe('the sync calls', () => {
    it('give what has a higher row version, Int64 as text, in the order of row versions [doc; code: text]', async () => {
      const [baker, brewer] = await exact.list(`${ACCOUNTS_SINCE}1L`);
      expect([baker!.Name, brewer!.Name]).to.deep.equal(['Bakkerij', 'Brouwerij']);
      expect(baker!.Timestamp).to.match(/^\d{10}$/);
      expect(Number(brewer!.Timestamp)).to.be.greaterThan(Number(baker!.Timestamp));
      expect(await exact.list(`${ACCOUNTS_SINCE}${String(brewer!.Timestamp)}L`)).to.deep.equal([]);
      await exact.act('office put-account', { ID: BAKER, Status: 'S' });
      const [changed, ...others] = await exact.list(`${ACCOUNTS_SINCE}${String(brewer!.Timestamp)}L`);
      expect(others).to.deep.equal([]);
      expect(changed).to.include({ ID: BAKER, Status: 'S', Name: 'Bakkerij' });
    });

    it('give Int64 as a number by switch, and take the version with and without L [code]', async () => {
      await exact.tell('POST /switches', { int64AsText: false });
      const [baker] = await exact.list(`${ACCOUNTS_SINCE}1`);
      expect(baker!.Timestamp).to.be.a('number');
    });

    it('filter on Timestamp alone, from above [doc; above alone: assumed]', async () => {
      const base = 'sync/CRM/Accounts?$select=ID&$filter=';
      for (const filter of [
        `ID eq guid'${BAKER}'`,
        "Timestamp gt 1L and Code eq '21'",
        'Timestamp ge 1L',
        'Timestamp gt 1L or Timestamp gt 2L',
        "Timestamp gt '1'",
      ])
        expect(await statusOf(base + filter), filter).to.equal(400);
      expect(await statusOf('sync/CRM/Accounts?$select=ID')).to.equal(400);
    });

    it('want $select and refuse `*` [doc: in practice]', async () => {
      expect(await statusOf('sync/CRM/Accounts?$filter=Timestamp gt 1L')).to.equal(400);
      expect(await statusOf('sync/CRM/Accounts?$select=*&$filter=Timestamp gt 1L')).to.equal(400);
      expect(await statusOf("crm/Accounts?$select=*&$filter=Code eq '21'")).to.equal(400);
      await exact.tell('POST /switches', { needsSelect: false });
      const [all] = await exact.list('sync/CRM/Accounts?$filter=Timestamp gt 1L');
      expect(all).to.include({ ID: BAKER, TradeName: null, IsAnonymised: 0, Type: 'A' });
    });

    it('refuse fields that there are none of, citizen numbers, and other query options [assumed]', async () => {
      for (const field of ['Naam', 'BSN', 'id'])
        expect(
          errorOf(await exact.practice(`sync/CRM/Accounts?$select=${field}&$filter=Timestamp gt 1L`)),
        ).to.equal(`No property '${field}' exists`);
      for (const option of ['$top=1', '$skip=1', '$orderby=ID', '$expand=x', 'select=ID'])
        expect(await statusOf(`${ACCOUNTS_SINCE}1L&${option}`), option).to.equal(400);
    });

    it('come a thousand rows a page, and `__next` is followed until it is absent [doc]', async () => {
      const accounts = Array.from({ length: 1_000 }, (_, index) => ({ Name: `Klant ${index}` }));
      await exact.tell('POST /seed', { accounts });
      const first = listOf(await exact.practice(`${ACCOUNTS_SINCE}1L`));
      expect(first.results).to.have.length(1_000);
      expect(first.__next).to.match(
        /^http:\/\/127\.0\.0\.1:\d+\/sandbox\/api\/v1\/3400001\/sync\/CRM\/Accounts\?/,
      );
      const second = listOf(await exact.call(first.__next!));
      expect(second.results.map(({ Name }) => Name)).to.deep.equal(['Klant 998', 'Klant 999']);
      expect(second.__next).to.equal(undefined);
    });

    it('show a row that changes while pages are read again at the end', async () => {
      await exact.tell('POST /switches', { syncPage: 1 });
      const first = listOf(await exact.practice(`${ACCOUNTS_SINCE}1L`));
      await exact.act('office put-account', { ID: BAKER, Name: 'Bakkerij Nieuw' });
      const second = listOf(await exact.call(first.__next!));
      const third = listOf(await exact.call(second.__next!));
      expect([first, second, third].map(({ results }) => results[0]!.Name)).to.deep.equal([
        ...['Bakkerij', 'Brouwerij', 'Bakkerij Nieuw'],
      ]);
      expect(third.__next).to.equal(undefined);
    });

    it('refuse a $skiptoken that they did not give [assumed]', async () => {
      expect(await statusOf(`${ACCOUNTS_SINCE}1L&$skiptoken=!!`)).to.equal(400);
    });

    it('give every row a new version when the division moved or its HR link was undone [doc]', async () => {
      const [before] = await exact.list(`${CONTACTS_SINCE}1L`);
      for (const [does, field] of [
        ['move-division', 'DivisionMoveDate'],
        ['unlink-hr', 'DivisionHRLinkUnlinkDate'],
      ] as const) {
        await exact.act(`exact ${does}`);
        const [division] = await exact.list(`system/Divisions?$select=Code,${field}`);
        expect(division![field]).to.match(/^\/Date\(\d{13}\)\/$/);
        const [after] = await exact.list(`${CONTACTS_SINCE}1L`);
        expect(Number(after!.Timestamp)).to.be.lessThan(Number(before!.Timestamp));
        expect(await exact.list(`${CONTACTS_SINCE}${String(before!.Timestamp)}L`)).to.deep.equal([]);
      }
    });
  });
});
