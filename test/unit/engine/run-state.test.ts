import { expect } from 'chai';
import { fold, newState } from '../../../src/engine/run-state.ts';

const AT = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const retryAt = (minute: number) => ({ at: AT(minute), costsAttempt: true, error: 'X' });

describe('what steps learned, folded into a run', () => {
  it('comes back at the earliest of the moments that were named', () => {
    const state = newState();
    for (const minute of [5, 3, 4]) fold(state, { retry: retryAt(minute) });
    expect(state.retry?.at).to.deep.equal(AT(3));
  });

  it('keeps the reason said last of a record', () => {
    const state = newState();
    const about = [{ kind: 'client', id: 'c' }] as const;
    fold(state, { reason: { about, code: 'RETRYING' } });
    fold(state, { reason: { about, code: 'FORBIDDEN_BY_PORTAL' } });
    expect([...state.reasons.values()]).to.deep.equal(['FORBIDDEN_BY_PORTAL']);
  });

  it('one write that is taken outweighs those that are forbidden, before and after it', () => {
    const [taken, forbidden] = [{ writes: 'taken' }, { writes: { refused: 'FORBIDDEN' } }] as const;
    for (const said of [
      [taken, forbidden],
      [forbidden, taken],
    ]) {
      const state = newState();
      for (const portal of said) fold(state, { portal });
      expect(state.writes).to.equal('taken');
    }
  });

  it('a request without any answer is not forgotten for one that merely failed', () => {
    const state = newState();
    fold(state, { portal: { failed: 'unanswered' } });
    fold(state, { portal: { failed: 'transient' } });
    expect(state.failed).to.equal('unanswered');
  });

  it('nothing takes back that the run is over', () => {
    const state = newState();
    fold(state, { stopped: true });
    fold(state, { stopped: false, portal: { answeredWell: true } });
    expect(state.stopped).to.equal(true);
  });

  it('tries writes of a resource again, and no look', () => {
    const state = newState();
    state.attempted.set('create r', {}).set('look r', {}).set('create s', {});
    fold(state, { again: 'r' });
    expect([...state.attempted.keys()]).to.deep.equal(['look r', 'create s']);
  });
});
