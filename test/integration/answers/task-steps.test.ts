// What an open task asks of a person: as the links say it now, because that is what the confirmation is taken for.
import { expect } from 'chai';
import { listOpenTasks } from '../../../src/answers/task-steps.ts';
import { connectorOf } from '../../../src/app/portals.ts';
import { UsageError } from '../../../src/errors.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';

describe('What an open task says', () => {
  let engine: ClearFactsEngine;
  beforeEach(async () => {
    engine = await openClearFactsEngine({ provenTypes: [] });
  });
  afterEach(() => engine.close());

  const tasks = () => listOpenTasks({ store: engine.store, connectorOf }, engine.practiceId);
  /** The one task that is open, and what it says in both languages. */
  async function read() {
    const [task, ...more] = await tasks();
    expect(more).to.deep.equal([]);
    const { id, type, action, steps } = task!;
    return { id, asks: `${action} ${type}`, said: [steps.en.join(' '), steps.nl.join(' ')] };
  }
  async function confirm(taskId: string): Promise<void> {
    await engine.confirm({ id: taskId });
    await engine.goOn();
  }
  const expectSaid = (said: readonly string[], profile: string) => {
    for (const text of said) expect(text).to.match(new RegExp(`(profile|profiel) ${profile}`));
  };

  it('names the rights that are wished now, also where the wish changed while it was open', async () => {
    const client = await engine.clientWith(enterpriseNumber(31));
    let anna = await engine.contact(client, { email: 'anna@taak.example.nl' });
    await engine.goOn();
    const asked = await read();
    expectSaid(asked.said, 'Administrator');

    anna = await engine.change(anna, { linkSettings: { profile: 'full-feedback' } });
    await engine.goOn();
    const changed = await read();
    expect(changed.asks).to.equal('create user');
    expectSaid(changed.said, 'Full Feedback');
    await confirm(changed.id);
    const place = await read();
    expectSaid(place.said, 'Full Feedback');
    await confirm(place.id);
    expect(await tasks()).to.deep.equal([]);

    anna = await engine.change(anna, { linkSettings: { profile: 'document-processing' } });
    await engine.goOn();
    const again = await read();
    expect(again.asks, 'the same task for another profile').to.equal('create user');
    expectSaid(again.said, 'Document processing');
    for (const text of again.said) expect(text).to.match(/another profile|ander profiel/);
    await confirm(again.id);
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
  });

  it('is not confirmed by whoever read it before the wish changed', async () => {
    const client = await engine.clientWith(enterpriseNumber(32));
    let anna = await engine.contact(client, { email: 'anna@gelezen.example.nl' });
    await engine.goOn();
    const { id } = await read();
    anna = await engine.change(anna, { phone: '+31 20 555 01 01' });
    await engine.goOn();
    expect((await read()).id, 'nothing of it changed').to.equal(id);
    await engine.change(anna, { linkSettings: { profile: 'full-feedback' } });
    await engine.goOn();
    const refused = await confirm(id).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(UsageError);
    expectSaid((await read()).said, 'Full Feedback');
  });
});
