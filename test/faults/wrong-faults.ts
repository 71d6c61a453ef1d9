// Events and exports of which something cannot be read, beside links that are switched off: off gets through.
import { drawOff, drawUnlink, type DrawnOne } from './draw-off.ts';
import type { Fault } from './fault.ts';
import { insistOnOff, insistOnRead } from './insist.ts';
import { SHAPES, type Lab } from './lab.ts';
import { drawingOf } from './play-change.ts';
import type { Change } from './practice-model.ts';
import { toEvent } from './practice-wire.ts';

const WRONG_FIELDS: Readonly<Record<Change['record'], readonly object[]>> = {
  client: [{ kvkNumber: '1234567' }, { country: 'Atlantis' }, { status: 'gone' }, { colour: 'blue' }],
  contact: [{ phone: 30 }, { personKey: 7 }, { lastName: 'x'.repeat(2_000) }, { colour: 'blue' }],
};

const wrongEvent: Fault = {
  name: 'wrong field in an event',
  weight: 'light',
  shapes: SHAPES,
  happen: async (lab, random) => {
    const change = note(lab, drawOff(drawingOf(lab, random)));
    if (change === null) return;
    const event = toEvent(change);
    const wrong = random.pick(WRONG_FIELDS[change.record]);
    lab.diary.write(`told by an event with a wrong ${Object.keys(wrong).join()}`);
    await lab.sender.tell({ ...event, data: { ...event.data, ...wrong } });
    lab.diary.count(wrongEvent.name);
    await insistOnOff(lab, change);
  },
};

const WRONG_ROWS = 4;

const wrongRows: Fault = {
  name: 'wrong rows in an export',
  weight: 'light',
  shapes: SHAPES,
  happen: async (lab, random) => {
    const change = note(lab, drawUnlink(drawingOf(lab, random)));
    if (change === null) return;
    const practice = lab.model.practice();
    const keys = random.shuffle([...practice.clients.keys(), ...practice.contacts.keys()]);
    const wrong = new Set([change.fields.key, ...keys.slice(0, WRONG_ROWS - 1)]);
    lab.diary.write(`told by an export with wrong rows of ${[...wrong].join(', ')}`);
    await lab.exports.write(practice, { asOf: lab.model.tick(), wrong });
    lab.diary.count(wrongRows.name);
    await insistOnRead(lab);
    await insistOnOff(lab, change);
  },
};

/** It happens at the practice, and is not told yet. */
function note({ model, diary }: Lab, drawn: DrawnOne | null): Change | null {
  if (drawn === null) return null;
  diary.write(drawn.label);
  model.change(drawn.change);
  return drawn.change;
}

export const WRONG_FAULTS: readonly Fault[] = [wrongEvent, wrongRows];
