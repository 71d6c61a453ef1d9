import { expect } from 'chai';
import { createOutput, type Output } from '../../../src/cli/frame/output.ts';
import { withErrors } from '../../../src/cli/frame/run-command.ts';
import { RejectedError } from '../../../src/errors.ts';

async function* firstOf(items: readonly number[]): AsyncIterable<number> {
  yield* items;
  await Promise.reject(
    new RejectedError({ en: 'The portal refuses it.', nl: 'The portal refuses it.' }, { code: 'REFUSED' }),
  );
}

describe('the answer for scripts', () => {
  const error = { code: 'REFUSED', message: 'The portal refuses it.' };
  const answer = async (work: (out: Output) => Promise<void>): Promise<unknown> => {
    let text = '';
    const out = createOutput(
      { json: true },
      {
        stdout: { write: (piece) => (text += piece) },
        stderr: { write: () => true },
      },
    );
    await withErrors(out, async () => {
      await work(out);
      return 0;
    });
    expect(text).to.match(/^[^\n]+\n$/);
    return JSON.parse(text);
  };
  const head = { practice: 'jansen' };

  it('is one JSON value, also of a list that breaks off', async () => {
    const broken = await answer((out) => out.list({ head, name: 'clients', items: firstOf([1, 2]) }));
    expect(broken).to.deep.equal({ practice: 'jansen', clients: [1, 2], error });
  });

  it('is the error alone when a list fails before its first item', async () => {
    const failed = await answer((out) => out.list({ head, name: 'clients', items: firstOf([]) }));
    expect(failed).to.deep.equal({ error });
  });

  it('is a whole list, also an empty one', async () => {
    async function* none(): AsyncIterable<number> {
      // Nothing.
    }
    expect(await answer((out) => out.list({ head, name: 'clients', items: none() }))).to.deep.equal({
      practice: 'jansen',
      clients: [],
    });
  });
});
