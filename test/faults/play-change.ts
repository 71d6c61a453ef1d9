// Lets something change at the practice: in the model, and told to Koppel.
import type { Drawing, Drawn } from './draw-change.ts';
import type { DrawnOne } from './draw-off.ts';
import type { Lab } from './lab.ts';
import type { Random } from './seeded-random.ts';

export const CHANGES = 'changes at the practice';

/** `aheadMs`: how far ahead the clock of the server is that writes and tells it. */
export function drawingOf({ model, sender }: Lab, random: Random, aheadMs = 0): Drawing {
  const at = model.tick();
  const isFree = (key: string): boolean => !sender.isUntold(key);
  return { practice: model.practice(), random, at, aheadMs, isFree, serial: () => model.serial() };
}

export function playDrawn({ model, sender, diary }: Lab, { label, changes }: Drawn): void {
  diary.write(label);
  diary.count(CHANGES);
  for (const change of changes) {
    model.change(change);
    sender.send(change);
  }
}

/** Told for certain and at once, whatever happens to other news. */
export function playOne({ model, sender, diary }: Lab, { label, change }: DrawnOne): void {
  diary.write(label);
  diary.count(CHANGES);
  model.change(change);
  sender.send(change, 'normal');
}
