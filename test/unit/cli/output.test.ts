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

describe('a table on a terminal', () => {
  const head = ['name', 'what to do', 'since'];
  const rows = [
    ['Bakkerij Zonnehoek B.V.', 'Enter the address in the practice software.', '2 minutes ago'],
    ['Els Wolters', '', '1 minute ago'],
  ];
  const shownAt = (columns: number): readonly string[] => {
    let text = '';
    const stdout = { isTTY: true, columns, write: (piece: string) => (text += piece) };
    createOutput({}, { stdout, stderr: { write: () => true } }).table(head, rows);
    return text.trimEnd().split('\n');
  };
  const wordsOf = (lines: readonly string[]): readonly string[] => lines.join(' ').split(/\s+/);

  for (const columns of [120, 60, 36, 24])
    it(`fits ${columns} columns, and cuts no word`, () => {
      const lines = shownAt(columns);
      expect(lines.filter((line) => line.length > columns)).to.deep.equal([]);
      expect(wordsOf(lines)).to.include.members(rows.flat().filter(Boolean).join(' ').split(' '));
    });

  it('has a line for each row where all of it fits', () => {
    expect(shownAt(120)).to.have.length(2 + rows.length);
  });

  it('has a block of lines for each row where its words would have to be cut, and leaves out what is empty', () => {
    expect(shownAt(28)).to.deep.equal([
      'name        Bakkerij',
      '            Zonnehoek B.V.',
      'what to do  Enter the',
      '            address in the',
      '            practice',
      '            software.',
      'since       2 minutes ago',
      '',
      'name        Els Wolters',
      'since       1 minute ago',
    ]);
  });
});
