import { expect } from 'chai';
import { sql } from 'kysely';
import type { PortalRequest, PortalResponse, Session } from '../../../connectors/connector.ts';
import type { SyncPorts } from '../../../src/engine/sync-client.ts';
import { MANAGER, openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';

/** Requests of one run, before and after the client has accepted. */
const STEPS = { asking: 4, building: 16 } as const;
type Phase = keyof typeof STEPS;

interface Victim {
  readonly client: ClientHandle;
  readonly email: string;
  readonly party: string;
  readonly phase: Phase;
  /** The process dies at this request of the run… */
  readonly step: number;
  /** …before it leaves, or before its answer is heard. */
  readonly moment: 'before' | 'after';
}

describe('eConnect: a process that is killed at any step', function () {
  this.timeout(120_000);
  let engine: EConnectEngine;
  const dead: (() => void)[] = [];

  before(async () => {
    engine = await openEConnectEngine({ policy: { brake: { count: 1000, share: 1 } } });
  });
  after(async () => {
    for (const bury of dead) bury();
    await engine.close();
  });

  it('nobody is mailed twice; every step went on, or is a task that says how to find out', async () => {
    const victims = await makeVictims();
    const inPhase = (phase: Phase) => victims.filter((victim) => victim.phase === phase);
    for (const victim of inPhase('asking')) await kill(victim);
    await recover();
    await acceptAll();
    for (const victim of inPhase('building')) await kill(victim);
    await recover();

    const { mails } = await engine.econnect.state();
    const asked = mails.filter(({ occasion }) => occasion === 'request').map(({ to }) => to);
    expect(asked, 'nobody twice').to.have.length(new Set(asked).size);
    const tasks = await engine.tasks();
    const wrong: string[] = [];
    for (const { client, email, step, moment, phase } of victims) {
      const reason = (await engine.reasonOf(client)) ?? '';
      const hasTask = tasks.some(({ clientId, action }) => clientId === client.id && action === 'find-out');
      const isRight =
        reason === 'UNCERTAIN' ? hasTask : reason === 'MEMBER_NOT_ADDED' && asked.includes(email);
      if (!isRight) wrong.push(`${phase} ${step} ${moment}: ${reason}`);
    }
    expect(wrong).to.deep.equal([]);
    // Only the request itself can be left uncertain, and it was.
    expect(tasks.map(({ type }) => type)).to.include('authorisation-request');
    expect(new Set(tasks.map(({ type }) => type)).size).to.equal(1);
    const { partners, groups } = await engine.econnect.state();
    expect(new Set(groups.map(({ name }) => name)).size, 'no second group').to.equal(groups.length);
    const waiting = new Set(tasks.map(({ clientId }) => clientId));
    const domains = victims
      .filter(({ client }) => !waiting.has(client.id))
      .map(({ email }) => email.split('@')[1]);
    for (const { relationshipManagers } of partners.filter(({ domain }) => domains.includes(domain)))
      expect(relationshipManagers).to.include(MANAGER);
  });

  async function makeVictims(): Promise<readonly Victim[]> {
    const victims: Victim[] = [];
    for (const phase of ['asking', 'building'] as const) {
      for (let step = 1; step <= STEPS[phase]; step += 1) {
        for (const moment of ['before', 'after'] as const) {
          const n = victims.length;
          const [kvkNumber, email] = [String(30_000_000 + n), `anna@bedrijf${n}.example.nl`];
          // Linked later, one by one, so that the run that dies is the first that works on it, and waits for no other.
          const client = await engine.client({ kvkNumber, email, linked: phase === 'building' });
          await engine.contact(client, { email, linkSettings: { manager: true } });
          victims.push({ client, email, party: `NL:KVK:${kvkNumber}`, phase, step, moment });
        }
      }
    }
    await engine.settle();
    return victims;
  }

  /** Its run never comes to an end; what it had sent stays sent. */
  async function kill({ client, phase, step, moment }: Victim): Promise<void> {
    let died: () => void = () => undefined;
    const death = new Promise<void>((resolve) => (died = resolve));
    let requests = 0;
    const worker: SyncPorts = engine.openWorker({
      openSession: (request) => dyingSession(engine.ports.openSession(request)),
    });
    const dyingSession = (session: Session): Session => ({
      ...session,
      async send(request: PortalRequest): Promise<PortalResponse> {
        requests += 1;
        if (requests === step && moment === 'after') await session.send(request).catch(() => undefined);
        if (requests !== step) return session.send(request);
        died();
        return new Promise((_resolve, reject) => dead.push(() => reject(new Error('dead'))));
      },
    });
    if (phase === 'asking') await engine.relink(client);
    else await engine.rows(lookNow());
    await Promise.race([engine.run(client, worker), death]);
  }

  async function acceptAll(): Promise<void> {
    for (const { email, status, reference } of (await engine.econnect.state()).requests)
      if (status === 'pending')
        await engine.econnect.does({ human: 'client', does: 'accept', email, reference });
  }

  async function recover(): Promise<void> {
    for (let round = 0; round < 3; round += 1) await engine.goOn();
  }
});

function lookNow() {
  return sql`update portal_resource set look_again_at = clock_timestamp() where state = 'waiting'`;
}
