import { expect } from 'chai';
import type { Contact } from '../../../src/domain/contact.ts';
import type { Employee } from '../../../src/domain/practice.ts';
import { remarks } from '../../../connectors/wolters-kluwer/remarks.ts';
import { settingsSchema } from '../../../connectors/wolters-kluwer/settings.ts';
import { wanted } from '../../../connectors/wolters-kluwer/wanted.ts';
import { woltersKluwer } from '../../../connectors/wolters-kluwer/wolters-kluwer.ts';
import { client, contact } from '../../support/contract/sample-records.ts';

const LISA = 'lisa@kantoor.example.nl';
const TOM = 'tom@kantoor.example.nl';
const NUMBERS = { wkCustomerNumber: '1004711', enterpriseNumber: '0123.456.749' };
const KEY = '1004711+0123456749';
const ANNA = 'anna@devries.example.nl';

interface Situation {
  readonly client?: object;
  readonly link?: Record<string, unknown>;
  readonly contacts?: readonly { contact: Contact; link?: Record<string, unknown> }[];
  readonly settings?: Record<string, unknown>;
  readonly employees?: readonly Employee[];
}

function want({
  client: changes = {},
  link = {},
  contacts = [],
  settings = {},
  employees = [],
}: Situation = {}) {
  const eligible = {
    client: client({ ...NUMBERS, ...changes }),
    linkSettings: link,
    contacts: contacts.map((each) => ({ contact: each.contact, linkSettings: each.link ?? {} })),
    employees,
  };
  return wanted(eligible, settingsSchema.parse({ employees: [LISA], ...settings }));
}
const told = (situation: Situation = {}) =>
  want(situation).claims.map(({ type, key }) => `${type} ${key}`.trim());
const refusals = (situation: Situation) =>
  want(situation).refusals.map(({ subject, reason, field }) => [subject.kind, reason, field]);

describe('What the Panda portal should hold', () => {
  it('is an account, the organisation, a membership and the tick for each employee, the primary one first', () => {
    expect(told({ settings: { employees: [TOM, { email: LISA, primary: true }] } })).to.deep.equal([
      ...[`account ${LISA}`, `account ${TOM}`, `organisation ${KEY}`],
      ...[`membership ${LISA}`, `application-access support-community:${LISA}`],
      ...[`membership ${TOM}`, `application-access support-community:${TOM}`],
    ]);
    expect(told({ settings: { applicationAccess: [] } })).not.to.include(
      `application-access support-community:${LISA}`,
    );
  });

  it('is an account, a membership with the role of the link and what it may use for each contact', () => {
    const link = { role: 'Administrator', applications: 'support-community' };
    const { claims } = want({ contacts: [{ contact: contact(), link }] });
    const own = claims.filter(({ subject }) => subject.kind === 'contact');
    expect(own.map(({ type, key }) => `${type} ${key}`)).to.deep.equal([
      ...[`account ${ANNA}`, `membership ${ANNA}`, `application-access support-community:${ANNA}`],
    ]);
    expect(own[1]?.attributes).to.deep.equal({ role: 'administrator' });
    expect(own[0]?.attributes).to.deep.equal({
      firstName: 'Anna',
      lastName: 'van der Berg',
      employee: false,
    });
    expect(own[0]?.needs, 'mailed once the client is there').to.deep.equal(['organisation']);
  });

  it('is a hand-over only to contacts who shall administer it, and only where that is wished', () => {
    const contacts = [{ contact: contact(), link: { role: 'administrator' } }];
    const handOvers = (situation: Situation) =>
      want(situation).claims.filter(({ type }) => type === 'hand-over');
    expect(handOvers({ contacts })[0]?.attributes).to.deep.equal({ to: ANNA });
    expect(handOvers({ contacts: [{ contact: contact() }] })).to.deep.equal([]);
    expect(handOvers({ contacts, settings: { handOver: false } })).to.deep.equal([]);
    expect(handOvers({ contacts, link: { handOver: 'no' } })).to.deep.equal([]);
  });

  it('[seed] can be of the practice’s own organisation, which is handed to nobody', () => {
    const contacts = [{ contact: contact(), link: { role: 'administrator' } }];
    const { claims, refusals } = want({ contacts, link: { ownOrganisation: 'yes', handOver: 'yes' } });
    expect(refusals).to.deep.equal([]);
    const types = new Set(claims.map(({ type }) => type));
    expect([...types]).to.include.members(['organisation', 'account', 'membership']);
    expect([...types]).to.not.include('hand-over');
  });

  it('only names refs that are there, and parents of the types that each resource type says', () => {
    const link = { role: 'administrator', applications: ['support-community'] };
    const { claims } = want({ contacts: [{ contact: contact(), link }] });
    const typeByRef = new Map(claims.map(({ ref, type }) => [ref, type]));
    expect(typeByRef.size).to.equal(claims.length);
    expect(new Set(claims.map(({ type }) => type))).to.deep.equal(
      new Set(Object.keys(woltersKluwer.resources)),
    );
    for (const { type, parents, needs } of claims) {
      const below = woltersKluwer.resources[type]?.below ?? [];
      expect(parents.map((ref) => typeByRef.get(ref))).to.deep.equal([...below]);
      for (const need of needs) expect(typeByRef.has(need), need).to.equal(true);
    }
  });

  it('takes names that the settings leave out from the employees of the practice', () => {
    const known = {
      id: 'e1',
      sourceKey: 'E1',
      firstName: 'Lisa',
      lastName: 'Vos',
      email: LISA.toUpperCase(),
    };
    const [account] = want({ employees: [known] }).claims;
    expect(account?.attributes).to.deep.equal({ firstName: 'Lisa', lastName: 'Vos', employee: true });
  });

  it('[seed] needs both numbers, and says which is missing', () => {
    expect(refusals({ client: { wkCustomerNumber: null } })).to.deep.equal([
      ['client', 'WK_NUMBER_MISSING', 'wkCustomerNumber'],
    ]);
    expect(refusals({ client: { enterpriseNumber: '0123456740' } })).to.deep.equal([
      ['client', 'ENTERPRISE_NUMBER_MISSING', 'enterpriseNumber'],
    ]);
  });

  it('names settings of a link that the portal does not have, and addresses that are none', () => {
    expect(refusals({ link: { staff: ['x'] } })).to.deep.equal([
      ['client', 'LINK_SETTINGS_INVALID', 'staff'],
    ]);
    const wrong = { contact: contact(), link: { role: 'owner' } };
    expect(refusals({ contacts: [wrong] })).to.deep.equal([['contact', 'LINK_SETTINGS_INVALID', 'role']]);
    const nobody = { contact: contact({ email: 'nobody' }) };
    expect(refusals({ contacts: [nobody] })).to.deep.equal([['contact', 'EMAIL_INVALID', 'email']]);
  });
});

