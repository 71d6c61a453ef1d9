import { expect } from 'chai';
import { sql } from 'kysely';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import {
  ANNA,
  BOSS,
  openPandaEngine,
  type PandaEngine,
  type PandaOptions,
} from '../../support/wolters-kluwer-engine.ts';

describe('Wolters Kluwer: who may not be taken out', () => {
  let engine: PandaEngine;
  let client: ClientHandle;
  let boss: ContactHandle;

  async function open(options: PandaOptions = {}): Promise<void> {
    engine = await openPandaEngine(options);
    client = await engine.bakker();
    boss = await engine.contact(client, { email: BOSS, linkSettings: { role: 'administrator' } });
    await engine.settle();
  }
  const accept = async (email: string) => {
    await engine.panda.does('person accept-invitation', { email });
    await engine.goOn();
  };

  afterEach(() => engine.close());

  it('the last administrator never leaves: it waits until the client has one, and then goes', async () => {
    await open();
    await engine.unlink(client);
    await engine.goOn();
    expect(await engine.panda.members(), 'untouched but for the tick').to.deep.equal([
      `${ANNA} administrator`,
    ]);
    const [due] = await engine.rows(
      sql<{ why: string }>`select last_error as why from due_pair where pending`,
    );
    expect(due).to.deep.equal({ why: 'LAST_ADMINISTRATOR' });
    expect(await engine.reasonOf(client)).to.equal('LAST_ADMINISTRATOR');
    await engine.panda.does('administrator invite', { email: BOSS, role: 'administrator' });
    await engine.panda.does('person accept-invitation', { email: BOSS });
    await engine.goOn();
    expect(await engine.panda.members()).to.deep.equal([`${BOSS} administrator`]);
    expect(
      (await engine.resources('membership')).every(({ revokeState }) => revokeState === 'revoked_verified'),
    ).to.equal(true);
  });

  it('an unlinked contact of an organisation that was handed over is a task for a person, who asks the client', async () => {
    await open();
    await accept(BOSS);
    await engine.unlink(boss);
    await engine.goOn();
    expect(await engine.reasonOf(boss)).to.equal('MANUAL_TASK');
    await engine.panda.does('administrator set-role', { email: ANNA, role: 'administrator' });
    await engine.panda.does('administrator remove-member', { email: BOSS });
    await engine.goOn();
    expect(await engine.panda.members()).to.deep.equal([`${ANNA} administrator support-community`]);
  });
});
