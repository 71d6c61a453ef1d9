import { expect } from 'chai';
import { settingsSchema, type CaseWareSettings } from '../../../connectors/caseware-cloud/settings.ts';
import { wanted } from '../../../connectors/caseware-cloud/wanted.ts';
import type { Client } from '../../../src/domain/client.ts';
import type { Contact } from '../../../src/domain/contact.ts';
import { contact, eligible } from '../../support/contract/sample-records.ts';

const DEFAULTS = settingsSchema.parse({});
const GROUPS = settingsSchema.parse({ accessBy: 'contact-group' });

const claimsOf = (
  client: Partial<Client>,
  contacts: readonly Contact[] = [],
  settings: CaseWareSettings = DEFAULTS,
) => wanted(eligible(client, contacts), settings).claims;
const attributesOf = (type: string, ...input: Parameters<typeof claimsOf>) =>
  claimsOf(...input).find((claim) => claim.type === type)?.attributes;
const personOf = (overrides: Partial<Contact>) => attributesOf('person', {}, [contact(overrides)]);
const refusalsOf = (client: Partial<Client>, contacts: readonly Contact[] = []) =>
  wanted(eligible(client, contacts), DEFAULTS).refusals.map(({ subject, reason, field }) => [
    subject.kind,
    reason,
    field,
  ]);
const contactRefusal = (overrides: Partial<Contact>) => refusalsOf({}, [contact(overrides)]);
const settings = (fieldNames: Record<string, string | null>) => settingsSchema.parse({ fieldNames });

describe('What CaseWare Cloud should hold', () => {
  it('has every field of a client', () => {
    expect(attributesOf('entity', {})).to.deep.equal({
      EntityNo: '4711',
      Name: 'Bakkerij De Vries B.V.',
      OwnerType: 'Client',
      Type: 'A',
      CountryCode: 'NL',
      BusinessPhone: '030-1234567',
      Email: 'info@devries.example.nl',
      Website: 'https://devries.example.nl',
      Facebook: 'bakkerijdevries',
      Twitter: '@devries',
      LinkedIn: 'bakkerij-de-vries',
    });
    expect(attributesOf('address', {})).to.deep.equal({
      Address1: 'Dorpsstraat 12 a',
      Address2: 'Gebouw West',
      City: 'Utrecht',
      Country: 'NL',
      PostalCode: '1234 AB',
    });
  });

  it('has every field of a contact, with the infix in the middle', () => {
    expect(personOf({})).to.deep.equal({
      OwnerType: 'Contact',
      FirstName: 'Anna',
      MiddleName: 'van der',
      LastName: 'Berg',
      Email: 'anna@devries.example.nl',
      Type: 'A',
      BusinessPhone: '030-7654321',
      MobilePhone: '06-12345678',
    });
  });

  it('calls a contact without a first name by the initials', () => {
    expect(personOf({ firstName: null })).to.include({ FirstName: 'A.M.', LastName: 'Berg' });
  });

  it('makes an entity of a sole trader like of any company', () => {
    expect(attributesOf('entity', { name: 'J. Smit', kvkNumber: null, houseNumber: null })).to.include({
      Name: 'J. Smit',
    });
  });

  it('holds nothing where the practice software has nothing, so that a field can be cleared', () => {
    expect(attributesOf('entity', { phone: null, website: ' ' })).to.include({
      BusinessPhone: null,
      Website: null,
    });
    expect(personOf({ infix: null, mobile: null })).to.include({ MiddleName: null, MobilePhone: null });
  });

  it('recognises a client by its number and a person by the e-mail, whatever the spaces and letter case', () => {
    const claims = claimsOf({ number: ' 4711 ' }, [contact({ email: ' Anna@Devries.Example.NL ' })]);
    const keys = Object.fromEntries(claims.map(({ type, key }) => [type, key]));
    expect(keys).to.include({ entity: '4711', person: 'anna@devries.example.nl' });
  });

  it('has an empty address for a client without one, country and all, so that a removed address is emptied', () => {
    const nowhere = { street: null, houseNumber: null, building: null, postalCode: null, city: null };
    const address = claimsOf(nowhere).find(({ type }) => type === 'address');
    expect(Object.values(address?.attributes ?? { missing: 'address' })).to.satisfy((values: unknown[]) =>
      values.every((value) => value === null),
    );
  });

  it('gives each contact a role of its own on the entity, under one name whatever the language', () => {
    const claims = claimsOf({}, [contact()]);
    expect(claims.map(({ type }) => type)).to.deep.equal(['entity', 'address', 'person', 'entity-role']);
    const role = claims.find(({ type }) => type === 'entity-role');
    expect(role?.parents).to.deep.equal(['entity', 'person:7f000000-0000-4000-8000-00000000c001']);
    expect(role?.attributes).to.deep.equal({ Role: 'Contact - Entity Collaborator' });
    const named = settingsSchema.parse({ roleName: 'Reader' });
    expect(attributesOf('entity-role', {}, [contact()], named)).to.deep.equal({ Role: 'Reader' });
  });

  it('has a contact group where the setting says so, only for a client with contacts', () => {
    expect(claimsOf({}, [], GROUPS).map(({ type }) => type)).to.not.include('group');
    expect(claimsOf({}, [contact()], GROUPS).map(({ type }) => type)).to.deep.equal([
      ...['entity', 'address', 'group', 'group-role', 'person', 'access'],
    ]);
  });

  it('lets nobody in before the group has its role', () => {
    const access = claimsOf({}, [contact()], GROUPS).find(({ type }) => type === 'access');
    expect(access?.needs).to.include('group-role');
    expect(access?.parents).to.deep.equal(['group', 'person:7f000000-0000-4000-8000-00000000c001']);
  });

  it('sees one human in two contacts of a client that share an e-mail and a person', () => {
    const twice = [contact({ id: 'c1', personKey: 'P1' }), contact({ id: 'c2', personKey: 'P1' })];
    const people = claimsOf({}, twice).filter(({ type }) => type === 'person');
    expect(people.map(({ key, owner }) => [key, owner])).to.deep.equal([
      ['anna@devries.example.nl', 'person:P1'],
      ['anna@devries.example.nl', 'person:P1'],
    ]);
    expect(new Set(people.map(({ ref }) => ref)).size).to.equal(2);
  });

  it('uses the field names of the settings, and leaves out what they leave out', () => {
    const own = settings({ phone: 'Telephone', facebook: null, postalCode: null, personMobile: null });
    const all = { ...attributesOf('entity', {}, [], own), ...attributesOf('address', {}, [], own) };
    expect(all).to.include({ Telephone: '030-1234567' });
    expect(all).to.not.have.any.keys('BusinessPhone', 'Facebook', 'PostalCode');
    expect(attributesOf('person', {}, [contact()], own)).to.not.have.property('MobilePhone');
  });

  it('does not take settings that would write over another field', () => {
    expect(settingsSchema.safeParse({ fieldNames: { phone: 'EntityNo' } }).success).to.equal(false);
    expect(settingsSchema.safeParse({ fieldNames: { phone: 'X', website: 'X' } }).success).to.equal(false);
    expect(settingsSchema.safeParse({ unknown: 1 }).success).to.equal(false);
  });
});

