import { expect } from 'chai';
import fc from 'fast-check';
import {
  makesWindowGood,
  sourceAgeSeconds,
  sourceState,
  type SourceFacts,
} from '../../../src/domain/source-state.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const facts = (given: Partial<SourceFacts>): SourceFacts => ({
  source: {},
  sourceSince: ago(10_000),
  sourceReadAt: ago(5),
  sourceAsOf: null,
  ...given,
});

describe('a source', () => {
  it('is none, unread, late or current', () => {
    expect(sourceState(facts({ source: null }), NOW)).to.equal('none');
    expect(sourceState(facts({ sourceReadAt: null }), NOW)).to.equal('unread');
    expect(sourceState(facts({ sourceReadAt: ago(91) }), NOW)).to.equal('late');
    expect(sourceState(facts({ sourceReadAt: ago(89) }), NOW)).to.equal('current');
  });

  it('that was announced as nightly is late only after a night was missed, and never makes the hour good', () => {
    const nightly = facts({ source: { everyMinutes: 1440 }, sourceReadAt: ago(1500) });
    expect(sourceState(nightly, NOW)).to.equal('current');
    expect(makesWindowGood(nightly, NOW)).to.equal(false);
    expect(sourceState({ ...nightly, sourceReadAt: ago(2200) }, NOW)).to.equal('late');
  });

  it('that is read more often than hourly makes the hour good as long as it is read hourly', () => {
    const often = facts({ source: { everyMinutes: 10 }, sourceReadAt: ago(50) });
    expect([sourceState(often, NOW), makesWindowGood(often, NOW)]).to.deep.equal(['late', true]);
  });

  it('that hands out the same old export again and again is as old as that says', () => {
    const same = facts({ sourceReadAt: ago(1), sourceAsOf: ago(300) });
    expect(sourceState(same, NOW)).to.equal('late');
    expect(makesWindowGood(same, NOW)).to.equal(false);
    expect(sourceAgeSeconds(same, NOW)).to.equal(300 * 60);
  });

  it('rule 23: law: none, or one that was never read, makes no window good, however old it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 100_000 }), fc.boolean(), (minutes, isThere) => {
        const given = facts({ source: isThere ? {} : null, sourceSince: ago(minutes), sourceReadAt: null });
        return !makesWindowGood(given, NOW) && (sourceAgeSeconds(given, NOW) ?? 0) >= 0;
      }),
    );
  });
});
