// Remembers when something heavy was under way.
import type { HeavyTimes } from './lab.ts';

const AFTERMATH_MS = 20_000;

export function heavyTimes(): HeavyTimes {
  let underWay = 0;
  let lastAt = 0;
  return {
    during: async (work) => {
      underWay += 1;
      await work.finally(() => {
        underWay -= 1;
        lastAt = Date.now();
      });
    },
    isUnderWay: () => underWay > 0 || Date.now() < lastAt + AFTERMATH_MS,
  };
}
