import { expect } from 'chai';
import fc from 'fast-check';
import { PROFILES } from '../../../connectors/clearfacts/capabilities.ts';
import { clearfacts } from '../../../connectors/clearfacts/clearfacts.ts';
import { settingsSchema } from '../../../connectors/clearfacts/settings.ts';
import { wanted } from '../../../connectors/clearfacts/wanted.ts';
import type { EligibleClient } from '../../../connectors/connector.ts';
import type { Client } from '../../../src/domain/client.ts';
import type { Contact } from '../../../src/domain/contact.ts';
import { client, contact } from '../../support/contract/sample-records.ts';

const NUMBER = '0123456749';

interface Situation {
  readonly client?: Partial<Client>;
  readonly link?: Record<string, unknown>;
  readonly contacts?: readonly { contact: Contact; link?: Record<string, unknown> }[];
  readonly settings?: Record<string, unknown>;
}

function want({ client: changes = {}, link = {}, contacts = [], settings = {} }: Situation = {}) {
  const eligible: EligibleClient = {
    client: client({ enterpriseNumber: NUMBER, ...changes }),
    linkSettings: link,
    contacts: contacts.map((each) => ({ contact: each.contact, linkSettings: each.link ?? {} })),
    employees: [],
  };
  return wanted(eligible, settingsSchema.parse(settings));
}
const claimOf = (type: string, situation: Situation) =>
  want(situation).claims.find((claim) => claim.type === type);
const refusalsOf = (situation: Situation) =>
  want(situation).refusals.map(({ subject, reason, field }) => [subject.kind, reason, field]);
const warningsOf = (situation: Situation) => want(situation).warnings?.map(({ reason }) => reason);
const ANNA = { contact: contact() };
const PIET = { contact: contact({ id: 'piet', personKey: 'h-piet', email: ' Piet@DeVries.example.nl ' }) };

