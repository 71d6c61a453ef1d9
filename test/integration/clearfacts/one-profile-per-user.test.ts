// Whatever is linked and changed, in any order, for one human at many dossiers: one user with one profile, and nothing that
// shows in another dossier before somebody agreed to it.
import { expect } from 'chai';
import fc from 'fast-check';
import { listOpenChanges } from '../../../src/database/people/agreements.ts';
import { agreeToChange } from '../../../src/actions/agree-to-change.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';
import type { ContactHandle } from '../../support/engine-records.ts';

const DOSSIERS = 3;
const RUNS = Number(process.env['KOPPEL_HUMANS'] ?? 3);

type Event =
  | { readonly does: 'link' | 'unlink'; readonly at: number; readonly profile: string }
  | { readonly does: 'agree' };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom('link', 'link', 'unlink'),
      at: fc.nat({ max: DOSSIERS - 1 }),
      profile: fc.constantFrom('administrator', 'full-access', 'full-feedback'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'agree' } as const) },
);

describe('ClearFacts: one human at many dossiers', function () {
  this.timeout(600_000);
  let engine: ClearFactsEngine;
  let humans = 0;

  before(async () => {
    engine = await openClearFactsEngine({ policy: { brake: { count: 1000, share: 1 } } });
  });
  after(() => engine.close());

  it('never has two profiles, never changes silently elsewhere, and every conflict names both sides', async () => {
    await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 8 }), playAll), {
      numRuns: RUNS,
      endOnFailure: true,
    });
  });

  async function playAll(events: readonly Event[]): Promise<void> {
    humans += 1;
    const email = `mens${humans}@velen.example.nl`;
    const contacts: ContactHandle[] = [];
    const numbers: string[] = [];
    for (let n = 0; n < DOSSIERS; n += 1) {
      const number = enterpriseNumber(7_000_000 + humans * DOSSIERS + n);
      numbers.push(number);
      const client = await engine.clientWith(number);
      contacts.push(await engine.contact(client, { email, personKey: `h-${humans}`, linked: false }));
    }
    for (const one of events) {
      const before = await engine.clearfacts.user(email);
      const agreed = await play(one, contacts, email);
      await engine.goOn();
      const after = await engine.clearfacts.user(email);
      checkSilence({ before, after, one, agreed, numbers, contacts });
      await checkStandings(contacts, email);
    }
  }

  /** The dossiers that somebody was shown, and agreed to. */
  async function play(one: Event, contacts: ContactHandle[], email: string): Promise<readonly string[]> {
    if (one.does !== 'agree') {
      const { at, profile, does } = one;
      const fields = { linked: does === 'link', linkSettings: { profile } };
      contacts[at] = await engine.change(contacts[at]!, fields);
      return [];
    }
    const changes = await engine.store.inPractice(engine.practiceId, (tx) => listOpenChanges(tx));
    const shown = changes.find(({ key }) => key === email);
    if (shown === undefined) return [];
    await agreeToChange(engine.store, { practiceId: engine.practiceId, shown, by: 'user:rianne' });
    return shown.touches.map(({ key }) => key);
  }

  type User = Awaited<ReturnType<ClearFactsEngine['clearfacts']['user']>>;
  interface Happened {
    readonly before: User;
    readonly after: User;
    readonly one: Event;
    readonly agreed: readonly string[];
    readonly numbers: readonly string[];
    readonly contacts: readonly ContactHandle[];
  }

  /**
   * A changed profile was seen in no dossier but the one that it was changed at, those agreed to, and those whose own link
   * asks for it: the end of a conflict lets it through.
   */
  function checkSilence({ before, after, one, agreed, numbers, contacts }: Happened): void {
    if (before === null || after === null || before.profile === after.profile) return;
    const own = one.does === 'agree' ? [] : [numbers[one.at]!];
    const seenIn = before.companyNumbers.filter((number) => after.companyNumbers.includes(number));
    const asked = numbers.filter((_, at) => {
      const contact = contacts[at]!;
      return contact.fields.linked !== false && wishOf(contact) === after.profile;
    });
    for (const number of seenIn) expect([...own, ...agreed, ...asked], 'changed silently').to.include(number);
  }

  async function checkStandings(contacts: readonly ContactHandle[], email: string): Promise<void> {
    const { users, mails } = await engine.clearfacts.state();
    const own = users.filter((user) => user.email === email);
    expect(own.length, 'one user').to.be.at.most(1);
    expect(mails.filter(({ to }) => to === email).length, 'one mail').to.be.at.most(1);
    for (const contact of contacts) await checkStanding(contact, { contacts, profile: own[0]?.profile });
  }

  async function checkStanding(
    contact: ContactHandle,
    { contacts, profile }: { contacts: readonly ContactHandle[]; profile: string | undefined },
  ): Promise<void> {
    const standing = await engine.standing(contact);
    if (contact.fields.linked === false) expect(standing?.reason).to.equal('LINK_OFF');
    if (standing?.reason === 'IN_SYNC') expect(profile, 'as wished').to.equal(wishOf(contact));
    if (standing?.reason !== 'PROFILE_CONFLICT') return;
    const holder = contacts.find(({ id }) => id === standing.detail['holder'])!;
    expect(holder.client.id, 'the other side').to.equal(standing.detail['holderClient']);
    expect(holder.id).not.to.equal(contact.id);
    expect(wishOf(holder)).not.to.equal(wishOf(contact));
  }

  function wishOf({ fields }: ContactHandle): unknown {
    return fields.linkSettings?.['profile'];
  }
});
