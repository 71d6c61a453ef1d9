import { expect } from 'chai';
import { gather, gatherBy } from '../../../src/app/gather.ts';
import { later } from '../../support/later.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('What is gathered', () => {
  it('goes at once when nothing is under way, and together when something is', async () => {
    const batches: (readonly number[])[] = [];
    const answer = later();
    const add = gather((items: readonly number[]) => {
      batches.push(items);
      return answer.promise;
    });
    const first = add(1);
    await waitFor(() => batches.length === 1, { what: 'the first to go' });
    const others = [add(2), add(3)];
    answer.resolve(undefined);
    await Promise.all([first, ...others]);
    await add(4);
    expect(batches).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('is told of a failure only by its own batch, and goes on', async () => {
    let calls = 0;
    const away = later();
    const add = gather(async (items: readonly string[]) => {
      calls += 1;
      if (calls > 1) return items.length;
      await away.promise;
      throw new Error('away');
    });
    const first = add('a').catch(() => 'failed');
    await waitFor(() => calls === 1, { what: 'the first to go' });
    const others = [add('b'), add('c')];
    away.resolve(undefined);
    expect(await Promise.all([first, ...others])).to.deep.equal(['failed', 2, 2]);
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