describe('What CaseWare Cloud cannot take', () => {
  it('is fine up to the limits and never cut', () => {
    expect(refusalsOf({ name: 'n'.repeat(60), number: '1234567890' })).to.deep.equal([]);
    expect(
      contactRefusal({
        firstName: 'f'.repeat(30),
        email: `${'e'.repeat(39)}@${'sub-domain.'.repeat(4)}example.nl`,
      }),
    ).to.deep.equal([]);
  });

  for (const [change, reason, field] of [
    [{ name: 'n'.repeat(61) }, 'NAME_TOO_LONG', 'name'],
    [{ name: null }, 'NAME_MISSING', 'name'],
    [{ number: '12345678901' }, 'NUMBER_TOO_LONG', 'number'],
    [{ number: ' ' }, 'NUMBER_MISSING', 'number'],
  ] as const) {
    it(`is reported for a client as ${reason}`, () => {
      expect(refusalsOf(change)).to.deep.equal([['client', reason, field]]);
    });
  }

  for (const [change, reason, field] of [
    [{ email: null }, 'EMAIL_MISSING', 'email'],
    [{ email: 'anna at example.nl' }, 'EMAIL_INVALID', 'email'],
    [{ email: 'anna@localhost' }, 'EMAIL_INVALID', 'email'],
    [{ email: `${'e'.repeat(50)}@${'sub-domain.'.repeat(4)}example.nl` }, 'EMAIL_TOO_LONG', 'email'],
    [{ firstName: null, initials: null, lastName: null }, 'NAME_MISSING', 'lastName'],
    [{ firstName: ' ', initials: null }, 'NAME_MISSING', 'firstName'],
    [{ firstName: 'f'.repeat(31) }, 'FIELD_TOO_LONG', 'firstName'],
    [{ firstName: null, initials: 'i'.repeat(31) }, 'FIELD_TOO_LONG', 'initials'],
  ] as const) {
    it(`is reported for a contact as ${reason} of ${field}`, () => {
      expect(contactRefusal(change)).to.deep.equal([['contact', reason, field]]);
    });
  }

  it('in a client does not unlink its contacts', () => {
    const types = claimsOf({ name: 'n'.repeat(61) }, [contact()]).map(({ type }) => type);
    expect(types).to.include.members(['entity', 'person', 'entity-role']);
  });

  it('in one contact leaves the others alone', () => {
    const both = [contact({ id: 'c1', email: null }), contact({ id: 'c2' })];
    expect(claimsOf({}, both).filter(({ type }) => type === 'entity-role')).to.have.length(1);
  });
});
