// What a spreadsheet makes of a key such as 03-01 or Mar-24, which it takes for a date.

const MONTH = '(?:jan|feb|maa|mrt|mar|apr|mei|may|jun|jul|aug|sep|sept|okt|oct|nov|dec)[a-z]*';
const DATE = new RegExp(
  [
    String.raw`^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$`,
    String.raw`^\d{1,2}([-/.])\d{1,2}\1(?:\d{2}|\d{4})$`,
    String.raw`^\d{1,2}[-/ .]${MONTH}\.?(?:[-/ .]\d{2,4})?$`,
    String.raw`^${MONTH}\.?[-/ ]\d{2,4}$`,
  ].join('|'),
  'i',
);

export function isSpreadsheetDate(text: string): boolean {
  return DATE.test(text);
}
