// Random numbers that a seed decides: the same seed draws the same schedule again. Not for anything secret.

export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  whole(below: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  shuffle<Item>(items: readonly Item[]): Item[];
  /** Another sequence, decided by the seed and this name: what is drawn from it changes nothing here. */
  fork(name: string): Random;
}

export function seededRandom(seed: number | string): Random {
  let state = hash(String(seed));
  const next = (): number => {
    // mulberry32, public domain.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  return {
    whole,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[whole(items.length)];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    },
    shuffle: (items) => {
      const keyed = items.map((item) => ({ item, at: next() }));
      return keyed.sort((a, b) => a.at - b.at).map(({ item }) => item);
    },
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value | 0;
}
