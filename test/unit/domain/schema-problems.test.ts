import { expect } from 'chai';
import { z, type ZodType } from 'zod';
import { rule, schemaProblems } from '../../../src/domain/schema-problems.ts';
import { LANGUAGES } from '../../../src/domain/text.ts';

describe('what a schema refuses', () => {
  const said = (schema: ZodType, value: unknown): readonly string[] =>
    schemaProblems(schema, value).flatMap(({ text }) => LANGUAGES.map((lang) => text[lang]));

  const CASES: readonly (readonly [ZodType, unknown, string, string])[] = [
    [z.coerce.number(), 'abc', 'must be a number', 'moet een getal zijn'],
    [z.number().int(), 1.5, 'must be a whole number', 'moet een geheel getal zijn'],
    [z.number().min(1), 0, 'must be at least 1', 'moet minstens 1 zijn'],
    [z.number().positive(), 0, 'must be more than 0', 'moet meer dan 0 zijn'],
    [z.number().max(200), 201, 'must be at most 200', 'moet hooguit 200 zijn'],
    [z.string().min(3), 'ab', 'must be at least 3 characters long', 'moet minstens 3 tekens lang zijn'],
    [z.enum(['en', 'nl']), 'de', 'must be one of en, nl', 'moet een zijn van en, nl'],
    [z.boolean(), 'ja', 'must be true or false', 'moet true of false zijn'],
    [
      z.string(),
      undefined,
      'is required, and is missing: it must be a text',
      'is verplicht en ontbreekt: het moet een tekst zijn',
    ],
    [
      z.strictObject({}),
      { a: 1 },
      'there is no setting of this name: "a"',
      'er is geen instelling met deze naam: "a"',
    ],
    [z.number().refine(() => false, rule({ en: 'is odd', nl: 'is oneven' })), 1, 'is odd', 'is oneven'],
  ];
  for (const [schema, value, en, nl] of CASES)
    it(`is said in both languages: ${en}`, () => {
      expect(said(schema, value)).to.deep.equal([en, nl]);
    });

  it('is found by its field, and never repeats the value', () => {
    const schema = z.object({ limits: z.array(z.object({ rate: z.number() })), mail: z.email() });
    const problems = schemaProblems(schema, { limits: [{ rate: 'secret' }], mail: 'secret' });
    expect(problems.map(({ field }) => field)).to.deep.equal(['limits.0.rate', 'mail']);
    expect(JSON.stringify(problems)).not.to.include('secret');
  });

  it('of what is right is nothing', () => {
    expect(schemaProblems(z.string(), 'a')).to.deep.equal([]);
  });
});
