import { expect } from 'chai';
import { createLogger } from '../../../src/app/logger.ts';
import { readableEntry } from '../../../src/app/readable-log.ts';
import { RejectedError } from '../../../src/errors.ts';

function logged(isTTY: boolean): { lines: string[]; log: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  const log = createLogger('info', { isTTY, write: (text) => void lines.push(text) });
  return { lines, log };
}

describe('the log', () => {
  it('is a line that people can read, on a terminal', () => {
    const { lines, log } = logged(true);
    log.warn({ practice: 'jansen', text: 'two words', count: 3 }, 'something was late');
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(
      /^\d\d:\d\d:\d\d warn {2}something was late practice=jansen text="two words" count=3\n$/,
    );
  });

  it('is JSON anywhere else', () => {
    const { lines, log } = logged(false);
    log.info({ practice: 'jansen' }, 'done');
    expect(JSON.parse(lines.join(''))).to.include({ practice: 'jansen', msg: 'done', level: 30 });
  });

  it('tells of an error its code and words, and of a bug where it is', () => {
    const { lines, log } = logged(true);
    const text = { en: 'The portal refuses the data.', nl: 'Het portaal weigert de gegevens.' };
    log.error({ err: new RejectedError(text, { code: 'REFUSED' }) }, 'a push failed');
    log.error({ err: new Error('holds what nobody may log') }, 'a bug');
    expect(lines[0]).to.include('ERROR a push failed code=REFUSED message="The portal refuses the data."');
    expect(lines[1])
      .to.match(/a bug code=Error\n {4}at /)
      .and.not.to.include('nobody');
  });

  it('leaves what is no entry as it is', () => {
    expect(readableEntry('plain text\n')).to.equal('plain text');
  });
});
