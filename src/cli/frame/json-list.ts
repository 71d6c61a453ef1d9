// One JSON value with a long list in it, written as the list comes: memory does not grow with it.

export interface JsonList {
  /** Members that stand before the list. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly items: AsyncIterable<unknown>;
}

export async function writeJsonList(
  { head, name, items }: JsonList,
  write: (text: string) => Promise<void>,
): Promise<void> {
  let started = false;
  const open = async (): Promise<void> => {
    if (started) return;
    started = true;
    const members = Object.entries(head).map(
      ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},`,
    );
    await write(`{${members.join('')}${JSON.stringify(name)}:[`);
  };
  let separator = '';
  for await (const item of items) {
    // Not before the first item is there: what fails at once leaves the output to the error.
    await open();
    await write(`${separator}${JSON.stringify(item)}`);
    separator = ',';
  }
  await open();
  await write(']}\n');
}
