// What accounts and contacts of Exact Online say of clients and contact persons.
import { expect } from 'chai';
import { settingsSchema } from '../../../sources/exact-online/settings.ts';
import { tellClient } from '../../../sources/exact-online/tell-client.ts';
import { tellContact } from '../../../sources/exact-online/tell-contact.ts';
import {
  accountSchema,
  ACCOUNT_FIELDS,
  contactSchema,
  CONTACT_FIELDS,
  deletedSchema,
} from '../../../sources/exact-online/wire-schemas.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const ID = '11111111-0000-4000-8000-000000000001';
const LINKED = '33333333-0000-4000-8000-000000000001';
/** As Exact shows a row: every field that was asked for, null where it holds nothing. */
const rowOf = (fields: string, said: object): object => ({
  ...Object.fromEntries(fields.split(',').map((name) => [name, null])),
  ...said,
});
const ACCOUNT = rowOf(ACCOUNT_FIELDS, {
  ...{ ID, Name: 'Bakkerij', Status: 'C', Type: 'A', ChamberOfCommerce: '12345678' },
});
const CONTACT = rowOf(CONTACT_FIELDS, { ID, Account: LINKED });
const client = (
  fields: object,
  settings: object = {},
  codeById: Record<string, string> = { [LINKED]: 'PORTAAL' },
) =>
  tellClient(accountSchema.parse({ ...ACCOUNT, ...fields }), {
    settings: settingsSchema.parse(settings),
    codeById,
    now: NOW,
  });
const contact = (fields: object, settings: object = {}) =>
  tellContact(contactSchema.parse({ ...CONTACT, ...fields }), {
    ...{ settings: settingsSchema.parse(settings), codeById: { [LINKED]: 'PORTAAL' }, now: NOW },
  });
const link = { classification: 1, codes: ['PORTAAL'] };
const dateOf = (text: string): string => `/Date(${Date.parse(text)})/`;

describe('an account of Exact Online', () => {
  it('is a client by its status; a suspect is one whatever the settings, and everybody else is gone', () => {
    expect(client({ Status: 'C' })).to.have.nested.property('record.status', 'client');
    expect(client({ Status: 'S' })).to.have.nested.property('record.status', 'suspect');
    for (const Status of ['P', 'A', '', null])
      expect(client({ Status }).says, String(Status)).to.equal('gone');
    const more = { clientStatuses: ['C', 'P', 'A'] };
    expect(client({ Status: 'P' }, more)).to.have.nested.property('record.status', 'prospect');
    expect(client({ Status: null }, more)).to.have.nested.property('record.status', 'client');
    expect(client({ Type: 'D' }).says).to.equal('gone');
    expect(client({ IsAnonymised: 1 }).says).to.equal('gone');
  });

  it('ends the day after its end date, and blocked only where the firm says so', () => {
    expect(client({ EndDate: dateOf('2026-11-21') }).says).to.equal('gone');
    const today = client({ EndDate: dateOf('2026-11-22') });
    expect(today).to.deep.include({ says: 'there', until: new Date('2026-11-23T00:00:00Z') });
    expect(client({ Blocked: true }).says).to.equal('there');
    expect(client({ Blocked: true }, { blockedIsInactive: true }).says).to.equal('gone');
  });

  it('has two lines of address, the second of which a portal keeps below the street', () => {
    const lines = { AddressLine1: 'Markt 1', AddressLine2: 'Gebouw B', AddressLine3: 'Postbus 3' };
    const told = client(lines);
    expect(told).to.have.nested.property('record.street', 'Markt 1');
    expect(told).to.have.nested.property('record.building', 'Gebouw B');
  });

  it('is a private person by the first rule that fits, else a company', () => {
    const kind = (fields: object, person: object) => client(fields, { person });
    const by = 'record.kind';
    expect(kind({}, {})).to.have.nested.property(by, 'company');
    expect(kind({ ChamberOfCommerce: '' }, {})).to.have.nested.property(by, 'person');
    expect(kind({ ChamberOfCommerce: '', VATNumber: 'NL1' }, {})).to.have.nested.property(by, 'company');
    expect(kind({ ChamberOfCommerce: '' }, { withoutNumbers: false })).to.have.nested.property(by, 'company');
    expect(kind({ BusinessType: LINKED }, { businessTypes: [LINKED] })).to.have.nested.property(by, 'person');
    expect(
      kind({ Classification2: LINKED }, { classification: { classification: 2, codes: ['PORTAAL'] } }),
    ).to.have.nested.property(by, 'person');
  });

  it('is linked by its classification; a value that nobody knows switches nothing, and is told', () => {
    const settings = { links: { caseware: link } };
    expect(client({ Classification1: LINKED }, settings)).to.have.deep.nested.property('record.links', {
      caseware: true,
    });
    expect(client({ Classification1: null }, settings)).to.have.deep.nested.property('record.links', {
      caseware: false,
    });
    const unknown = client({ Classification1: ID }, settings);
    expect(unknown).to.have.deep.nested.property('record.links', {});
    expect(unknown).to.have.deep.property('problems', [
      { field: 'links.caseware', code: 'CLASSIFICATION_UNKNOWN' },
    ]);
    expect(
      client({ Classification1: LINKED }, settings, { [LINKED]: 'ANDERS' }),
    ).to.have.deep.nested.property('record.links', {});
  });

  it('has its number without the blanks before it, and the number of its own register', () => {
    expect(client({ Code: '                21', Country: 'NL' })).to.have.deep.nested.include({
      'record.number': '21',
      'record.kvkNumber': '12345678',
    });
    expect(client({ Country: 'BE', ChamberOfCommerce: '0403019261' })).to.have.nested.include({
      'record.kvkNumber': '',
      'record.enterpriseNumber': '0403019261',
    });
  });
});

