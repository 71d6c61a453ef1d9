import { expect } from 'chai';
import { comparePortal, type ByHand } from './compare-portal.ts';
import type { PortalView } from './portal-view.ts';
import {
  applyChange,
  applyLoss,
  EMPTY_PRACTICE,
  noteAgreement,
  type Change,
  type ClientFields,
  type ContactFields,
  type Practice,
} from './practice-model.ts';

let at = 0;

const CLIENT: Omit<ClientFields, 'changedAt'> = {
  aheadMs: 0,
  ...{ key: 'c1', number: '1001', name: 'Bedrijf', city: 'Gent', phone: '030' },
  ...{ kind: 'company', status: 'client', linked: true, deleted: false },
};
const CONTACT: Omit<ContactFields, 'changedAt'> = {
  aheadMs: 0,
  ...{ key: 'p1', clientKey: 'c1', personKey: null, firstName: 'Anna', lastName: 'Bakker' },
  ...{ email: 'anna@example.nl', mobile: '06', linked: true, deleted: false },
};

function client(fields: Partial<ClientFields> = {}): Change {
  return { record: 'client', fields: { ...CLIENT, changedAt: (at += 1), ...fields } };
}

function contact(fields: Partial<ContactFields> = {}): Change {
  return { record: 'contact', fields: { ...CONTACT, changedAt: (at += 1), ...fields } };
}

function practiceOf(...changes: Change[]): Practice {
  return changes.reduce(applyChange, EMPTY_PRACTICE);
}

const ENTITY = {
  id: 'e1',
  number: '1001',
  fields: { name: 'Bedrijf', phone: '030', city: 'Gent', type: 'A' },
};
const ANNA = {
  id: 'u1',
  email: 'anna@example.nl',
  fields: { firstName: 'Anna', lastName: 'Bakker', mobile: '06' },
};
const MAIL = { email: 'anna@example.nl', entityId: 'e1' };

function portalOf(view: Partial<PortalView> = {}): PortalView {
  const access = new Map([['1001', ['anna@example.nl']]]);
  return { entities: [ENTITY], people: [ANNA], access, groups: ['Koppel e1'], mails: [MAIL], ...view };
}

function problems(practice: Practice, view: Partial<PortalView> = {}, byHand: ByHand = new Map()): string {
  return comparePortal({ practice, portal: portalOf(view), byHand }).join('; ');
}

const ONE = practiceOf(client(), contact());

describe('the model of the portal', () => {
  it('agrees with a portal that shows what the practice says', () => {
    expect(problems(ONE)).to.equal('');
  });

  it('misses an access that must be there, and sees one that must not', () => {
    expect(problems(ONE, { access: new Map() })).to.include('must have access at client c1');
    const unlinked = applyChange(ONE, contact({ linked: false }));
    expect(problems(unlinked)).to.equal('anna@example.nl has access at client c1, and must not');
    const turned = applyChange(ONE, client({ status: 'suspect' }));
    expect(problems(turned)).to.equal('anna@example.nl has access at client c1, and must not');
  });

  it('sees a client twice, and with old data, under any number it ever had', () => {
    const renumbered = applyChange(ONE, client({ number: '1002' }));
    expect(problems(renumbered)).to.include('client c1 must be 1002');
    const second = { ...ENTITY, id: 'e2', number: '1002' };
    expect(problems(renumbered, { entities: [ENTITY, second] })).to.include('client c1 has 2 entities');
  });

  it('counts the mails: one for each time that access may have begun', () => {
    const mails = [MAIL, MAIL];
    expect(problems(ONE, { mails })).to.include('was mailed 2 times about client c1, at most 1 is right');
    const relinked = [contact({ linked: false }), contact()].reduce(applyChange, ONE);
    expect(problems(relinked, { mails })).to.equal('');
    expect(problems(applyLoss(ONE, { lost: 'entity', clientKey: 'c1' }), { mails })).to.equal('');
  });

  it('holds an access to what it was when its contact lost the address', () => {
    const agreed = noteAgreement(ONE, () => 'anna@example.nl');
    const frozen = applyChange(agreed, contact({ email: null }));
    expect(problems(frozen)).to.equal('');
    expect(problems(frozen, { access: new Map() })).to.include('must have access');
    const since = applyChange(frozen, contact({ email: null, mobile: '07' }));
    expect(problems(since, { access: new Map() })).to.equal('');
  });

  it('lets one of two who want an address have it, and not both', () => {
    const rivals = [client({ key: 'c2', number: '1002' }), contact({ key: 'p2', clientKey: 'c2' })].reduce(
      applyChange,
      ONE,
    );
    const entities = [ENTITY, { ...ENTITY, id: 'e2', number: '1002' }];
    expect(problems(rivals, { entities })).to.equal('');
    const access = new Map([...portalOf().access, ['1002', ['anna@example.nl']] as const]);
    expect(problems(rivals, { entities, access })).to.include('must not');
  });

  it('lets the latest data of one human lead', () => {
    const both = [
      contact({ personKey: 'h1' }),
      client({ key: 'c2', number: '1002' }),
      contact({ key: 'p2', clientKey: 'c2', personKey: 'h1', mobile: '07' }),
    ].reduce(applyChange, ONE);
    const view = {
      entities: [ENTITY, { ...ENTITY, id: 'e2', number: '1002' }],
      access: new Map([...portalOf().access, ['1002', ['anna@example.nl']] as const]),
    };
    expect(problems(both, view)).to.include('anna@example.nl must be Anna / Bakker / 07');
    const people = [{ ...ANNA, fields: { ...ANNA.fields, mobile: '07' } }];
    expect(problems(both, { ...view, people })).to.equal('');
    const changedAt = (at += 1);
    const together = [
      contact({ personKey: 'h1', mobile: '08', changedAt }),
      contact({ key: 'p2', clientKey: 'c2', personKey: 'h1', mobile: '09', changedAt }),
    ].reduce(applyChange, both);
    expect(problems(together, { ...view, people })).to.include('08 or Anna / Bakker / 09, is');
    for (const mobile of ['08', '09']) {
      const one = [{ ...ANNA, fields: { ...ANNA.fields, mobile } }];
      expect(problems(together, { ...view, people: one })).to.equal('');
    }
  });

  it('leaves what was made by hand to people, and sees when it was touched', () => {
    const byHand = new Map([['e9', '1001 / By hand /  /  / A']]);
    const made = { id: 'e9', number: '1001', fields: { name: 'By hand', phone: '', city: '', type: 'A' } };
    expect(problems(ONE, { entities: [ENTITY, made] }, byHand)).to.equal('');
    const touched = { ...made, fields: { ...made.fields, name: 'Bedrijf' } };
    expect(problems(ONE, { entities: [ENTITY, touched] }, byHand)).to.include('(rule 18)');
  });

  it('sees who was made by hand taken over, once nobody else stands under an address that is wanted', () => {
    const byHand = new Map([['u9', 'anna@example.nl /  / By hand / ']]);
    const made = { ...ANNA, id: 'u9' };
    expect(problems(ONE, { people: [ANNA, made] }, byHand)).to.include('(rule 18)');
    expect(problems(ONE, { people: [made] }, byHand)).to.equal('');
    const left = { ...made, fields: { firstName: '', lastName: 'By hand', mobile: '' } };
    expect(problems(ONE, { people: [left] }, byHand)).to.include('anna@example.nl must be');
    const moved = applyChange(ONE, contact({ email: 'an@example.nl' }));
    const people = [{ ...ANNA, email: 'an@example.nl' }, made];
    expect(problems(moved, { people, access: new Map() }, byHand)).to.include('(rule 18)');
  });
});
