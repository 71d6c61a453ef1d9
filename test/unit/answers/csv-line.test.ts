import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { csvHead, csvRow } from '../../../src/answers/csv-line.ts';
import type { Column } from '../../../src/answers/column.ts';

const COLUMNS: readonly Column<string>[] = [
  { title: 'id', only: 'csv', show: () => 'x1' },
  { title: 'typ', only: 'table', show: () => 'x' },
  { title: 'naam', show: (name) => name },
  { title: 'sinds', show: () => '3 dagen geleden', cell: () => '2026-11-22 09:00' },
];

describe('CSV', () => {
  it('has semicolons for a Dutch office, commas for an English one, and the mark that Excel needs', () => {
    const dutch = csvHead(COLUMNS, 'nl') + csvRow(COLUMNS, 'Bos; Zn, "de"', 'nl');
    expect(dutch).to.equal('\uFEFFid;naam;sinds\r\nx1;"Bos; Zn, ""de""";2026-11-22 09:00\r\n');
    expect(csvRow(COLUMNS, 'Bos; Zn', 'en')).to.equal('x1,Bos; Zn,2026-11-22 09:00\r\n');
    expect(parse(dutch, { bom: true, delimiter: ';' })).to.deep.equal([
      ['id', 'naam', 'sinds'],
      ['x1', 'Bos; Zn, "de"', '2026-11-22 09:00'],
    ]);
  });

  it('lets no spreadsheet take what a practice wrote for a formula', () => {
    for (const evil of [
      ...['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1', '＋1', '－1', '＠x', '=1;=2'],
    ])
      for (const [lang, delimiter] of [
        ['nl', ';'],
        ['en', ','],
      ] as const) {
        const [row = []] = parse(csvRow(COLUMNS, evil, lang), { delimiter });
        expect(row).to.have.length(3);
        expect(row[1]).to.equal(`'${evil}`);
      }
  });
});
