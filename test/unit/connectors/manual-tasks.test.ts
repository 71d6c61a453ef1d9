// What people are asked to do in a portal: line by line the same in both languages.
import { expect } from 'chai';
import { loadConnectors } from '../../../connectors/registry.ts';
import { LANGUAGES } from '../../../src/domain/text.ts';
import { foreignWord } from '../../support/text-rules.ts';

const NAMES = {
  ...{ client: 'Bakker', clientNumber: '4711', contact: 'Anna Berg', email: 'anna@bakker.example.nl' },
  ...{
    wanted: {},
    parentId: 'e-1',
    shown: { slug: 'dossier-bakker', accountManager: 'dora@kantoor.example.nl' },
  },
};
const KEYS: Readonly<Record<string, string>> = {
  'document-share': 'documents:group:12345678',
  'application-access': 'support-community:ronald@kantoor.example.nl',
  organisation: '1004711+0123456749',
};
/** The words by which a line is told from another: names, addresses, numbers. */
const namesIn = (line: string): readonly string[] =>
  [...line.matchAll(/Bakker|Anna Berg|Koppel|e-1\b|[\w.-]+@[\w.-]+\w|NL:KVK:\d+|dossier-\w+|\d{4,}/g)]
    .map(([name]) => name)
    .sort();

const CONNECTORS = await loadConnectors();

/** What is wished of somebody, and the words for it on the screens. */
const RIGHTS = [
  ['econnect', 'organisation-member', { role: 'Administrator' }, 'role Administrator', 'rol Beheerder'],
  ['econnect', 'organisation-member', { role: 'Member' }, 'role Member', 'rol Lid'],
  ['econnect', 'guest-member', { role: 'Administrator' }, 'role Administrator', 'rol Beheerder'],
  ['econnect', 'document-share', { level: 'read' }, 'level Read', 'niveau Lezen'],
  ['wolters-kluwer', 'membership', { role: 'administrator' }, 'role Administrator', 'rol Beheerder'],
  ['wolters-kluwer', 'membership', { role: 'member' }, 'role Member', 'rol Lid'],
  ['clearfacts', 'user', { profile: 'full-feedback' }, 'profile Full Feedback', 'profiel Full Feedback'],
  [
    'clearfacts',
    'assignment',
    { profile: 'administrator' },
    'profile Administrator',
    'profiel Administrator',
  ],
] as const;

describe('Steps in a portal that a person takes', () => {
  for (const { title, resources } of CONNECTORS)
    for (const [name, type] of Object.entries(resources))
      for (const action of ['create', 'remove', 'find-out'] as const) {
        const task = type.manual?.(action, { ...NAMES, key: KEYS[name] ?? 'NL:KVK:12345678' });
        if (task === undefined) continue;
        it(`are told exactly, in both languages: ${title}, ${action} ${name}`, () => {
          const { en, nl } = task;
          expect(en).to.have.length.greaterThan(0);
          expect(nl).to.have.length(en.length);
          for (const [at, line] of en.entries()) expect(namesIn(nl[at]!), line).to.deep.equal(namesIn(line));
          for (const language of LANGUAGES)
            for (const line of task[language]) {
              expect(line).to.match(/\.$/).and.to.not.include('undefined');
              expect(foreignWord(line, language), line).to.equal(null);
            }
        });
      }

  for (const [portal, type, wanted, en, nl] of RIGHTS)
    it(`name the rights that are wished, and that who has others gets these: ${portal}, ${type}, ${en}`, () => {
      const { resources } = CONNECTORS.find(({ id }) => id === portal)!;
      const names = { ...NAMES, wanted, key: KEYS[type] ?? 'NL:KVK:12345678' };
      const task = resources[type]!.manual!('create', names)!;
      for (const [said, right, other] of [
        [task.en.join(' '), en, /(with|at) .*(another|other) .* change (it|them)/],
        [task.nl.join(' '), nl, /(ander|andere) .* wijzig (dat|die|ze)/],
      ] as const)
        expect(said).to.include(right).and.to.match(other);
    });
});
