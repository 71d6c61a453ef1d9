import { expect } from 'chai';
import { settingsSchema } from '../../../connectors/caseware-cloud/settings.ts';
import { wanted } from '../../../connectors/caseware-cloud/wanted.ts';
import type { Client } from '../../../src/domain/client.ts';
import type { Contact } from '../../../src/domain/contact.ts';
import { contact, eligible } from '../../support/contract/sample-records.ts';

// Initials are off by default: the portal's own form has no field for them.
const settings = settingsSchema.parse({ fieldNames: { personInitials: 'Initials' } });

/** Everything that CaseWare Cloud is told, as text. */
function told(client: Partial<Client>, person: Partial<Contact> = {}): string {
  const { claims } = wanted(eligible(client, [contact(person)]), settings);
  return JSON.stringify(claims.map(({ type, attributes }) => [type, attributes]));
}

describe('which fields reach CaseWare Cloud', () => {
  const ofClient = {
    number: '99',
    name: 'Else BV',
    street: 'Elsestraat',
    houseNumber: '99',
    houseNumberAddition: 'zz',
    building: 'Else',
    postalCode: '9999 ZZ',
    city: 'Elst',
    country: 'BE',
    phone: '099',
    email: 'else@example.nl',
    website: 'https://else.example.nl',
    facebook: 'else',
    twitter: '@else',
    linkedin: 'else',
  } as const;
  for (const [field, value] of Object.entries(ofClient)) {
    it(`rule 6: of a client: ${field}`, () => {
      expect(told({ [field]: value }))
        .to.include(value)
        .and.not.equal(told({}));
    });
  }

  const ofContact = {
    firstName: 'Els',
    infix: 'ter',
    lastName: 'Elst',
    initials: 'E.E.',
    email: 'els@example.nl',
    phone: '099',
    mobile: '0699',
  } as const;
  for (const [field, value] of Object.entries(ofContact)) {
    it(`rule 7: of a contact: ${field}`, () => {
      expect(told({}, { [field]: value }))
        .to.include(value)
        .and.not.equal(told({}));
    });
  }

  it('rule 7: initials and a surname are enough', () => {
    const { refusals } = wanted(eligible({}, [contact({ firstName: null })]), settings);
    expect(refusals).to.deep.equal([]);
  });

  it('rule 12: a contact without an e-mail is refused, and its client is not', () => {
    const { refusals } = wanted(eligible({}, [contact({ email: null })]), settings);
    expect(refusals.map(({ subject, reason }) => [subject.kind, reason])).to.deep.equal([
      ['contact', 'EMAIL_MISSING'],
    ]);
  });

  it('the numbers that other portals ask for stay here', () => {
    const kept = { kvkNumber: '87654321', enterpriseNumber: '0123456789', wkCustomerNumber: 'WK99' };
    expect(told(kept)).to.equal(told({}));
  });
});
