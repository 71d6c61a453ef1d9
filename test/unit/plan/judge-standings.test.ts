import { expect } from 'chai';
import fc from 'fast-check';
import type { Judgement } from '../../../src/domain/eligibility.ts';
import { reasonCodes, reasonOf } from '../../../src/domain/reasons.ts';
import type { KnownResource } from '../../../src/plan/known.ts';
import { judgeStandings, type StandingInput } from '../../../src/plan/judge-standings.ts';
import { NOW, resource, stored, TRAITS } from './known-resource.ts';

const YES: Judgement = { eligible: true, reason: null, checks: [] };
const UNLINKED: Judgement = { eligible: false, reason: 'LINK_OFF', checks: [] };
const JAN = { kind: 'contact', id: 'jan' } as const;

const ENTITY = resource({
  id: 'entity',
  type: 'entity',
  owner: 'client:bakker',
  claims: [stored({ subject: { kind: 'client', id: 'bakker' } })],
});
const ACCESS = resource({ id: 'access', parents: ['group', 'person'], claims: [stored()] });

function stand(given: Partial<StandingInput> = {}) {
  return judgeStandings({
    clientId: 'bakker',
    client: YES,
    contacts: [{ id: 'jan', judgement: YES }],
    refusals: [],
    warnings: [],
    conflicts: [],
    resources: [ENTITY, ACCESS],
    traits: TRAITS,
    troubles: new Map(),
    braked: new Set(),
    ...given,
  });
}

/** Where the contact stands. */
function jan(given: Partial<StandingInput> = {}) {
  const { state, reason, detail } = stand(given)[1] ?? {};
  return { state, reason, detail };
}

