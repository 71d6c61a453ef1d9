import { declareInvitations } from './invite-many.ts';

// More by hand: KOPPEL_DOMAINS=40 npx mocha test/integration/econnect/many-clients.story.ts
const DOMAINS = Number(process.env['KOPPEL_DOMAINS'] ?? 6);

describe('eConnect: many clients that share a few e-mail domains, invited in one run', function () {
  this.timeout(600_000);
  declareInvitations(DOMAINS);
});
