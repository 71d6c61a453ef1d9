// One call under way at a time: what arrives meanwhile goes together in the next. Nothing waits for a timer, and a store
// that is slow is asked less often.

/** So that one call stays small, however many wait. */
const MOST_AT_A_TIME = 100;

interface Batch<Item, Answer> {
  readonly items: Item[];
  readonly answer: Promise<Answer>;
}

/** Each item is settled as the batch is that it went with, and gets the answer to the whole batch. */
export function gather<Item, Answer>(
  send: (items: readonly Item[]) => Promise<Answer>,
): (item: Item) => Promise<Answer> {
  let filling: Batch<Item, Answer> | null = null;
  let underWay: Promise<unknown> = Promise.resolve();
  const open = (): Batch<Item, Answer> => {
    const items: Item[] = [];
    const answer = underWay.then(() => {
      if (filling?.items === items) filling = null;
      return send(items);
    });
    underWay = answer.catch(() => undefined);
    return { items, answer };
  };
  return (item) => {
    if (filling === null || filling.items.length >= MOST_AT_A_TIME) filling = open();
    filling.items.push(item);
    return filling.answer;
  };
}

/** `gather` for each key apart. A key is forgotten when nothing is under way for it, however many are made up. */
export function gatherBy<Item, Answer>(
  send: (key: string, items: readonly Item[]) => Promise<Answer>,
): (key: string, item: Item) => Promise<Answer> {
  const groups = new Map<string, { readonly add: (item: Item) => Promise<Answer>; waiting: number }>();
  return async (key, item) => {
    const group = groups.get(key) ?? { add: gather((items) => send(key, items)), waiting: 0 };
    groups.set(key, group);
    group.waiting += 1;
    try {
      return await group.add(item);
    } finally {
      group.waiting -= 1;
      if (group.waiting === 0) groups.delete(key);
    }
  };
}
