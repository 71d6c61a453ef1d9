import { expect } from 'chai';
import { sql } from 'kysely';
import { MANAGER, openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';

const CLIENTS_PER_DOMAIN = 5;

/** Many clients that share a few e-mail domains, invited in one run. */
export function declareInvitations(domains: number): void {
  const clients = domains * CLIENTS_PER_DOMAIN;
  let engine: EConnectEngine;
  before(async () => {
    engine = await openEConnectEngine({
      policy: { brake: { count: 1000, share: 1 } },
      settings: { relationshipManagers: [{ email: MANAGER }] },
    });
  });
  after(() => engine.close());

  it('never two open requests in one domain, managers first, and all done once people have acted', async () => {
    for (let n = 0; n < clients; n += 1) {
      const email = `directie@bedrijf${n % domains}.example.nl`;
      const client = await engine.client({ kvkNumber: String(20_000_000 + n), email });
      // The client whose contact manages the environment comes last of its domain, and goes first all the same.
      if (n < clients - domains) continue;
      await engine.contact(client, { email, linkSettings: { manager: true } });
    }
    const managed = Array.from({ length: domains }, (_, n) => `NL:KVK:${20_000_000 + clients - domains + n}`);
    await engine.settle();
    const first = (await engine.econnect.state()).requests.map(({ reference }) => reference);
    expect(first.sort(), 'managers first, one in each domain').to.deep.equal(managed);

    for (let round = 1; round <= CLIENTS_PER_DOMAIN; round += 1) {
      await peopleAct();
      await engine.passTime();
      await engine.settle();
    }
    await peopleAct();
    await engine.goOn();
    const { maxOpenPerDomain, requests, mails } = await engine.econnect.state();
    expect(Math.max(...Object.values(maxOpenPerDomain))).to.equal(1);
    expect(requests.filter(({ status }) => status === 'accepted')).to.have.length(clients);
    expect(mails.filter(({ occasion }) => occasion === 'request')).to.have.length(clients);
    expect(
      await engine.rows(
        sql`select reason, count(*)::integer from standing where subject_kind = 'client' group by 1`,
      ),
    ).to.deep.equal([{ reason: 'IN_SYNC', count: clients }]);
  });

  /** Everybody accepts, adds the practice and is added. */
  async function peopleAct(): Promise<void> {
    const { requests, organisations } = await engine.econnect.state();
    for (const { email, reference, status } of requests) {
      if (status !== 'pending') continue;
      await engine.econnect.does({ human: 'client', does: 'accept', email, reference });
      await engine.econnect.does({ human: 'client', does: 'sign-in-again', email });
    }
    for (const { party, active, members } of organisations) {
      if (!active || members.some(({ email }) => email === MANAGER)) continue;
      const person = { organisation: party, email: MANAGER };
      await engine.econnect.does({ human: 'client', does: 'add-member', ...person, role: 'Member' });
      await engine.econnect.does({ human: 'colleague', does: 'accept-membership', ...person });
    }
  }
}
