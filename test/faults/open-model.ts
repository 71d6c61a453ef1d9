// Holds the model of one run: the practice as it was last changed, and what stands in the portal by hand.
import type { Model } from './lab.ts';
import { applyChange, applyLoss, EMPTY_PRACTICE, noteInside } from './practice-model.ts';

export function openModel(): Model {
  let practice = EMPTY_PRACTICE;
  let last = 0;
  let serial = 0;
  const byHand = new Map<string, string>();
  let known: ReadonlySet<string> = new Set();
  return {
    practice: () => practice,
    byHand: () => byHand,
    known: () => known,
    change: (change) => (practice = applyChange(practice, change)),
    lose: (loss) => (practice = applyLoss(practice, loss)),
    addByHand: (id, as) => byHand.set(id, as),
    forgetByHand: (ids) => {
      for (const id of ids) byHand.delete(id);
    },
    noteInside: (key) => (practice = noteInside(practice, key)),
    noteAgreement: (next, ids) => {
      practice = next;
      known = new Set(ids);
    },
    tick: () => (last = Math.max(Date.now(), last + 1)),
    serial: () => (serial += 1),
  };
}
