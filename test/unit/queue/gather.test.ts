import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { gather } from '../../../src/queue/gather.ts';

describe('What is gathered', () => {
  it('goes at once when nothing is under way, and together when something is', async () => {
    const batches: (readonly number[])[] = [];
    const add = gather<number>(async (items) => {
      batches.push(items);
      await delay(20);
    });
    const first = add(1);
    await delay(1);
    await Promise.all([first, add(2), add(3)]);
    await add(4);
    expect(batches).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('is told of a failure only by its own batch, and goes on', async () => {
    let calls = 0;
    const add = gather<string>(async () => {
      calls += 1;
      await delay(5);
      if (calls === 1) throw new Error('away');
    });
    const first = add('a').then(
      () => 'sent',
      () => 'failed',
    );
    await delay(1);
    expect(await Promise.all([first, add('b').then(() => 'sent')])).to.deep.equal(['failed', 'sent']);
  });
});
