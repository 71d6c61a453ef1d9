// What a table has, for people and for CSV.

/** A column of a table, for people and for CSV. */
export interface Column<Item> {
  /** Of the CSV for scripts: the same in every language. Null: for people only. */
  readonly name: string | null;
  /** Null: for CSV only. */
  readonly title: string | null;
  /** Of the CSV for an office, where `title` is null. */
  readonly heading?: string;
  readonly show: (item: Item) => string;
  /** What stands in the CSV for scripts; left out: what people read. */
  readonly value?: (item: Item) => string | null;
  /** What stands in the CSV for an office; left out: what people read. */
  readonly cell?: (item: Item) => string;
}