describe('Settings of a Wolters Kluwer connection', () => {
  it('name at least one employee, nobody twice, and one primary employee at the most', () => {
    const isRefused = (employees: unknown) => !settingsSchema.safeParse({ employees }).success;
    expect(isRefused([])).to.equal(true);
    expect(isRefused([LISA, LISA.toUpperCase()])).to.equal(true);
    expect(isRefused([LISA, TOM].map((email) => ({ email, primary: true })))).to.equal(true);
    expect(settingsSchema.parse({ employees: [LISA] })).to.deep.equal({
      ...{ employees: [{ email: LISA }], applicationAccess: ['support-community'], handOver: true },
    });
  });
});

describe('What explains a client that the Support Community does not list', () => {
  it('[seed] is since when the employee is a member, and that the tick is missing', () => {
    const fact = {
      ...{ type: 'application-access', key: `support-community:${LISA}`, state: 'waiting', attributes: {} },
      ...{ waitingFor: 'TICK_MISSING', since: '2026-11-25T10:00:00Z' },
      parents: { membership: { role: 'member', since: '2026-11-12T09:30:00Z' } },
    };
    const [remark, ...more] = remarks([fact, { ...fact, waitingFor: null, state: 'present' }]);
    expect(more).to.deep.equal([]);
    expect(remark?.en).to.match(
      /member since 2026-11-12, the tick is missing: an administrator of the client must/,
    );
    expect(remark?.nl).to.match(
      /lid sinds 2026-11-12, het vinkje ontbreekt: een beheerder van de klant moet/,
    );
  });
});

describe('Steps in the Panda portal that a person takes', () => {
  it('[seed] leave the hand-over open until a contact has accepted, else the practice would stay administrator', () => {
    const names = { client: 'Bakker', clientNumber: '4711', contact: '-', email: '-', key: '' };
    const wanted = { to: `${ANNA} ${LISA}` };
    const { en, nl } = woltersKluwer.resources['hand-over']!.manual!('create', { ...names, wanted })!;
    expect(en.slice(2)).to.deep.equal([
      'Not added by the practice: there is nothing to do. Confirm.',
      `Added by the practice, and ${ANNA} or ${LISA} has accepted to be administrator: Manage organisation › Hand over › that contact. Confirm after that.`,
      'Added by the practice, and nobody of them has accepted yet: leave this task open.',
    ]);
    expect(nl.slice(2)).to.deep.equal([
      'Niet door het kantoor toegevoegd: er is niets te doen. Bevestig.',
      `Door het kantoor toegevoegd, en ${ANNA} of ${LISA} heeft het beheer geaccepteerd: Beheer organisatie › Overdragen › die contactpersoon. Bevestig daarna.`,
      'Door het kantoor toegevoegd, en niemand van hen heeft het nog geaccepteerd: laat deze taak openstaan.',
    ]);
  });

  for (const [name, resource] of Object.entries(woltersKluwer.resources)) {
    for (const action of ['create', 'remove', 'find-out'] as const) {
      it(`are told exactly, in both languages: ${action} ${name}`, () => {
        const names = {
          ...{ client: 'Bakker', clientNumber: '4711', contact: 'Anna Berg', email: ANNA, key: KEY },
          wanted: {},
        };
        const { en, nl } = resource.manual?.(action, names) ?? { en: [], nl: [] };
        expect(en).to.have.length.greaterThan(0);
        expect(nl).to.have.length(en.length);
        expect(nl).to.not.deep.equal(en);
        expect(`${en.join(' ')} ${nl.join(' ')}`).to.not.include('undefined');
        expect(en.join(' ')).to.match(/›/);
      });
    }
  }
});
