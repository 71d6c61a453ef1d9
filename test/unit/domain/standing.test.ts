import { expect } from 'chai';
import fc from 'fast-check';
import { addUp } from '../../../src/database/people/status.ts';
import type { FactGroup } from '../../../src/database/ledger/standing-facts.ts';
import { CLIENT_KINDS, CLIENT_STATUSES } from '../../../src/domain/client.ts';
import { CONNECTION_STATES } from '../../../src/domain/connection.ts';
import { reasonCodes, reasonOf as textsOf, STANDING_STATES } from '../../../src/domain/reasons.ts';
import { currentStanding, type StandingFacts } from '../../../src/domain/standing.ts';

type Change = Partial<StandingFacts>;
const COMPANY = { kind: 'company', status: 'client', deleted: false, linked: true } as const;
const LINKED = { deleted: false, linked: true } as const;

function facts(change: Change = {}): StandingFacts {
  return {
    client: COMPANY,
    contact: LINKED,
    pair: { pending: false, failing: false },
    stored: 'IN_SYNC',
    changedSince: false,
    isQuestioned: false,
    access: 'claimed',
    connection: { state: 'active', keepsIneligible: false },
    ...change,
  };
}

function reasonOf(change: Change): string {
  return currentStanding(facts(change)).reason;
}

const PENDING = { pending: true, failing: false };
const FAILING = { pending: true, failing: true };
const NEVER = { stored: null, pair: null, access: 'none' } as const;

describe('where a record stands now', () => {
  it('is what the last run found, as long as nothing is due', () => {
    for (const stored of [
      'IN_SYNC',
      'EMAIL_IN_USE',
      'EMAIL_MISSING',
      'MANUAL_TASK',
      'HELD_BY_CLIENT',
    ] as const)
      expect(reasonOf({ stored })).to.equal(stored);
  });

  it('is not in sync while what was last said of it is open, and otherwise stands where it stands', () => {
    expect(reasonOf({ stored: 'IN_SYNC', isQuestioned: true })).to.equal('LAST_WORD_OPEN');
    expect(reasonOf({ stored: 'EMAIL_IN_USE', isQuestioned: true })).to.equal('EMAIL_IN_USE');
  });

  it('is a revoke that nobody has seen while it is of an earlier account, and not once it is linked again', () => {
    const stored = 'REVOKE_UNSEEN';
    expect(reasonOf({ stored, access: 'released' })).to.equal('REVOKE_UNSEEN');
    expect(reasonOf({ stored, access: 'released', pair: PENDING })).to.equal('REVOKE_UNSEEN');
    expect(reasonOf({ stored, access: 'released', changedSince: true })).to.equal('CHANGE_PENDING');
    expect(reasonOf({ stored, access: 'claimed' })).to.equal('CHANGE_PENDING');
  });

  it('is excluded with its reason when nobody ever tried it', () => {
    expect(reasonOf({ ...NEVER, client: { ...COMPANY, kind: 'person' } })).to.equal('CLIENT_IS_PRIVATE');
    expect(reasonOf({ ...NEVER, client: { ...COMPANY, linked: false } })).to.equal('CLIENT_LINK_OFF');
    expect(reasonOf({ ...NEVER, contact: { ...LINKED, linked: false } })).to.equal('LINK_OFF');
    expect(reasonOf({ ...NEVER, contact: null, client: { ...COMPANY, linked: false } })).to.equal('LINK_OFF');
    expect(reasonOf({ ...NEVER, client: null })).to.equal('CONTACT_DELETED');
    expect(reasonOf({ ...NEVER, client: { ...COMPANY, deleted: true } })).to.equal('CLIENT_DELETED');
  });

  it('is due when it may be pushed and nobody ever tried it', () => {
    expect(reasonOf(NEVER)).to.equal('CHANGE_PENDING');
  });

  it('follows the records where the last run found something that cannot hold any more', () => {
    expect(reasonOf({ stored: 'LINK_OFF', access: 'none' })).to.equal('CHANGE_PENDING');
    expect(reasonOf({ stored: 'REVOKE_SENT' })).to.equal('CHANGE_PENDING');
    expect(
      reasonOf({ stored: 'LINK_OFF', access: 'none', client: { ...COMPANY, status: 'suspect' } }),
    ).to.equal('CLIENT_IS_SUSPECT');
  });

  it('is due while a change is pending, and being retried after a failure', () => {
    expect(reasonOf({ pair: PENDING })).to.equal('CHANGE_PENDING');
    expect(reasonOf({ pair: FAILING })).to.equal('RETRYING');
  });

  it('stays held, waiting or failed while another look at its client is due, unless it changed itself', () => {
    for (const stored of ['EMAIL_IN_USE', 'MANUAL_TASK', 'EMAIL_MISSING', 'INTERNAL_ERROR'] as const) {
      expect(reasonOf({ stored, pair: FAILING })).to.equal(stored);
      expect(reasonOf({ stored, pair: PENDING, changedSince: true })).to.equal('CHANGE_PENDING');
    }
  });

  it('is due to be revoked when it may not be pushed any more and access of it is left', () => {
    const unlinked = { contact: { deleted: false, linked: false }, pair: PENDING };
    expect(reasonOf({ ...unlinked })).to.equal('REVOKE_PENDING');
    expect(reasonOf({ ...unlinked, stored: 'BRAKE', access: 'released' })).to.equal('BRAKE');
    expect(reasonOf({ ...unlinked, stored: 'REVOKE_SENT', access: 'released' })).to.equal('REVOKE_SENT');
    expect(reasonOf({ ...unlinked, stored: 'LAST_ADMINISTRATOR' })).to.equal('LAST_ADMINISTRATOR');
    expect(reasonOf({ ...unlinked, stored: 'REVOKE_REFUSED' })).to.equal('REVOKE_REFUSED');
    expect(reasonOf({ ...unlinked, access: 'none' })).to.equal('LINK_OFF');
  });

  it('stays excluded, access and all, where the connection keeps what its client alone excludes', () => {
    const kept = { connection: { state: 'active', keepsIneligible: true }, pair: PENDING } as const;
    const suspect = { ...COMPANY, status: 'suspect' } as const;
    expect(reasonOf({ ...kept, client: suspect })).to.equal('CLIENT_IS_SUSPECT');
    expect(reasonOf({ ...kept, contact: { deleted: true, linked: true } })).to.equal('REVOKE_PENDING');
  });

  it('is held by a paused or stopped connection only when something is due', () => {
    const paused = { connection: { state: 'paused', keepsIneligible: false } } as const;
    const stopped = { connection: { state: 'stopped', keepsIneligible: false } } as const;
    expect(reasonOf({ ...paused, pair: PENDING })).to.equal('CONNECTION_PAUSED');
    expect(reasonOf({ ...stopped, pair: PENDING })).to.equal('CONNECTION_STOPPED');
    expect(reasonOf({ ...paused })).to.equal('IN_SYNC');
    expect(reasonOf({ ...paused, ...NEVER, contact: { deleted: true, linked: true } })).to.equal(
      'CONTACT_DELETED',
    );
  });

  it('forgets that the connection was stopped once it runs again', () => {
    expect(reasonOf({ stored: 'CONNECTION_STOPPED', pair: PENDING })).to.equal('CHANGE_PENDING');
  });
});

