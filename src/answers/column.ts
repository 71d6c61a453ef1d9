// What a table has, for people and for CSV.

/** A column of a table, for people and for CSV. */
export interface Column<Item> {
  /** Of the CSV: the same in every language. Null: for people only. */
  readonly name: string | null;
  /** Null: for CSV only. */
  readonly title: string | null;
  readonly show: (item: Item) => string;
  /** What stands in the CSV; left out: what people read. */
  readonly value?: (item: Item) => string | null;
}