describe('where a client and its contacts stand', () => {
  it('rule 5: in sync when the portal has what is wanted', () => {
    expect(stand().map(({ state }) => state)).to.deep.equal(['in-sync', 'in-sync']);
  });

  it('rule 5: law: each is in exactly one state, that of its reason, and the counts add up', () => {
    const known = fc.record({
      state: fc.constantFrom<KnownResource['state']>('reserved', 'present', 'waiting', 'manual', 'absent'),
      revokeState: fc.constantFrom<KnownResource['revokeState']>(null, 'revoke_pending', 'revoked_sent'),
      refusedReason: fc.constantFrom<KnownResource['refusedReason']>(null, 'REJECTED_BY_PORTAL'),
      doubtful: fc.boolean(),
      released: fc.boolean(),
    });
    const judgement = fc.constantFrom(YES, UNLINKED);
    fc.assert(
      fc.property(known, fc.tuple(judgement, judgement), fc.boolean(), (given, [client, contact], braked) => {
        const { released, ...rest } = given;
        const access = { ...ACCESS, ...rest, claims: [stored({ released })] };
        const contacts = ['jan', 'piet', 'els'].map((id) => ({ id, judgement: contact }));
        const standings = stand({
          client,
          contacts,
          braked: new Set(braked ? [access.id] : []),
          resources: [ENTITY, access],
        });
        expect(standings.map(({ subject }) => subject.id)).to.deep.equal(['bakker', 'jan', 'piet', 'els']);
        for (const { state, reason } of standings) expect(state).to.equal(reasonOf(reason).state);
      }),
    );
  });

  it('rule 5: every reason is told in Dutch and in English, with what would change it', () => {
    for (const code of reasonCodes()) {
      const { en, nl, remedyEn, remedyNl } = reasonOf(code);
      for (const text of [en, nl, remedyEn, remedyNl]) expect(text, code).to.match(/^[A-Z].*\.$/s);
      expect(en).not.to.equal(nl);
    }
  });

  it('rule 3: a contact waits, visibly, for a client that has not arrived', () => {
    const waiting = { ...ENTITY, state: 'waiting', waitingOn: 'portal' } as const;
    expect(jan({ resources: [waiting, ACCESS] })).to.deep.equal({
      state: 'held',
      reason: 'HELD_BY_CLIENT',
      detail: { holderClient: 'bakker' },
    });
  });

  it('rule 3: a contact whose own data is wrong says so, rather than pointing at its client', () => {
    const refusals = [{ subject: JAN, reason: 'EMAIL_MISSING' as const }];
    expect(jan({ refusals, resources: [] }).reason).to.equal('EMAIL_MISSING');
  });

  it('rule 11: a contact whose address is taken names who has it', () => {
    const holder = { clientId: 'visser', subject: { kind: 'contact', id: 'piet' } } as const;
    const conflicts = [
      { subject: JAN, reason: 'EMAIL_IN_USE', holder, holderOwner: 'contact:piet' },
    ] as const;
    expect(jan({ conflicts }).detail).to.deep.equal({ holderClient: 'visser', holder: 'piet' });
  });

  it('rule 11: what differs between the records of one human is reported', () => {
    const person = resource({
      id: 'person',
      type: 'person',
      attributes: { Phone: '2' },
      claims: [
        stored({ attributes: { Phone: '2' } }),
        stored({ clientId: 'visser', attributes: { Phone: '1' }, changedAt: new Date(0) }),
      ],
    });
    expect(jan({ resources: [ENTITY, person, ACCESS] })).to.deep.include({
      state: 'in-sync',
      detail: { differs: 'Phone' },
    });
  });

  it('rule 15: an unlinked contact whose access still stands is not done yet', () => {
    const contacts = [{ id: 'jan', judgement: UNLINKED }];
    const revoking = {
      ...ACCESS,
      revokeState: 'revoke_pending',
      claims: [stored({ released: true })],
    } as const;
    expect(jan({ contacts, resources: [ENTITY, revoking] }).reason).to.equal('REVOKE_PENDING');
    for (const reason of ['LAST_ADMINISTRATOR', 'REVOKE_REFUSED'] as const) {
      const troubles = new Map([['contact:jan', reason]]);
      const kept = jan({ contacts, resources: [ENTITY, revoking], troubles });
      expect(kept, 'the portal keeps it').to.deep.include({ reason, detail: { because: 'LINK_OFF' } });
    }
  });

  describe('rule 19: an unlinked contact', () => {
    const contacts = [{ id: 'jan', judgement: UNLINKED }];
    const steps = [
      { revokeState: 'revoke_pending', reason: 'REVOKE_PENDING' },
      { revokeState: 'revoked_sent', reason: 'REVOKE_SENT' },
      { revokeState: 'revoked_verified', reason: 'LINK_OFF' },
      { revokeState: 'revoked_confirmed', reason: 'LINK_OFF' },
    ] as const;
    for (const { revokeState, reason } of steps) {
      it(`rule 19: ${revokeState} shows as ${reason}`, () => {
        const access = { ...ACCESS, revokeState, claims: [stored({ released: true })] };
        expect(jan({ contacts, resources: [ENTITY, access] }).reason).to.equal(reason);
      });
    }

    it('rule 22: held back by the brake says so, with the reason of the unlink beside it', () => {
      const access = {
        ...ACCESS,
        revokeState: 'revoke_pending',
        claims: [stored({ released: true })],
      } as const;
      expect(jan({ contacts, braked: new Set([access.id]), resources: [ENTITY, access] })).to.deep.equal({
        state: 'held',
        reason: 'BRAKE',
        detail: { because: 'LINK_OFF' },
      });
    });

    it('rule 17: a revoke that a person must do in the portal waits for that person', () => {
      const access = { ...ACCESS, state: 'manual', claims: [stored({ released: true })] } as const;
      expect(jan({ contacts, resources: [ENTITY, access] }).reason).to.equal('MANUAL_TASK');
    });
  });

  it('shows the worst of several verdicts', () => {
    const person = resource({
      id: 'person',
      type: 'person',
      refusedReason: 'REJECTED_BY_PORTAL',
      refusedField: 'email',
    });
    const manual = { ...ACCESS, state: 'manual', waitingOn: 'practice', lookAgainAt: NOW } as const;
    expect(jan({ resources: [ENTITY, manual, person] })).to.deep.equal({
      state: 'failed',
      reason: 'REJECTED_BY_PORTAL',
      detail: { field: 'email' },
    });
  });
});
