import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConnectors } from '../../../connectors/registry.ts';
import { fieldList, learnFieldNames } from '../../../src/domain/field-names.ts';
import { learnTypeNames, typeName } from '../../../src/domain/type-names.ts';
import { whatToType } from '../../../src/domain/reason-text.ts';
import { isReasonCode, learnReasons, reasonCodes, reasonOf, reasonsIn } from '../../../src/domain/reasons.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Every text of a folder that stands where a reason stands. */
function reasonsNamedIn(folder: string): readonly string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((path) => path.endsWith('.ts') && !path.includes('sandbox'))
    .map((path) => readFileSync(join(ROOT, folder, path), 'utf8'))
    .flatMap((text) =>
      [...text.matchAll(/(?:\b(?:what|reason|conflict|keyInUse): |problemOf\()'([A-Z_]+)'/g)].map(
        ([, code = '']) => code,
      ),
    );
}

describe('The reasons of a portal', () => {
  before(async () => {
    for (const { reasons = {} } of await loadConnectors()) learnReasons(reasons);
  });

  it('stand in its own table or are everybody’s, whatever a connector waits for or refuses', async () => {
    const portals = await loadConnectors();
    for (const { id } of portals) {
      const others = new Set(
        portals.filter((other) => other.id !== id).flatMap(({ reasons = {} }) => Object.keys(reasons)),
      );
      const named = reasonsNamedIn(`connectors/${id}`);
      expect(named.length, id).to.be.above(5);
      for (const code of named) {
        expect(isReasonCode(code), `${id} names ${code}`).to.equal(true);
        expect(others.has(code), `${id} names ${code} of another portal`).to.equal(false);
      }
    }
  });

  it('are named by no file of the engine, the plan or the domain', async () => {
    const own = (await loadConnectors()).flatMap(({ reasons = {} }) => Object.keys(reasons));
    expect(own.length).to.be.above(25);
    for (const folder of [
      'src/engine',
      'src/plan',
      'src/domain',
      'src/verify',
      'src/answers',
      'src/actions',
    ]) {
      const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
      const text = files
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readFileSync(join(ROOT, folder, path), 'utf8'))
        .join('\n');
      for (const code of own) expect(text.includes(`'${code}'`), `${folder} names ${code}`).to.equal(false);
    }
  });

  it('name no command in what pages show, and every command that there is for it where commands are', () => {
    for (const code of reasonCodes()) {
      const { en, nl, remedyEn, remedyNl, commands = [] } = reasonOf(code);
      for (const text of [en, nl, remedyEn, remedyNl]) expect(text, code).to.not.include('`');
      for (const command of commands) expect(command, code).to.match(/^koppel [a-z]/);
      const typed = whatToType({ reason: code, linked: true }, 'nl');
      for (const command of commands) expect(typed).to.include(`\`${command}\``);
    }
  });

  it('are told in both languages, with a remedy, and listed with those of their state', async () => {
    for (const { reasons = {} } of await loadConnectors())
      for (const [code, { state, en, nl, remedyEn, remedyNl }] of Object.entries(reasons)) {
        for (const text of [en, nl, remedyEn, remedyNl]) expect(text, code).to.match(/^[A-Z].*\.$/s);
        expect(reasonOf(code).en).to.equal(en);
        expect(reasonsIn(state, null)).to.include(code);
        expect(reasonCodes()).to.include(code);
      }
  });

  it('stand beside names in both languages for every record that the portal can have', async () => {
    for (const { id, resources, names = {}, fieldNames = {} } of await loadConnectors()) {
      expect(Object.keys(names), id).to.have.members(Object.keys(resources));
      learnTypeNames(names);
      for (const [type, { en, nl }] of Object.entries(names)) {
        expect([typeName(type, 'en'), typeName(type, 'nl')]).to.deep.equal([en, nl]);
        for (const name of [en, nl]) expect(name).to.match(/^[a-z][a-z -]+$/);
      }
      learnFieldNames(fieldNames);
    }
    expect(fieldList(['FirstName', 'postalCode', 'X_Own'], 'nl')).to.equal('voornaam, postcode, X_Own');
    expect(() => learnFieldNames({ city: { en: 'town', nl: 'stad' } })).to.throw(
      'another name of the field city',
    );
    expect(typeName('workspace', 'nl')).to.equal('workspace');
    expect(() => learnTypeNames({ group: { en: 'team', nl: 'team' } })).to.throw('another name of group');
  });

  it('are one portal’s only: a code that is taken is refused', () => {
    const text = { state: 'waiting', en: 'A.', nl: 'B.', remedyEn: 'C.', remedyNl: 'D.' } as const;
    expect(() => learnReasons({ IN_SYNC: text })).to.throw('There is another reason IN_SYNC already.');
    expect(reasonOf('IN_SYNC').state).to.equal('in-sync');
  });

  it('are shown by their code where the portal is no longer here', () => {
    expect(reasonOf('TICKET_LOST')).to.include({ state: 'waiting', en: 'TICKET_LOST', nl: 'TICKET_LOST' });
    expect(isReasonCode('TICKET_LOST')).to.equal(false);
  });
});
