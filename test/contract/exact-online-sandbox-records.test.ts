// portals/exact-online, what is read: accounts, contacts, what is deleted, classifications, over real HTTP.
import { expect } from 'chai';
import {
  ACCOUNTS_SINCE,
  BAKER,
  BOSS,
  BREWER,
  CLERK,
  CONTACTS_SINCE,
  DELETED_SINCE,
  listOf,
  openExactOnline,
  TWO_CLIENTS,
  type ExactOnlineCaller,
} from '../support/contract/exact-online-caller.ts';

const CLASS_NAME = '33333333-0000-4000-8000-000000000001';
const CLASS = '33333333-0000-4000-8000-000000000002';
const DAY_MS = 86_400_000;

describe('the rows of the sandbox of Exact Online', () => {
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

  describe('accounts and contacts', () => {
    it('have a Code of 18, digits with leading blanks; a filter wants the blanks, or trim [doc]', async () => {
      const padded = '21'.padStart(18);
      const [baker] = await exact.list(`crm/Accounts?$select=Code&$filter=Code eq '${padded}'`);
      expect(baker!.Code).to.equal(padded);
      expect(await exact.list("crm/Accounts?$select=ID&$filter=Code eq '21'")).to.deep.equal([]);
      expect(await exact.list("crm/Accounts?$select=ID&$filter=trim(Code) eq '21'")).to.deep.equal([
        { ID: BAKER },
      ]);
    });

    it('are found by key in the address, and by a filter as a list that may be empty [doc]', async () => {
      const one = await exact.practice(`crm/Accounts(guid'${BAKER}')?$select=ID,Name`);
      expect(JSON.parse(one.text)).to.deep.equal({ d: { ID: BAKER, Name: 'Bakkerij' } });
      const none = '99999999-0000-4000-8000-000000000001';
      expect(await statusOf(`crm/Contacts(guid'${none}')`)).to.equal(404);
      expect(await statusOf(`crm/Contacts('${BOSS}')`)).to.equal(404);
      expect(await exact.list(`crm/Contacts?$select=ID&$filter=ID eq guid'${none}'`)).to.deep.equal([]);
      const either = `ID eq guid'${BOSS.toUpperCase()}' or ID eq guid'${none}'`;
      expect(await exact.list(`crm/Contacts?$select=ID&$filter=${either}`)).to.deep.equal([{ ID: BOSS }]);
    });

    it('are listed with a filter only, sixty a page [doc]', async () => {
      expect(await statusOf('crm/Accounts?$select=ID')).to.equal(400);
      await exact.tell('POST /switches', { needsFilter: false });
      await exact.tell('POST /seed', { accounts: Array.from({ length: 60 }, () => ({ Name: 'Klant' })) });
      const first = listOf(await exact.practice('crm/Accounts?$select=ID'));
      expect(first.results).to.have.length(60);
      const second = listOf(await exact.call(first.__next!));
      const keys = [...first.results, ...second.results].map(({ ID }) => ID);
      expect(keys).to.have.length(62);
      expect(new Set(keys).size).to.equal(62);
    });

    it("want values of a field's type: guid'…', datetime'…', text in single quotes, a quote inside doubled [doc, code; doubled: assumed]", async () => {
      await exact.act('office put-account', { ID: BREWER, Name: "'t Brouwertje" });
      expect(await exact.list("crm/Accounts?$select=ID&$filter=Name eq '''t Brouwertje'")).to.deep.equal([
        { ID: BREWER },
      ]);
      const since = "Modified gt datetime'2026-01-01T00:00:00' and Blocked eq false";
      expect(await exact.list(`crm/Accounts?$select=ID&$filter=${since}`)).to.have.length(2);
      for (const filter of [
        `ID eq '${BAKER}'`,
        "ID eq guid'x'",
        "Modified gt '2026-01-01'",
        "Name eq ''t Brouwertje'",
        'Name eq Bakkerij',
        'Blocked eq 0',
        "Naam eq 'x'",
        "(Name eq 'x')",
        "Name eq 'x' and",
        "startswith(Name,'x')",
      ])
        expect(await statusOf(`crm/Accounts?$select=ID&$filter=${filter}`), filter).to.equal(400);
    });

    it('show the row version, custom fields and Peppol in the sync calls only [doc, by absence]', async () => {
      for (const field of ['Timestamp', 'CustomField', 'PeppolIdentifier'])
        expect(await statusOf(`crm/Accounts?$select=${field}&$filter=Name eq 'x'`), field).to.equal(400);
    });

    it('have dates as /Date(…)/ in milliseconds [code]', async () => {
      const [row] = await exact.list(`crm/Accounts?$select=EndDate,StartDate&$filter=ID eq guid'${BREWER}'`);
      expect(row).to.deep.equal({ EndDate: `/Date(${Date.UTC(2025, 11, 31)})/`, StartDate: null });
    });

    it('tell Type A or D and Status empty, A, S, P or C, and no others [doc]', async () => {
      for (const Status of [null, 'A', 'S', 'P', 'C'])
        await exact.act('office put-account', { ID: BAKER, Status, Type: Status === null ? 'D' : 'A' });
      for (const wrong of [{ Status: 'X' }, { Type: 'X' }, { Code: 'K1' }, { Code: '22' }, { BSN: '1' }]) {
        const body = { human: 'office', does: 'put-account', ID: BAKER, ...wrong };
        expect((await exact.door('POST /act', body)).status, JSON.stringify(wrong)).to.equal(409);
      }
    });

    it('name one main contact, and a contact says what is its account’s [doc]', async () => {
      await exact.act('office put-contact', {
        ID: CLERK,
        Account: BAKER,
        LastName: 'Smit',
        IsMainContact: true,
      });
      const select = 'ID,FullName,AccountName,Code,AccountMainContact,IsMainContact,AccountIsCustomer';
      const rows = await exact.list(`crm/Contacts?$select=${select}&$filter=Account eq guid'${BAKER}'`);
      const shared = { AccountName: 'Bakkerij', Code: '21'.padStart(18), AccountMainContact: CLERK };
      expect(rows).to.deep.equal([
        { ID: BOSS, FullName: 'Anna de Boer', ...shared, IsMainContact: false, AccountIsCustomer: true },
        { ID: CLERK, FullName: 'Smit', ...shared, IsMainContact: true, AccountIsCustomer: true },
      ]);
      const body = { human: 'office', does: 'put-contact', Account: CLERK };
      expect((await exact.door('POST /act', body)).status).to.equal(409);
    });

    it('mirror e-mail, phone and mobile with the business ones: writing one overwrites the other [code]', async () => {
      const select = 'Email,BusinessEmail,Mobile';
      const read = () => exact.list(`crm/Contacts?$select=${select}&$filter=ID eq guid'${BOSS}'`);
      await exact.act('office put-contact', { ID: BOSS, Email: 'a@bakker.example.nl', Mobile: '06' });
      await exact.act('office put-contact', { ID: BOSS, BusinessEmail: 'b@bakker.example.nl' });
      expect(await read()).to.deep.equal([
        { Email: 'b@bakker.example.nl', BusinessEmail: 'b@bakker.example.nl', Mobile: '06' },
      ]);
      await exact.tell('POST /switches', { mirrorsBusiness: false });
      await exact.act('office put-contact', { ID: BOSS, Email: '' });
      expect(await read()).to.deep.include.members([
        { Email: '', BusinessEmail: 'b@bakker.example.nl', Mobile: '06' },
      ]);
    });

    it('share a person: several contacts may have one [doc]', async () => {
      const { Person } = await exact.act('office put-contact', { ID: BOSS });
      await exact.act('office put-contact', { ID: CLERK, Account: BREWER, Person });
      expect(
        await exact.list(`crm/Contacts?$select=ID&$filter=Person eq guid'${String(Person)}'`),
      ).to.deep.equal([...[{ ID: BOSS }, { ID: CLERK }]]);
    });

    it('fill CustomField with a Premium licence only [doc]', async () => {
      await exact.act('office put-account', { ID: BAKER, CustomField: 'x' });
      const path = 'sync/CRM/Accounts?$select=CustomField&$filter=Timestamp gt 1L';
      expect(await exact.list(path)).to.deep.equal([{ CustomField: null }, { CustomField: null }]);
      await exact.tell('POST /switches', { premium: true });
      expect(await exact.list(path)).to.deep.include({ CustomField: 'x' });
    });
  });

  describe('what is deleted', () => {
    it('is told with its type: 2 account, 5 contact, and others [doc]; contacts go with their account [assumed]', async () => {
      await exact.act('office delete', { ID: BAKER });
      const rows = await exact.list(`${DELETED_SINCE}1L`);
      expect(rows.map(({ EntityType }) => EntityType)).to.deep.equal([5, 3, 2]);
      expect([rows[0]!.EntityKey, rows[2]!.EntityKey]).to.deep.equal([BOSS, BAKER]);
      expect(rows[0]!.DeletedDate).to.match(/^\/Date\(\d{13}\)\/$/);
      expect(await exact.list(`${DELETED_SINCE}1L and EntityType eq 2`)).to.have.length(1);
      expect(await exact.list(`${CONTACTS_SINCE}1L`)).to.deep.equal([]);
      expect(await exact.list(`${ACCOUNTS_SINCE}1L`)).to.have.length(1);
      expect(await exact.list(`${DELETED_SINCE}${String(rows[2]!.Timestamp)}L`)).to.deep.equal([]);
      const body = { human: 'office', does: 'delete', ID: BAKER };
      expect((await exact.door('POST /act', body)).status).to.equal(409);
    });

    it('is told for two months [doc]', async () => {
      await exact.act('office delete', { ID: BOSS });
      await exact.clock(58 * DAY_MS);
      await exact.signIn();
      expect(await exact.list(`${DELETED_SINCE}1L`)).to.have.length(1);
      await exact.clock(63 * DAY_MS);
      await exact.signIn();
      expect(await exact.list(`${DELETED_SINCE}1L`)).to.deep.equal([]);
    });

    it('can be somebody else later, under the same key', async () => {
      await exact.act('office recycle-key', { ID: BAKER, Code: '21', Name: 'Smederij' });
      expect(await exact.list(`crm/Accounts?$select=Name&$filter=ID eq guid'${BAKER}'`)).to.deep.equal([
        { Name: 'Smederij' },
      ]);
      const [, , removed] = await exact.list(`${DELETED_SINCE}1L`);
      const [, made] = await exact.list(`${ACCOUNTS_SINCE}1L`);
      expect([removed!.EntityKey, made!.ID]).to.deep.equal([BAKER, BAKER]);
      expect(Number(made!.Timestamp)).to.be.greaterThan(Number(removed!.Timestamp));
      expect(await exact.list(`${CONTACTS_SINCE}1L`)).to.deep.equal([]);
    });
  });

  describe('classifications', () => {
    beforeEach(async () => {
      await exact.tell('POST /seed', {
        classificationNames: [{ ID: CLASS_NAME, SequenceNumber: 1, Description: 'Portaal' }],
        classifications: [
          { ID: CLASS, AccountClassificationName: CLASS_NAME, Code: 'CWC', Description: 'CaseWare' },
        ],
      });
      await exact.act('office put-account', { ID: BAKER, Classification1: CLASS });
    });

    it('are guids of the account, whose names stand in two lists that need no filter [doc]', async () => {
      const [baker] = await exact.list(
        `crm/Accounts?$select=Classification1,Classification2&$filter=ID eq guid'${BAKER}'`,
      );
      expect(baker).to.deep.equal({ Classification1: CLASS, Classification2: null });
      expect(await exact.list('crm/AccountClassificationNames?$select=ID,Description')).to.deep.equal([
        { ID: CLASS_NAME, Description: 'Portaal' },
      ]);
      expect(
        await exact.list('crm/AccountClassifications?$select=ID,Code,AccountClassificationName'),
      ).to.deep.equal([{ ID: CLASS, Code: 'CWC', AccountClassificationName: CLASS_NAME }]);
    });

    it('can be renamed or deleted, and the account keeps the guid [doc: unknown then]', async () => {
      await exact.act('office put-classification', { ID: CLASS, Description: 'Anders' });
      expect(await exact.list('crm/AccountClassifications?$select=Code,Description')).to.deep.equal([
        { Code: 'CWC', Description: 'Anders' },
      ]);
      await exact.act('office delete', { ID: CLASS });
      expect(await exact.list('crm/AccountClassifications')).to.deep.equal([]);
      const path = `crm/Accounts?$select=Classification1&$filter=ID eq guid'${BAKER}'`;
      expect(await exact.list(path)).to.deep.equal([{ Classification1: CLASS }]);
    });

    it('come as a bare list by switch [code: some calls]', async () => {
      await exact.tell('POST /switches', { bareLists: true });
      const { text } = await exact.practice('crm/AccountClassifications?$select=ID');
      expect(JSON.parse(text)).to.deep.equal({ d: [{ ID: CLASS }] });
    });
  });
});
