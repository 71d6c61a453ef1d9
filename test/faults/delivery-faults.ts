// What happens to the practice's news on its way: webhooks that are lost, doubled, late or far too many, and exports of which
// half is missing.
import { drawSmallChange } from './draw-change.ts';
import type { Fault } from './fault.ts';
import { SHAPES } from './lab.ts';
import { drawingOf } from './play-change.ts';
import type { Delivery } from './practice-sender.ts';

function delivery(name: string, way: Delivery): Fault {
  return {
    name,
    weight: 'light',
    shapes: SHAPES,
    happen: ({ sender, diary }) => {
      sender.deliverNext(way, 2);
      diary.count(name);
      return Promise.resolve();
    },
  };
}

const BURST = 250;

/** As fast as 10,000 in a minute. */
const burst: Fault = {
  name: 'burst of webhooks',
  weight: 'light',
  shapes: SHAPES,
  happen: (lab, random) => {
    for (let left = BURST; left > 0; left -= 1) {
      const { changes } = drawSmallChange(drawingOf(lab, random));
      for (const change of changes) {
        lab.model.change(change);
        lab.sender.send(change);
      }
    }
    lab.diary.count('burst of webhooks');
    return Promise.resolve();
  },
};

/**
 * Cut off, it must be refused; without some records, but in itself right, it may take away nothing. The whole one follows
 * at once, because a second export without the same records would mean it.
 */
const halfSnapshot: Fault = {
  name: 'half snapshot',
  weight: 'light',
  shapes: SHAPES,
  happen: ({ model, exports, diary }, random) =>
    exports.alone(async () => {
      const practice = model.practice();
      if (practice.clients.size < 2) return;
      const keys = [...practice.clients.keys(), ...practice.contacts.keys()];
      const leftOut = new Set(random.shuffle(keys).slice(0, Math.ceil(keys.length / 3)));
      // A second one before a whole one was read would mean it.
      const cutOff = random.chance(0.5) || exports.hasDeceived();
      diary.write(cutOff ? 'an export is cut off' : `an export lacks ${leftOut.size} records`);
      await exports.write(practice, { asOf: model.tick(), ...(cutOff ? { cutOff } : { leftOut }) });
      await exports.write(model.practice(), { asOf: model.tick() });
      diary.count('half snapshot');
    }),
};

export const DELIVERY_FAULTS: readonly Fault[] = [
  delivery('webhook lost', 'lost'),
  delivery('webhook doubled', 'doubled'),
  delivery('webhook late', 'late'),
  burst,
  halfSnapshot,
];
