// One call under way at a time: what arrives meanwhile goes together in the next. Nothing waits for a timer, and a store
// that is slow is asked less often.

/** Each item is settled as the batch is that it went with. */
export function gather<Item>(send: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let next: Promise<void> | null = null;
  let underWay: Promise<unknown> = Promise.resolve();
  const sendWaiting = (): Promise<void> => {
    const items = waiting;
    waiting = [];
    next = null;
    const sent = send(items);
    underWay = sent.catch(() => undefined);
    return sent;
  };
  return (item) => {
    waiting.push(item);
    next ??= underWay.then(sendWaiting);
    return next;
  };
}
