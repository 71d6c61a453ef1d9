// In which form a portal shows what it was given, and what is no form but a change.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Attributes, AttributeValue } from '../../../src/plan/attributes.ts';
import {
  formsAfterWrite,
  isWrittenAlike,
  readShown,
  type StoredForms,
} from '../../../src/plan/stored-forms.ts';

/** A portal that keeps one field, and Koppel, who puts back what differs. */
function play(
  makes: (given: AttributeValue) => AttributeValue,
  tells: 'nothing' | 'what it holds' | 'what it was given',
) {
  let held: AttributeValue = null;
  let attributes: Attributes = {};
  let stored: StoredForms = {};
  let writes = 0;
  const write = (ours: AttributeValue): void => {
    writes += 1;
    held = makes(ours);
    const told = { nothing: {}, 'what it holds': { F: held }, 'what it was given': { F: ours } }[tells];
    const shown = tells === 'nothing' ? undefined : told;
    stored = formsAfterWrite(stored, { changes: { F: ours }, before: attributes, shown });
    attributes = { F: ours };
  };
  const verify = (ours: AttributeValue): void => {
    const sight = readShown({ F: held }, { attributes, stored });
    ({ attributes, stored } = sight);
    if (attributes['F'] !== ours) write(ours);
  };
  return {
    write,
    verify,
    writes: () => writes,
    edit: (value: AttributeValue) => (held = value),
    held: () => held,
  };
}

const FORMS: readonly (readonly [string, string, (given: AttributeValue) => AttributeValue])[] = [
  ['030 123 45 67', 'a telephone number without spaces', (given) => String(given).replace(/\s/g, '')],
  ['1234 ab', 'a postal code in capitals', (given) => String(given).toUpperCase()],
  ['  Jansen ', 'a trimmed name', (given) => String(given).trim()],
  ['www.jansen.example.nl', 'an address with https://', (given) => `https://${String(given)}`],
  ['NL', 'a country by its name', (given) => (given === 'NL' ? 'Nederland' : given)],
  ['Jansen', 'always the same', () => 'FIXED'],
];

describe('rule 8: what a portal makes of what it is given', () => {
  for (const [ours, what, makes] of FORMS) {
    for (const [tells, most] of [
      ['what it holds', 1],
      ['nothing', 2],
      ['what it was given', 3],
    ] as const) {
      it(`${what}, where it tells ${tells}: it is written ${most} times at the most, whatever is read after`, () => {
        const portal = play(makes, tells);
        portal.write(ours);
        for (let night = 0; night < 10; night += 1) portal.verify(ours);
        expect(portal.writes()).to.be.at.most(most);
      });
    }
  }

  it('is no form when somebody edits it afterwards: that is put back, also the second time', () => {
    const portal = play((given) => String(given).replace(/\s/g, ''), 'what it holds');
    portal.write('030 12');
    for (const night of [1, 2]) {
      portal.edit('040 99');
      portal.verify('030 12');
      expect(portal.held(), `night ${night}`).to.equal('03012');
    }
  });

  it('is no form when it kept what it showed before', () => {
    let given: AttributeValue = null;
    const portal = play((ours) => (given ??= ours), 'nothing');
    portal.write('Jansen');
    portal.write('Pietersen');
    for (let night = 0; night < 3; night += 1) portal.verify('Pietersen');
    expect(portal.writes(), 'it is put back every time').to.equal(5);
  });

  it('changes with what it is given', () => {
    const portal = play((given) => String(given).replace(/\s/g, ''), 'what it holds');
    portal.write('030 12');
    portal.write('040 34');
    for (let night = 0; night < 3; night += 1) portal.verify('040 34');
    expect([portal.writes(), portal.held()]).to.deep.equal([2, '04034']);
  });

  it('law: where it shows what ours is, nothing differs and nothing is remembered', () => {
    const attributes = fc.dictionary(
      fc.constantFrom('A', 'B'),
      fc.oneof(fc.string(), fc.boolean(), fc.constant(null)),
    );
    fc.assert(
      fc.property(attributes, (known) => {
        const sight = readShown(known, { attributes: known, stored: {} });
        expect(sight).to.deep.equal({ attributes: known, stored: {}, drift: {} });
      }),
    );
  });

  it('is written alike with other case, accents, spaces, punctuation and beginning of an address', () => {
    expect(isWrittenAlike('René B.V.', 'RENE BV')).to.equal(true);
    expect(isWrittenAlike('http://www.jansen.nl/', 'jansen.nl')).to.equal(true);
    expect(isWrittenAlike('Jansen', 'Janssen')).to.equal(false);
    expect(isWrittenAlike('-', '+')).to.equal(false);
  });
});
