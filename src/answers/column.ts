// What a table has, on a screen and as CSV: both are for people, in their words.

/** A column of a table, and of the CSV of the same. */
export interface Column<Item> {
  readonly title: string;
  /** Left out: it stands in both. */
  readonly only?: 'table' | 'csv';
  readonly show: (item: Item) => string;
  /** What stands in the CSV; left out: what the table shows. */
  readonly cell?: (item: Item) => string;
}
