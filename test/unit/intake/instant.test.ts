import { expect } from 'chai';
import fc from 'fast-check';
import { z } from 'zod';
import { parseInstant } from '../../../src/intake/records/instant.ts';

const rfc3339 = z.iso.datetime({ offset: true });
const two = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
const year = fc.integer({ min: 1890, max: 2110 }).map(String);
const zone = fc.oneof(
  fc.constantFrom('Z', '', 'z', '+02', '-0330', '+1', ' +01:00'),
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
  .chain(([[y, m, d], [hour, minute], second, offset]) =>
    fc
      .constantFrom('T', ' ', 't')
      .map((between) => `${y}-${m}-${d}${between}${hour}:${minute}${second}${offset}`),
  );

/** What programs write for it, as RFC 3339 has it. */
function asDocumented(text: string): string {
  return text
    .toUpperCase()
    .replace(/^(.{10}) /, '$1T')
    .replace(/^(.{16})(?=[Z+-])/, '$1:00')
    .replace(/([+-]\d\d)$/, '$1:00')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

describe('a moment', () => {
  it('is taken exactly where RFC 3339 has it so, or programs write the same a little otherwise, from 1900 on', () => {
    fc.assert(
      fc.property(written, (text) => {
        const meant = asDocumented(text);
        const isOne = rfc3339.safeParse(meant).success && new Date(meant).getUTCFullYear() >= 1900;
        expect(parseInstant(text)?.getTime() ?? null, text).to.equal(isOne ? Date.parse(meant) : null);
      }),
      {
        numRuns: 3000,
        examples: [
          ['2024-02-29T10:00:00Z'],
          ['2026-02-29T10:00:00Z'],
          ['2026-04-31T10:00:00Z'],
          // Java, where the seconds are zero; PHP; PostgreSQL.
          ['2026-11-30T09:00Z'],
          ['2026-11-30T09:00:00+0100'],
          ['2026-11-30 09:00:00.5+01'],
        ],
      },
    );
  });

  it('needs a time zone, and stands alone', () => {
    for (const text of ['2026-11-22T09:00:00', '2026-11-22', 'yesterday', '2026-11-22T09:00:00Z, about', ''])
      expect(parseInstant(text), text).to.equal(null);
    expect(parseInstant(' 2026-11-22T09:00:00+01:00\n')?.toISOString()).to.equal('2026-11-22T08:00:00.000Z');
  });
});
