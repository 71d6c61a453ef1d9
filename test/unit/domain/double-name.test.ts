import { expect } from 'chai';
import fc from 'fast-check';
import { findDoubleName } from '../../../src/domain/double-name.ts';

describe('a name that stands twice in an object', () => {
  for (const [json, where] of [
    ['{"type":"x","data":{"links":{"caseware":false,"caseware":true}}}', 'data.links.caseware'],
    ['{"data":{"status":"suspect","status":"client"}}', 'data.status'],
    ['{"data":{"status":"suspect","st\\u0061tus":"client"}}', 'data.status'],
    ['{"data":1,"type":"x","data":2}', 'data'],
    ['[{"a":1},{"a":{"b":[1,{"c":1,"c":2}]}}]', ''],
    ['{"data":{"anna@example.nl":1,"anna@example.nl":2}}', 'data'],
  ] as const)
    it(`is told by where it stands: ${json}`, () => {
      expect(findDoubleName(json)).to.equal(where);
    });

  it('is in nothing that was written from a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(findDoubleName(JSON.stringify(value))).to.equal(null);
      }),
    );
  });
});
