import { expect } from 'chai';
import type { PortalRequest, PortalResponse, Session } from '../../../connectors/connector.ts';
import type { SyncPorts } from '../../../src/engine/sync-client.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';

/** Requests of one run: the dossier, the profile in it, whether there is such a user, and two writes with what they read. */
const STEPS = 7;

interface Victim {
  readonly client: ClientHandle;
  readonly email: string;
  readonly number: string;
  /** The process dies at this request of the run… */
  readonly step: number;
  /** …before it leaves, or before its answer is heard. */
  readonly moment: 'before' | 'after';
}

describe('ClearFacts: a process that is killed at any step', function () {
  this.timeout(120_000);
  let engine: ClearFactsEngine;
  const dead: (() => void)[] = [];
  let died = 0;

  before(async () => {
    engine = await openClearFactsEngine({ policy: { brake: { count: 1000, share: 1 } } });
  });
  after(async () => {
    for (const bury of dead) bury();
    await engine.close();
  });

  it('nobody is mailed twice, and everybody is let in', async () => {
    const victims = await makeVictims();
    for (const victim of victims) {
      await kill(victim);
      // A dead run keeps its place until its lease is over.
      if (died % 5 === 0) await engine.passTime();
    }
    expect(died, 'deaths at a request').to.equal(victims.length);
    for (let round = 0; round < 3; round += 1) await engine.goOn();

    const { users } = await engine.clearfacts.state();
    const mails = await engine.clearfacts.mails();
    expect(mails, 'nobody twice').to.have.length(new Set(mails).size);
    expect(users.map(({ email }) => email)).to.have.members(victims.map(({ email }) => email));
    const wrong: string[] = [];
    for (const { client, email, number, step, moment } of victims) {
      const own = users.find((user) => user.email === email);
      const isRight = own?.companyNumbers.join() === number && (await engine.reasonOf(client)) === 'IN_SYNC';
      if (!isRight) wrong.push(`${step} ${moment}: ${(await engine.reasonOf(client)) ?? ''}`);
    }
    expect(wrong).to.deep.equal([]);
  });

  it('access that was given and never answered is taken away all the same', async () => {
    const number = enterpriseNumber(6_000_000);
    const client = await engine.clientWith(number, { linked: false });
    const anna = await engine.contact(client, { email: 'anna@gedood.example.nl' });
    await engine.settle();
    await engine.passTime();
    await kill({ client, email: '', number, step: STEPS, moment: 'after' });
    expect(Object.keys(await engine.clearfacts.access(number))).to.deep.equal(['anna@gedood.example.nl']);
    await engine.unlink(anna);
    for (let round = 0; round < 3; round += 1) await engine.goOn();
    expect(await engine.clearfacts.access(number)).to.deep.equal({});
  });

  async function makeVictims(): Promise<readonly Victim[]> {
    const victims: Victim[] = [];
    for (let step = 1; step <= STEPS; step += 1) {
      for (const moment of ['before', 'after'] as const) {
        const n = victims.length;
        const [number, email] = [enterpriseNumber(5_000_000 + n), `anna@bedrijf${n}.example.nl`];
        // Linked later, one by one, so that the run that dies is the first that works on it.
        const client = await engine.clientWith(number, { linked: false });
        await engine.contact(client, { email });
        victims.push({ client, email, number, step, moment });
      }
    }
    await engine.settle();
    return victims;
  }

  /** Its run never comes to an end; what it had sent stays sent. */
  async function kill({ client, step, moment }: Victim): Promise<void> {
    let die: () => void = () => undefined;
    const death = new Promise<void>((resolve) => (die = resolve));
    let requests = 0;
    const dyingSession = (session: Session): Session => ({
      ...session,
      async send(request: PortalRequest): Promise<PortalResponse> {
        requests += 1;
        if (requests === step && moment === 'after') await session.send(request).catch(() => undefined);
        if (requests !== step) return session.send(request);
        died += 1;
        die();
        return new Promise((_resolve, reject) => dead.push(() => reject(new Error('dead'))));
      },
    });
    const worker: SyncPorts = engine.openWorker({
      openSession: (request) => dyingSession(engine.ports.openSession(request)),
    });
    await engine.relink(client);
    await Promise.race([engine.run(client, worker), death]);
  }
});
