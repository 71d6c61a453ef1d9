import { expect } from 'chai';
import type { Preamble } from '../../../src/intake/files/file-preamble.ts';
import { openLines, openRecordFile } from '../../../src/intake/files/record-file.ts';
import { readRecords, type RecordRow } from '../../../src/intake/files/read-records.ts';
import { collectRows } from './collect-rows.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const context = { now: new Date('2026-11-22T09:00:00Z'), saidAt: new Date('2026-11-22T06:00:00Z') };
const good = '{"key":"k1","kind":"company","status":"client"}';

describe('an NDJSON file', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await openTemporaryFolder();
  });
  after(() => folder.remove());

  async function read(content: string | Buffer): Promise<RecordRow[]> {
    const file = await openRecordFile(await folder.write('rows.ndjson', content), ['client']);
    if (!file.ok) throw new Error(file.problems.map(({ code, field }) => `${field} ${code}`).join());
    return collectRows(readRecords(file.value, openLines(file.value), context));
  }

  async function readHeading(line: string): Promise<Preamble> {
    const file = await openRecordFile(await folder.write('rows.ndjson', `${line}\n${good}`), ['client']);
    if (!file.ok) throw new Error('the file cannot be read');
    return file.value.preamble;
  }

  const show = (rows: RecordRow[]): string[] =>
    rows.map(({ line, problems }) =>
      `${line} ${problems.map(({ field, code }) => `${field} ${code}`).join()}`.trim(),
    );

  it('is read line by line, with a byte order mark, either line end and empty lines', async () => {
    expect(show(await read(`\ufeff${good}\r\n\r\n${good}\n`))).to.deep.equal(['1', '3']);
  });

  it('loses only the line that is wrong', async () => {
    const lines = ['{"key":', '[1]', 'null', '"text"', good];
    expect(show(await read(lines.join('\n')))).to.deep.equal([
      '1 line BAD_JSON',
      '2 record WRONG_TYPE',
      '3 record MISSING',
      '4 record WRONG_TYPE',
      '5',
    ]);
  });

  it('passes over a line of 10 MB without stopping', async () => {
    expect(show(await read(`{"key":"${'x'.repeat(10_000_000)}"}\n${good}`))).to.deep.equal([
      '1 line LINE_TOO_LONG',
      '2',
    ]);
  });

  it('says where it is not UTF-8', async () => {
    const half = Buffer.from('{"key":"k1","kind":"company","status":"client","name":"Zoë Ren_"}');
    half[half.lastIndexOf(0x5f)] = 0xe9;
    expect(show(await read(half))).to.deep.equal(['1 name LOST_CHARACTER']);
  });

  it('is refused at once when it is one list', async () => {
    expect(await read(`[\n${good},\n${good}\n]`).catch(String)).to.equal('Error: file BAD_JSON');
  });

  it('keeps a character together that lies across two pieces of the file', async () => {
    const name = '🌷'.repeat(100);
    const line = `{"key":"k1","kind":"company","status":"client","name":"${name}"}`;
    const rows = await read(`${line}\n`.repeat(400));
    expect(
      rows.every(({ parsed }) => parsed?.kind === 'client' && parsed.record.data?.name === name),
    ).to.equal(true);
  });

  it('may begin with a heading that tells time, completeness and counts', async () => {
    const path = await folder.write(
      'rows.ndjson',
      `{"asOf":"2026-11-22T06:00:00Z","complete":true,"clients":1}\n${good}`,
    );
    const file = await openRecordFile(path, ['client']);
    expect(file).to.deep.nested.include({
      'value.preamble.heading': {
        asOf: new Date('2026-11-22T06:00:00Z'),
        complete: true,
        clients: 1,
        contacts: null,
      },
    });
  });

  it('is refused with a heading it does not understand', async () => {
    const heading = await readHeading('{"asOf":"today","complete":"yes","extra":1}');
    expect(heading.problems.map(({ field, code }) => `${field} ${code}`)).to.have.members([
      'asOf BAD_HEADING',
      'complete BAD_HEADING',
      'field 3 BAD_HEADING',
    ]);
  });

  it('is read with a heading that gives numbers alone, or names as other programs write them', async () => {
    expect(await readHeading('{"clients":1}')).to.deep.include({ problems: [], linesBefore: 1 });
    const told = {
      ...{ asOf: new Date('2026-11-22T06:00:00Z'), complete: true },
      clients: null,
      contacts: null,
    };
    for (const heading of [
      '{"AsOf":"2026-11-22T06:00:00Z","Complete":true}',
      '{"as_of":"2026-11-22T06:00:00Z","COMPLETE":true}',
    ])
      expect(await readHeading(heading)).to.deep.include({ heading: told, problems: [], linesBefore: 1 });
    const doubled = await readHeading('{"asOf":"2026-11-22T06:00:00Z","as_of":"2026-11-21T06:00:00Z"}');
    expect(doubled.problems.map(({ field, code }) => `${field} ${code}`)).to.deep.equal(['asOf BAD_HEADING']);
  });

  it('is read where a second file with a mark of its own was put behind the first', async () => {
    const rows = await read(`${good}\n\ufeff${good.replace('k1', 'k2')}`);
    expect(show(rows)).to.deep.equal(['1', '2']);
  });
});
