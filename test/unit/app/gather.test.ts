import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { gather, gatherBy } from '../../../src/app/gather.ts';

describe('What is gathered', () => {
  it('goes at once when nothing is under way, and together when something is', async () => {
    const batches: (readonly number[])[] = [];
    const add = gather(async (items: readonly number[]) => {
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
    const add = gather(async (items: readonly string[]) => {
      calls += 1;
      await delay(5);
      if (calls === 1) throw new Error('away');
      return items.length;
    });
    const first = add('a').catch(() => 'failed');
    await delay(1);
    expect(await Promise.all([first, add('b'), add('c')])).to.deep.equal(['failed', 2, 2]);
  });

  it('goes a hundred at a time, and each gets the answer of its own batch', async () => {
    const add = gather((items: readonly number[]) => Promise.resolve(items));
    const answers = await Promise.all(Array.from({ length: 250 }, (_, item) => add(item)));
    for (const [item, answer] of answers.entries()) expect(answer).to.include(item);
    expect(new Set(answers.map(({ length }) => length))).to.deep.equal(new Set([100, 50]));
  });

  it('does not wait for what is gathered under another key', async () => {
    const sent: string[] = [];
    const stuck = new Promise<never>(() => undefined);
    const add = gatherBy((key, items: readonly number[]) => {
      sent.push(`${key} ${items.join(' ')}`);
      return key === 'stuck' ? stuck : Promise.resolve(items.length);
    });
    void add('stuck', 1);
    expect(await Promise.all([add('quick', 2), add('quick', 3)])).to.deep.equal([2, 2]);
    expect(await add('quick', 4)).to.equal(1);
    expect(sent).to.deep.equal(['stuck 1', 'quick 2 3', 'quick 4']);
  });
});
