import { declareInvitations } from './invite-many.ts';

// A share of the story of the same name.
describe('eConnect: clients that share a few e-mail domains, invited in one run', () => {
  declareInvitations(2);
});
