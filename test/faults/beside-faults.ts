// Trouble of others: records that hang or are refused, another practice's machine that is away. An unlink that has nothing to
// do with it is proven meanwhile; the trouble lasts until it is.
import { viewNow } from './agree.ts';
import { drawChangeOf, drawUnlink } from './draw-off.ts';
import type { Fault } from './fault.ts';
import { insistOnEnd } from './insist.ts';
import { SHAPES, type Lab } from './lab.ts';
import { letSomebodyIn } from './let-in.ts';
import { drawingOf, playOne } from './play-change.ts';
import { contactsOf, isCertainlyInside, mayBePushed, type ContactState } from './practice-model.ts';
import type { Random } from './seeded-random.ts';

interface Trouble extends Pick<Fault, 'name' | 'oftenInVain'> {
  /**
   * `clientKeys`: whose records may be in trouble. Returns whose are: somebody of another client is unlinked. Null: it cannot
   * be made.
   */
  readonly begin: (
    lab: Lab,
    random: Random,
    clientKeys: readonly string[],
  ) => Promise<readonly string[] | null>;
  readonly end: (lab: Lab) => Promise<void>;
}

function unlinkBeside({ name, begin, end, ...rest }: Trouble): Fault {
  return {
    name,
    weight: 'light',
    shapes: SHAPES,
    ...rest,
    happen: async (lab, random) => {
      await letSomebodyIn(lab, random);
      const owner = insideOf(lab).at(-1)?.now.clientKey;
      const others = clientsPushed(lab).filter((key) => key !== owner);
      const troubled = await begin(lab, random, random.shuffle(others).slice(0, MOST_TROUBLED));
      if (troubled === null) return;
      try {
        // To begin takes a while: only now is clear who is inside.
        const chosen = insideOf(lab).filter(({ now }) => !troubled.includes(now.clientKey));
        const [{ now } = { now: null }] = random.shuffle(chosen);
        const unlink = now === null ? null : drawUnlink(drawingOf(lab, random), now.key);
        if (unlink === null) return;
        playOne(lab, unlink);
        lab.diary.count(name);
        await insistOnEnd(lab, unlink.change);
      } finally {
        await end(lab);
      }
    },
  };
}

const MOST_TROUBLED = 3;

function clientsPushed({ model }: Lab): readonly string[] {
  return [...model.practice().clients.values()]
    .filter(({ now }) => mayBePushed(now))
    .map(({ now }) => now.key);
}

function insideOf({ model }: Lab): readonly ContactState[] {
  const practice = model.practice();
  const contacts = [...practice.contacts.values()];
  // Of whom nobody else at the same client is a record too.
  const isAlone = ({ now }: ContactState): boolean =>
    contactsOf(practice, now.clientKey).filter((other) => other.now.email === now.email).length === 1;
  return contacts.filter((contact) => isCertainlyInside(practice, contact) && isAlone(contact));
}

const ALWAYS = 1_000_000;

/** Whatever is asked of the entities of some clients goes wrong in this way. */
function ofRecords(name: string, fault: string): Trouble {
  return {
    name,
    begin: async (lab, random, clientKeys) => {
      const { entities } = await viewNow(lab);
      const { clients } = lab.model.practice();
      const numbers = clientKeys.map((key) => clients.get(key)?.now.number);
      const ids = entities.filter(({ number }) => numbers.includes(number)).map(({ id }) => id);
      if (ids.length === 0) return null;
      lab.diary.write(`${name}: ${clientKeys.join(', ')}`);
      await lab.portal.arm({ match: { path: `/(${ids.join('|')})` }, fault, label: name, times: ALWAYS });
      for (const key of clientKeys) {
        const edit = drawChangeOf(drawingOf(lab, random), key);
        if (edit !== null) playOne(lab, edit);
      }
      return clientKeys;
    },
    end: ({ portal }) => portal.disarm(name),
  };
}

/** Its connection leads to a machine that takes every call and never answers; all its clients are due. */
const deadHost: Trouble = {
  name: 'dead host of a neighbour',
  oftenInVain: true,
  begin: async ({ neighbour }) => {
    await neighbour.fallSilent();
    return [];
  },
  end: ({ neighbour }) => neighbour.rest(),
};

export const BESIDE_FAULTS: readonly Fault[] = [
  unlinkBeside(ofRecords('records that hang', 'timeout-before-commit')),
  unlinkBeside(ofRecords('records refused with 403', '403')),
  unlinkBeside(deadHost),
];