const anyFacts: fc.Arbitrary<StandingFacts> = fc.record({
  client: fc.option(
    fc.record({
      kind: fc.constantFrom(...CLIENT_KINDS),
      status: fc.constantFrom(...CLIENT_STATUSES),
      deleted: fc.boolean(),
      linked: fc.boolean(),
    }),
  ),
  contact: fc.option(fc.record({ deleted: fc.boolean(), linked: fc.boolean() })),
  pair: fc.option(fc.record({ pending: fc.boolean(), failing: fc.boolean() })),
  stored: fc.option(fc.constantFrom(...reasonCodes())),
  changedSince: fc.boolean(),
  isQuestioned: fc.boolean(),
  access: fc.constantFrom('none', 'claimed', 'released'),
  connection: fc.record({ state: fc.constantFrom(...CONNECTION_STATES), keepsIneligible: fc.boolean() }),
});

const anyGroup: fc.Arbitrary<FactGroup> = fc.record({
  connectionId: fc.constantFrom('one', 'two'),
  kind: fc.constantFrom('client', 'contact'),
  facts: anyFacts,
  records: fc.integer({ min: 1, max: 5_000 }),
});

describe('rule 5: counts add up', () => {
  it('every combination of facts is exactly one state, with a reason that belongs to it', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const { state, reason } = currentStanding(some);
        expect(STANDING_STATES).to.include(state);
        expect(textsOf(reason).state).to.equal(state);
      }),
      { numRuns: 2_000 },
    );
  });

  it('states and reasons each add up to the number of records, per connection and kind', () => {
    fc.assert(
      fc.property(fc.array(anyGroup), (groups) => {
        const counts = addUp(groups);
        for (const [id, { clients, contacts }] of counts) {
          for (const [kind, counted] of [
            ['client', clients],
            ['contact', contacts],
          ] as const) {
            const own = groups.filter((group) => group.connectionId === id && group.kind === kind);
            expect(counted.total).to.equal(sum(own.map(({ records }) => records)));
            expect(sum(Object.values(counted.byState))).to.equal(counted.total);
            expect(sum(Object.values(counted.byReason))).to.equal(counted.total);
          }
        }
      }),
    );
  });

  it('what may not be pushed and has no access left is never in sync, due or held', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const gone = { ...some, contact: { deleted: true, linked: true }, access: 'none' } as const;
        expect(currentStanding(gone)).to.deep.equal({ state: 'excluded', reason: 'CONTACT_DELETED' });
      }),
    );
  });
});

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
