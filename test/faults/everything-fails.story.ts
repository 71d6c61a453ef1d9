import { expect } from 'chai';
import { orSkip } from '../support/lacking.ts';
import { FAULTS } from './fault-list.ts';
import type { Shape } from './lab.ts';
import { openLab } from './open-lab.ts';
import { AGREEMENTS, playRun } from './play-run.ts';

// Longer, and with everything: npm run faults -- --help
const SEEDS: readonly { readonly shape: Shape; readonly seed: number; readonly faults: readonly string[] }[] =
  [
    {
      shape: 'redis',
      seed: 5,
      faults: [
        ...[
          'kill -9 worker-1',
          'redis flush',
          'lost database connections',
          'webhook lost',
          'webhook doubled',
        ],
        ...['portal time-out after commit', 'portal 500', 'portal 200 without effect', 'deleted by hand'],
        ...['sender with a clock ahead', 'export begun before', 'wrong field in an event'],
      ],
    },
    {
      shape: 'embedded',
      seed: 7,
      faults: [
        ...['SIGTERM', 'lost database connections', 'webhook late', 'half snapshot', 'portal 403'],
        ...['portal slow', 'portal HTML', 'portal late visibility', 'duplicate by hand'],
        ...[
          'wrong rows in an export',
          'portal short pages',
          'portal 200 with errors',
          'stored in another form',
        ],
        ...['calls of software lost', 'page of software lost', 'password of software changed'],
      ],
    },
  ];

describe('the portal and a model of it, while everything fails', function () {
  this.timeout(600_000);
  let plays: ReadonlyMap<Shape, Promise<Played>>;

  // Beside each other: most of the time either waits for a lease or a time-out to be over.
  before('starts both', () => {
    plays = new Map(SEEDS.map((seed) => [seed.shape, play(seed)] as const));
    for (const played of plays.values()) played.catch(() => undefined);
  });

  for (const { shape, seed } of SEEDS) {
    it(`agree once things are quiet, on ${shape}, seed ${seed}`, async function () {
      const { problems, diary, agreements } = await orSkip(this, plays.get(shape) ?? NOT_PLAYED);
      expect(problems, diary).to.deep.equal([]);
      expect(agreements).to.equal(1);
    });
  }
});

interface Played {
  readonly problems: readonly string[];
  readonly diary: string;
  readonly agreements: number;
}

const NOT_PLAYED: Promise<Played> = Promise.resolve({
  problems: ['it was not played'],
  diary: '',
  agreements: 0,
});

async function play({ shape, seed, faults }: (typeof SEEDS)[number]): Promise<Played> {
  const lab = await openLab(shape);
  const { problems } = await playRun(lab, {
    seed,
    roundMs: 3_000,
    changesPerRound: 15,
    faultsPerRound: faults.length,
    lightFaults: FAULTS.filter(({ name }) => faults.includes(name)),
    heavyFaults: [],
    isOver: (_, rounds) => rounds === 1,
  });
  await lab.close();
  const agreements = lab.diary.counts().get(AGREEMENTS) ?? 0;
  return { problems, diary: lab.diary.lines().join('\n'), agreements };
}
