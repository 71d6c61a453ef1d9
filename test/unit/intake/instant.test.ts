import { expect } from 'chai';
import fc from 'fast-check';
import { z } from 'zod';
import { parseInstant } from '../../../src/intake/records/instant.ts';

const rfc3339 = z.iso.datetime({ offset: true });
const two = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
const year = fc.integer({ min: 1890, max: 2110 }).map(String);
const zone = fc.oneof(
  fc.constantFrom('Z', '', 'z', '+02', ' +01:00'),
  fc
    .tuple(fc.constantFrom('+', '-'), two(25), two(61))
    .map(([sign, hour, minute]) => `${sign}${hour}:${minute}`),
);
const seconds = fc.oneof(
  fc.constantFrom('', '.5', ':', ':00.'),
  two(61).map((second) => `:${second}`),
  fc
    .tuple(two(60), fc.integer({ min: 0, max: 999_999 }))
    .map(([second, part]) => `:${second}.${String(part)}`),
);
/** Moments as they are written, and what is almost one. */
const written = fc
  .tuple(fc.tuple(year, two(13), two(32)), fc.tuple(two(25), two(61)), seconds, zone)
  .map(([[y, m, d], [hour, minute], second, offset]) => `${y}-${m}-${d}T${hour}:${minute}${second}${offset}`);

describe('a moment', () => {
  it('is taken exactly where RFC 3339 has it so, from 1900 on', () => {
    fc.assert(
      fc.property(written, (text) => {
        const isOne = rfc3339.safeParse(text).success && new Date(text).getUTCFullYear() >= 1900;
        expect(parseInstant(text)?.getTime() ?? null, text).to.equal(isOne ? Date.parse(text) : null);
      }),
      {
        numRuns: 3000,
        examples: [['2024-02-29T10:00:00Z'], ['2026-02-29T10:00:00Z'], ['2026-04-31T10:00:00Z']],
      },
    );
  });

  it('needs a time zone, and stands alone', () => {
    for (const text of ['2026-11-22T09:00:00', '2026-11-22', 'yesterday', '2026-11-22T09:00:00Z, about', ''])
      expect(parseInstant(text), text).to.equal(null);
    expect(parseInstant(' 2026-11-22T09:00:00+01:00\n')?.toISOString()).to.equal('2026-11-22T08:00:00.000Z');
  });
});
