import { declareGrantRace } from './grant-race.ts';

// More by hand: KOPPEL_ROUNDS=8 makes over 1,000 interleavings.
const ROUNDS = Number(process.env['KOPPEL_ROUNDS'] ?? 3);

describe('rule 19: a grant never lands after its verified revoke, in a long race', function () {
  this.timeout(240_000);
  declareGrantRace({ clients: 21, rounds: ROUNDS });
});