describe('a contact of Exact Online', () => {
  it('is the same human at several clients by its person', () => {
    expect(contact({ Person: ID.toUpperCase() })).to.have.nested.property('record.personKey', ID);
  });

  it('uses the business address where the other is empty', () => {
    const told = contact({ Email: '', BusinessEmail: 'a@example.nl', Phone: '1', BusinessPhone: '2' });
    expect(told).to.have.nested.include({ 'record.email': 'a@example.nl', 'record.phone': '1' });
  });

  it('is linked as the main contact, or as the firm says', () => {
    const linked = (fields: object, contacts: unknown) =>
      contact(fields, { links: { caseware: { ...link, contacts } } });
    const by = 'record.links.caseware';
    expect(linked({ IsMainContact: true }, 'main')).to.have.nested.property(by, true);
    expect(linked({ IsMainContact: false }, 'main')).to.have.nested.property(by, false);
    expect(linked({}, 'all')).to.have.nested.property(by, true);
    expect(
      linked({ JobTitleDescription: 'Directeur' }, { jobTitles: ['Directeur'] }),
    ).to.have.nested.property(by, true);
  });

  it('is gone when it has ended, was anonymised, or belongs to nobody', () => {
    for (const fields of [{ EndDate: dateOf('2026-11-01') }, { IsAnonymised: 1 }, { Account: null }])
      expect(contact(fields).says).to.equal('gone');
  });
});

describe('a row of Exact Online', () => {
  it('that lacks a field that was asked for is none: what it would mean is not concluded', () => {
    for (const row of [ACCOUNT, CONTACT]) {
      const schema = row === ACCOUNT ? accountSchema : contactSchema;
      expect(schema.safeParse(row).success).to.equal(true);
      for (const name of Object.keys(row)) {
        const lacking = Object.fromEntries(Object.entries(row).filter(([each]) => each !== name));
        expect(schema.safeParse(lacking).success, name).to.equal(false);
      }
    }
  });

  it('with a date in a form that nobody knows is none; an empty one is no date', () => {
    for (const EndDate of [
      '2026-11-01T00:00:00',
      '2026-11-01',
      '1764000000000',
      'Date(1)',
      1_764_000_000_000,
    ]) {
      expect(accountSchema.safeParse({ ...ACCOUNT, EndDate }).success, String(EndDate)).to.equal(false);
      expect(contactSchema.safeParse({ ...CONTACT, EndDate }).success, String(EndDate)).to.equal(false);
    }
    for (const EndDate of [null, '', '/Date(1764000000000)/', '/Date(-1)/', '/Date(1764000000000+0100)/'])
      expect(accountSchema.safeParse({ ...ACCOUNT, EndDate }).success, String(EndDate)).to.equal(true);
  });
});

describe('a row of what was deleted in Exact Online', () => {
  it('that does not tell of what kind it was is none', () => {
    const row = { EntityKey: ID.toUpperCase(), EntityType: 5 };
    for (const EntityType of [5, '5'])
      expect(deletedSchema.parse({ ...row, EntityType })).to.deep.equal({ EntityKey: ID, EntityType: 5 });
    for (const EntityType of [null, undefined, '', ' ', true, false, [], 'contact', 5.5])
      expect(deletedSchema.safeParse({ ...row, EntityType }).success, String(EntityType)).to.equal(false);
  });
});

describe('what is asked of Exact Online', () => {
  it('never is the number of a citizen', () => {
    expect(`${ACCOUNT_FIELDS},${CONTACT_FIELDS}`).to.not.match(/BSN|SocialSecurity|BirthDate/i);
  });
});
