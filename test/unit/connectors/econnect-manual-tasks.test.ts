import { expect } from 'chai';
import { econnect } from '../../../connectors/econnect/econnect.ts';

const NAMES = {
  ...{ client: 'Bakker', clientNumber: '4711', contact: 'Anna Berg', email: 'anna@bakker.example.nl' },
};

describe('Steps in eConnect that a person takes', () => {
  for (const [name, resource] of Object.entries(econnect.resources)) {
    for (const action of ['create', 'remove', 'find-out'] as const) {
      it(`are told exactly, in both languages: ${action} ${name}`, () => {
        const key = name === 'document-share' ? 'documents:group:12345678' : 'NL:KVK:12345678';
        const { en, nl } = resource.manual?.(action, { ...NAMES, key }) ?? { en: [], nl: [] };
        expect(en).to.have.length.greaterThan(0);
        expect(nl).to.have.length(en.length);
        expect(nl).to.not.deep.equal(en);
        expect(`${en.join(' ')} ${nl.join(' ')}`).to.not.include('undefined');
        expect(en.join(' ')).to.match(/›|Partners:/);
      });
    }
  }
});
