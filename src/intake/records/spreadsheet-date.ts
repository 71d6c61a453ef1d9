// What a spreadsheet makes of a key such as 03-01 or Mar-24, which it takes for a date.

const MONTH = '(?:jan|feb|maa|mrt|mar|apr|mei|may|jun|jul|aug|sep|sept|okt|oct|nov|dec)[a-z]*';
const ISO = String.raw`^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$`;
const DAY_OF_MONTH = String.raw`^\d{1,2}[-/ .]${MONTH}\.?(?:[-/ .]\d{2,4})?$`;

function matcherOf(...patterns: readonly string[]): (text: string) => boolean {
  const pattern = new RegExp(patterns.join('|'), 'i');
  return (text) => pattern.test(text);
}

export const isSpreadsheetDate = matcherOf(
  ISO,
  String.raw`^\d{1,2}([-/.])\d{1,2}\1(?:\d{2}|\d{4})$`,
  DAY_OF_MONTH,
  String.raw`^${MONTH}\.?[-/ ]\d{2,4}$`,
);
/** `3-jan`, which nobody writes for a number; `jan-24` may be one. */
export const isDayOfMonth = matcherOf(DAY_OF_MONTH);
export const isDateWithYear = matcherOf(
  ISO,
  String.raw`^\d{1,2}([-/.])\d{1,2}\1\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?$`,
);
