import { expect } from 'chai';
import { sql } from 'kysely';
import type { PortalRequest, PortalResponse, Session } from '../../../connectors/connector.ts';
import { listRequests } from '../../../src/database/people/requests.ts';
import { connectorOf } from '../../../src/app/portals.ts';
import { askAboutRequest } from '../../../src/actions/ask-request.ts';
import type { SyncPorts } from '../../../src/engine/sync-client.ts';
import type { ClientHandle } from '../../support/engine-records.ts';
import {
  ANNA,
  CUSTOMER,
  openPandaEngine,
  PARTNER,
  type PandaEngine,
} from '../../support/wolters-kluwer-engine.ts';

/** Writes of one run: of a client that nobody has added, of one that is known, once an invitation is accepted. */
const WRITES = { adding: 3, asking: 1, 'handing-over': 1, resending: 1 } as const;
type Phase = keyof typeof WRITES;

interface Victim {
  readonly client: ClientHandle;
  readonly boss: string;
  readonly customerNumber: string;
  readonly phase: Phase;
  /** The process dies at this write of the run… */
  readonly step: number;
  /** …before it leaves, or before its answer is heard. */
  readonly moment: 'before' | 'after';
}

describe('Wolters Kluwer: a process that is killed at any write', function () {
  this.timeout(120_000);
  let engine: PandaEngine;
  let victims: readonly Victim[];
  const dead: (() => void)[] = [];

  before(async () => {
    engine = await openPandaEngine({ policy: { brake: { count: 1000, share: 1 } } });
    victims = await makeVictims();
    for (const victim of victims)
      if (victim.phase === 'adding' || victim.phase === 'asking') await kill(victim);
    for (const victim of victims.filter(({ phase }) => phase === 'handing-over' || phase === 'resending'))
      await engine.relink(victim.client);
    await recover();
    await acceptAll();
    await askAgain();
    for (const victim of victims)
      if (victim.phase === 'handing-over' || victim.phase === 'resending') await kill(victim);
    await recover();
  });
  after(async () => {
    for (const bury of dead) bury();
    await engine.close();
  });

  it('nobody is registered, asked or invited twice', async () => {
    const { mails } = await engine.panda.state();
    const reminded = victims.filter(({ phase }) => phase === 'resending').map((each) => each.customerNumber);
    const told = mails
      .filter(({ reference }) => !reminded.includes(reference ?? ''))
      .map(({ occasion, to, reference }) => `${occasion} ${to} ${reference ?? ''}`);
    expect(told, 'nobody twice').to.have.length(new Set(told).size);
    expect(
      told.filter((each) => each.startsWith('join-request')),
      'those who are known',
    ).to.have.length(2);
  });

  it('no organisation is added twice, none that was added is asked to be joined, and every hand-over is made', async () => {
    const state = await engine.panda.state();
    const numbers = state.organisations.map(({ customerNumber }) => customerNumber);
    expect(numbers).to.have.members([CUSTOMER, ...victims.map(({ customerNumber }) => customerNumber)]);
    const added = victims.filter(({ phase }) => phase === 'adding' || phase === 'handing-over');
    const wrong: string[] = [];
    for (const { customerNumber, boss, phase, step, moment } of added) {
      const members = (await engine.panda.members(customerNumber)).join();
      const isHandedOver =
        members === `${ANNA} member support-community,${boss} administrator support-community`;
      if (!isHandedOver) wrong.push(`${phase} ${step} ${moment}: ${members}`);
    }
    expect(wrong).to.deep.equal([]);
    expect(state.joinRequests).to.have.length(victims.length - added.length);
    for (const { client } of victims.filter(({ phase }) => phase === 'asking')) {
      expect(await engine.reasonOf(client)).to.equal('MEMBERSHIP_NOT_APPROVED');
    }
  });

  it('only a reminder whose answer was lost is uncertain, with a task that says how to find out', async () => {
    const tasks = await engine.tasks();
    const reminded = victims.filter(({ phase }) => phase === 'resending');
    expect(tasks.map(({ clientId, action, type }) => `${action} ${type} ${clientId}`)).to.have.members(
      reminded.map(({ client }) => `find-out membership ${client.id}`),
    );
    for (const { client } of reminded) {
      expect(await engine.reasonOf(client)).to.equal('UNCERTAIN');
    }
  });

  async function makeVictims(): Promise<readonly Victim[]> {
    const made: Victim[] = [];
    for (const phase of ['adding', 'asking', 'handing-over', 'resending'] as const) {
      for (let step = 1; step <= WRITES[phase]; step += 1) {
        for (const moment of ['before', 'after'] as const) {
          made.push({ ...(await makeClient(made.length, phase)), phase, step, moment });
        }
      }
    }
    // Whatever is shared is there already: each run that dies is about its own client.
    await engine.bakker();
    await engine.settle();
    return made;
  }

  async function makeClient(n: number, phase: Phase) {
    const base = 9_990_500 + n;
    const enterpriseNumber = `0${base}${String(97 - (base % 97)).padStart(2, '0')}`;
    const [wkCustomerNumber, boss] = [String(2_000_000 + n), `baas@bedrijf${n}.example.nl`];
    await engine.panda.seed({ accounts: [{ email: boss }] });
    const client = await engine.client({ wkCustomerNumber, enterpriseNumber, linked: false });
    if (phase === 'asking' || phase === 'resending') {
      const known = { customerNumber: wkCustomerNumber, enterpriseNumber, name: 'Bekend' };
      await engine.panda.seed({ organisations: [{ ...known, administrators: [PARTNER] }] });
    } else {
      const linkSettings = { role: 'administrator', applications: ['support-community'] };
      await engine.contact(client, { email: boss, linkSettings });
    }
    return { client, boss, customerNumber: wkCustomerNumber };
  }

  /** Its run never comes to an end; what it had sent stays sent. */
  async function kill({ client, phase, step, moment }: Victim): Promise<void> {
    let died: () => void = () => undefined;
    const death = new Promise<void>((resolve) => (died = resolve));
    let writes = 0;
    const worker: SyncPorts = engine.openWorker({
      openSession: (request) => dyingSession(engine.ports.openSession(request)),
    });
    const dyingSession = (session: Session): Session => ({
      ...session,
      async send(request: PortalRequest): Promise<PortalResponse> {
        if (request.method !== 'GET') writes += 1;
        if (request.method === 'GET' || writes !== step) return session.send(request);
        if (moment === 'after') await session.send(request);
        died();
        return new Promise((_resolve, reject) => dead.push(() => reject(new Error('dead'))));
      },
    });
    if (phase === 'adding' || phase === 'asking') await engine.relink(client);
    else
      await engine.rows(
        sql`update portal_resource set look_again_at = clock_timestamp() where state = 'waiting'`,
      );
    const result = await Promise.race([engine.run(client, worker), death]);
    if (result !== undefined) throw new Error(`The run of ${phase} did not die.`);
  }

  async function acceptAll(): Promise<void> {
    for (const { boss, customerNumber, phase } of victims) {
      if (phase === 'adding' || phase === 'handing-over')
        await engine.panda.does('person accept-invitation', { email: boss, organisation: customerNumber });
    }
  }

  async function askAgain(): Promise<void> {
    const { store, practiceId } = engine;
    const requests = await store.inPractice(practiceId, (tx) => listRequests(tx));
    for (const { client } of victims.filter(({ phase }) => phase === 'resending')) {
      const request = requests.find(
        ({ type, clientIds }) => type === 'membership' && clientIds.includes(client.id),
      );
      const asked = { practiceId, requestId: request!.id, ask: 'resend', by: 'user:rianne' } as const;
      await askAboutRequest({ store, connectorOf }, asked);
    }
  }

  async function recover(): Promise<void> {
    for (let round = 0; round < 2; round += 1) await engine.goOn();
  }
});
