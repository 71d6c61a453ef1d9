// Statements that arrive in another order than they were made: servers whose clocks differ, exports that began before what
// was applied meanwhile.
import { setTimeout as delay } from 'node:timers/promises';
import { drawEdit, drawOff } from './draw-off.ts';
import type { Fault } from './fault.ts';
import { insistOnOff, insistOnRead } from './insist.ts';
import { SHAPES, type Lab } from './lab.ts';
import { drawingOf, playOne } from './play-change.ts';
import type { Change } from './practice-model.ts';
import type { Random } from './seeded-random.ts';

/** Not so far that what it tells is refused as of the future. */
const AHEAD_MS = 4 * 60_000;

/** A server whose clock is ahead says something, and then another with a right one that it is off, or gone. */
const clockAhead: Fault = {
  name: 'sender with a clock ahead',
  weight: 'light',
  shapes: SHAPES,
  happen: async (lab, random) => {
    const aheadMs = AHEAD_MS - random.whole(AHEAD_MS / 2);
    const edited = drawEdit(drawingOf(lab, random, aheadMs));
    if (edited === null) return;
    const { key } = edited.change.fields;
    lab.diary.write(`by a clock ${Math.round(aheadMs / 1_000)} s ahead:`);
    playOne(lab, edited);
    lab.diary.count(clockAhead.name);
    await lab.sender.whenTold(key);
    const off = switchOff(lab, random, key);
    if (off !== null) await insistOnOff(lab, off);
  },
};

/** Its rows show what was there when it began; a link that is switched off before it is read stays off. */
const begunBefore: Fault = {
  name: 'export begun before',
  weight: 'light',
  shapes: SHAPES,
  happen: async (lab, random) => {
    const practice = lab.model.practice();
    const asOf = lab.model.tick();
    await delay(random.whole(2_000));
    const off = switchOff(lab, random);
    if (off === null) return;
    await delay(random.whole(2_000));
    await lab.exports.write(practice, { asOf });
    lab.diary.count(begunBefore.name);
    await insistOnRead(lab);
    await insistOnOff(lab, off);
  },
};

/** Says by webhook that a link is off, of the given record or of any. Returns the change; null where nothing is on. */
function switchOff(lab: Lab, random: Random, key?: string): Change | null {
  const drawn = drawOff(drawingOf(lab, random), key);
  if (drawn === null) return null;
  playOne(lab, drawn);
  return drawn.change;
}

export const ORDER_FAULTS: readonly Fault[] = [clockAhead, begunBefore];
