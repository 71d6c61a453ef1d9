import { expect } from 'chai';
import { waitUntil } from '../../../demo/wait-until.ts';

const { signal } = new AbortController();
const quick = { what: 'the portal', everyMs: 1, signal, patience: { lookEveryMs: 1, looks: 5 } };

describe('the patience of the demo', () => {
  it('holds for as long as anything moves', async () => {
    let looks = 0;
    const isSo = () => Promise.resolve(looks >= 50);
    await waitUntil(isSo, { ...quick, readMark: () => Promise.resolve(String(Math.floor(looks++ / 4))) });
    expect(looks).to.equal(50);
  });

  it('ends when nothing has moved for as many looks as make a minute, and says what it waited for', async () => {
    let looks = 0;
    const readMark = (): Promise<string> => {
      looks += 1;
      return Promise.resolve(looks < 10 ? String(looks) : 'still');
    };
    const ended = await waitUntil(() => Promise.resolve(false), { ...quick, readMark }).catch(String);
    expect(ended).to.equal('Error: Nothing has moved for a minute while waiting for the portal.');
    expect(looks).to.equal(15);
  });

  it('is not lost by a process that got no turn for long', async () => {
    let looks = 0;
    const stopped = (): Promise<string> => {
      looks += 1;
      // The machine stood still for longer than the whole patience.
      for (const until = performance.now() + 20; performance.now() < until;);
      return Promise.resolve('still');
    };
    await waitUntil(() => Promise.resolve(looks === 4), { ...quick, readMark: stopped });
    expect(looks).to.equal(4);
  });

  it('ends at once when a person ends the demo', async () => {
    const ended = new AbortController();
    ended.abort();
    const readMark = () => Promise.resolve('still');
    const told = await waitUntil(() => Promise.resolve(false), {
      ...quick,
      readMark,
      signal: ended.signal,
    }).catch(String);
    expect(told).to.include('AbortError');
  });
});
