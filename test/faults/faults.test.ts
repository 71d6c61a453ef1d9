import { expect } from 'chai';
import { redisUrl } from '../support/redis.ts';
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
      ],
    },
    {
      shape: 'embedded',
      seed: 7,
      faults: [
        ...['SIGTERM', 'lost database connections', 'webhook late', 'half snapshot', 'portal 403'],
        ...['portal slow', 'portal HTML', 'portal late visibility', 'duplicate by hand'],
      ],
    },
  ];

describe('the portal and a model of it, while everything fails', function () {
  this.timeout(600_000);
  for (const { shape, seed, faults } of SEEDS) {
    it(`agree once things are quiet, on ${shape}, seed ${seed}`, async function () {
      if (shape === 'redis' && (await redisUrl()) === null) this.skip();
      const lab = await openLab(shape);
      if (lab === null) throw new Error(`${shape} could not be opened`);
      const { problems } = await playRun(lab, {
        seed,
        roundMs: 3_000,
        changesPerRound: 15,
        faultsPerRound: faults.length,
        lightFaults: FAULTS.filter(({ name }) => faults.includes(name)),
        heavyFaults: [],
        isOver: (_, rounds) => rounds === 1,
      });
      expect(problems, lab.diary.lines().join('\n')).to.deep.equal([]);
      expect(lab.diary.counts().get(AGREEMENTS)).to.equal(1);
      await lab.close();
    });
  }
});