describe('What ClearFacts should hold', () => {
  it('is a dossier, known by the bare enterprise number', () => {
    for (const enterpriseNumber of [NUMBER, 'BE 0123.456.749', 'be0123.456.749'])
      expect(want({ client: { enterpriseNumber } }).claims.map(({ type, key }) => [type, key])).to.deep.equal(
        [['dossier', NUMBER]],
      );
  });

  it('is a user for each contact, assigned to the dossier, with what the portal is told of a person', () => {
    const { claims } = want({ contacts: [ANNA, PIET] });
    expect(claims.map(({ type, key }) => `${type} ${key}`)).to.deep.equal([
      `dossier ${NUMBER}`,
      'dossier-profile administrator',
      'user anna@devries.example.nl',
      'assignment anna@devries.example.nl',
      'dossier-profile administrator',
      'user piet@devries.example.nl',
      'assignment piet@devries.example.nl',
    ]);
    expect(claimOf('user', { contacts: [ANNA] })?.attributes).to.deep.equal({
      firstName: 'Anna',
      lastName: 'van der Berg',
      language: 'nl_BE',
      profile: 'administrator',
    });
  });

  it('makes no user before the dossier is there and leaves the profile something to do', () => {
    const { claims } = want({ contacts: [ANNA] });
    const dossierProfile = claims.find(({ type }) => type === 'dossier-profile')!;
    const user = claims.find(({ type }) => type === 'user')!;
    expect(user.needs).to.deep.equal(['dossier', dossierProfile.ref]);
    expect(claims.find(({ type }) => type === 'assignment')).to.deep.include({
      parents: ['dossier', user.ref],
      needs: [dossierProfile.ref],
    });
  });

  it('takes initials for a first name where practice software knows no other', () => {
    const initials = contact({ firstName: null, initials: 'P.' });
    expect(claimOf('user', { contacts: [{ contact: initials }] })?.attributes.firstName).to.equal('P.');
  });

  it('[seed] gives the profile Administrator by default, or what the connection or the link says', () => {
    const profileOf = (situation: Situation) => claimOf('user', situation)?.attributes.profile;
    expect(profileOf({ contacts: [ANNA] })).to.equal('administrator');
    const settings = { defaultProfile: 'full-feedback' };
    expect(profileOf({ contacts: [ANNA], settings })).to.equal('full-feedback');
    const link = { profile: 'document-delivery' };
    expect(profileOf({ contacts: [{ ...ANNA, link }], settings })).to.equal('document-delivery');
  });

  it('[seed] warns where a client with linked contacts has no Administrator among them', () => {
    const feedback = { ...ANNA, link: { profile: 'full-feedback' } };
    expect(warningsOf({})).to.deep.equal([]);
    expect(warningsOf({ contacts: [feedback, PIET] })).to.deep.equal([]);
    expect(warningsOf({ contacts: [feedback] })).to.deep.equal(['NO_ADMINISTRATOR']);
    const refused = { contact: contact({ id: 'x', email: 'nonsense' }) };
    expect(warningsOf({ contacts: [feedback, refused] }), 'who is refused is none').to.deep.equal([
      'NO_ADMINISTRATOR',
    ]);
  });

  it('is another user for another address: a user cannot get another one [seed]', () => {
    const owners = ['anna@devries.example.nl', 'anna@elders.example.nl'].map(
      (email) => claimOf('user', { contacts: [{ contact: contact({ email }) }] })?.owner,
    );
    expect(new Set(owners).size).to.equal(2);
  });

  it('is one user for one human with one address at several clients', () => {
    const owner = (id: string) =>
      claimOf('user', { contacts: [{ contact: contact({ id, personKey: 'h-1' }) }] })?.owner;
    expect(owner('one')).to.equal(owner('two'));
  });

  it('is another dossier for another number, and nothing is renamed', () => {
    const owner = (enterpriseNumber: string) => want({ client: { enterpriseNumber } }).claims[0]?.owner;
    expect(owner(NUMBER)).not.to.equal(owner('0987654394'));
  });

  it('refuses a client without a Belgian number, and keeps what hangs below its dossier in place', () => {
    for (const enterpriseNumber of [null, '', '12345678', '2123456749']) {
      const situation = { client: { enterpriseNumber }, contacts: [ANNA] };
      expect(refusalsOf(situation)).to.deep.equal([
        ['client', 'ENTERPRISE_NUMBER_MISSING', 'enterpriseNumber'],
      ]);
      expect(claimOf('assignment', situation)?.parents).to.include('dossier');
    }
  });

  it('refuses what the portal cannot take, names the field, and claims nothing of it', () => {
    const refused = (fields: Partial<Contact>) => {
      const situation = { contacts: [{ contact: contact(fields) }] };
      expect(claimOf('user', situation)).to.equal(undefined);
      return refusalsOf(situation)[0]?.slice(1);
    };
    expect(refused({ email: null })).to.deep.equal(['EMAIL_MISSING', 'email']);
    expect(refused({ email: 'nonsense' })).to.deep.equal(['EMAIL_INVALID', 'email']);
    expect(refused({ email: `${'a'.repeat(250)}@b.example.nl` })).to.deep.equal(['EMAIL_TOO_LONG', 'email']);
    expect(refused({ firstName: null, initials: ' ' })).to.deep.equal(['NAME_MISSING', 'firstName']);
    expect(refused({ lastName: null })).to.deep.equal(['NAME_MISSING', 'lastName']);
    expect(refused({ lastName: 'a'.repeat(101) })).to.deep.equal(['NAME_TOO_LONG', 'lastName']);
  });

  it('refuses link settings that this portal does not have', () => {
    expect(refusalsOf({ contacts: [{ ...ANNA, link: { profile: 'boss' } }] })).to.deep.equal([
      ['contact', 'LINK_SETTINGS_INVALID', 'profile'],
    ]);
    expect(refusalsOf({ link: { profile: 'administrator' } })).to.deep.equal([
      ['client', 'LINK_SETTINGS_INVALID', 'profile'],
    ]);
  });

  it('names only what it also claims, whatever the records are', () => {
    const text = fc.option(fc.string({ maxLength: 12 }), { nil: null });
    const person = fc.record({
      contact: fc.record({ id: fc.uuid(), email: text, firstName: text, lastName: text }).map(contact),
      link: fc.record({ profile: fc.constantFrom(...PROFILES) }),
    });
    fc.assert(
      fc.property(
        text,
        fc.uniqueArray(person, { maxLength: 4, selector: (one) => one.contact.id }),
        (enterpriseNumber, contacts) => {
          const { claims, refusals } = want({ client: { enterpriseNumber }, contacts });
          const refs = new Set(claims.map(({ ref }) => ref));
          expect(refs.size, 'refs are unique').to.equal(claims.length);
          for (const { parents, needs, type } of claims) {
            for (const ref of [...parents, ...needs]) expect(refs).to.include(ref);
            expect(Object.keys(clearfacts.resources)).to.include(type);
          }
          const refused = new Set(refusals.map(({ subject }) => subject.id));
          for (const { contact: each } of contacts)
            expect(claims.some(({ subject }) => subject.id === each.id)).to.equal(!refused.has(each.id));
        },
      ),
    );
  });
});
