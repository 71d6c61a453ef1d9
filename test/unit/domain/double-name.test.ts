import { expect } from 'chai';
import fc from 'fast-check';
import { findDoubleNames } from '../../../src/domain/double-name.ts';

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
      expect(findDoubleNames(json)).to.deep.equal([where]);
    });

  it('is told of each, however many stand before it', () => {
    const json = '{"data":{"a":1,"a":2,"key":1,"key":2},"b":{"c":1,"c":1,"c":1}}';
    expect(findDoubleNames(json)).to.deep.equal(['data.a', 'data.key', 'b.c', 'b.c']);
  });

  it('is in nothing that was written from a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(findDoubleNames(JSON.stringify(value))).to.deep.equal([]);
      }),
    );
  });
});
