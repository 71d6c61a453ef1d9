import { declareGrantRace } from './grant-race.ts';

// A share of the story of the same name.
describe('rule 19: a grant never lands after its verified revoke', () => {
  declareGrantRace({ clients: 7, rounds: 1 });
});
