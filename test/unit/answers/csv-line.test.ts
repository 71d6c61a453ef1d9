import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { csvHead, csvRow, officeHead, officeRow } from '../../../src/answers/csv-line.ts';
import type { Column } from '../../../src/answers/column.ts';

const COLUMNS: readonly Column<string>[] = [
  { name: 'id', title: null, heading: 'id', show: () => 'x1' },
  { name: 'name', title: 'naam', show: (name) => name, value: (name) => name },
  {
    name: 'since',
    title: 'sinds',
    show: () => '3 dagen geleden',
    value: () => '2026-11-22T08:00:00.000Z',
    cell: () => '2026-11-22 09:00',
  },
];

describe('CSV', () => {
  it('has semicolons and Dutch headings for a Dutch office, commas for an English one, and the mark that Excel needs', () => {
    const dutch = officeHead(COLUMNS, 'nl') + officeRow(COLUMNS, 'Bos; Zn, "de"', 'nl');
    expect(dutch).to.equal('\uFEFFid;naam;sinds\r\nx1;"Bos; Zn, ""de""";2026-11-22 09:00\r\n');
    expect(officeRow(COLUMNS, 'Bos; Zn', 'en')).to.equal('x1,Bos; Zn,2026-11-22 09:00\r\n');
    expect(parse(dutch, { bom: true, delimiter: ';' })).to.deep.equal([
      ['id', 'naam', 'sinds'],
      ['x1', 'Bos; Zn, "de"', '2026-11-22 09:00'],
    ]);
  });

  it('stays the same for scripts', () => {
    expect(csvHead(COLUMNS) + csvRow(COLUMNS, 'Bos; Zn')).to.equal(
      'id,name,since\r\nx1,Bos; Zn,2026-11-22T08:00:00.000Z\r\n',
    );
  });

  it('lets no spreadsheet take what a practice wrote for a formula', () => {
    for (const evil of [
      '=1+1',
      '+1',
      '-1',
      '@SUM(1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '  =1',
      '＝1',
      '＋1',
      '－1',
      '＠x',
      '=1;=2',
    ])
      for (const line of [
        officeRow(COLUMNS, evil, 'nl'),
        officeRow(COLUMNS, evil, 'en'),
        csvRow(COLUMNS, evil),
      ]) {
        const delimiter = line.startsWith('x1;') ? ';' : ',';
        const [row = []] = parse(line, { delimiter });
        expect(row).to.have.length(3);
        expect(row[1]).to.equal(`'${evil}`);
      }
  });
});
