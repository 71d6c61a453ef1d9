import { expect } from 'chai';
import fc from 'fast-check';
import { CLIENT_KINDS, CLIENT_STATUSES } from '../../../src/domain/client.ts';
import { judgeClient, judgeContact, type ClientFacts } from '../../../src/domain/eligibility.ts';
import type { ReasonCode } from '../../../src/domain/reasons.ts';

const COMPANY: ClientFacts = { kind: 'company', status: 'client', deleted: false };
const ON = { enabled: true };
const OFF = { enabled: false };
const link = fc.record({ enabled: fc.boolean() });
const client = fc.record<ClientFacts>({
  kind: fc.constantFrom(...CLIENT_KINDS),
  status: fc.constantFrom(...CLIENT_STATUSES),
  deleted: fc.boolean(),
});
const situation = fc.record({ facts: client, clientLink: link, own: link, deleted: fc.boolean() });

describe('who may be pushed', () => {
  const clients: readonly {
    rule: number;
    facts: Partial<ClientFacts>;
    on?: boolean;
    because: ReasonCode | null;
  }[] = [
    { rule: 1, facts: {}, because: null },
    { rule: 1, facts: {}, on: false, because: 'LINK_OFF' },
    { rule: 2, facts: { kind: 'person' }, because: 'CLIENT_IS_PRIVATE' },
    { rule: 2, facts: { kind: 'person' }, on: false, because: 'CLIENT_IS_PRIVATE' },
    { rule: 2, facts: { status: 'suspect' }, because: 'CLIENT_IS_SUSPECT' },
    { rule: 2, facts: { status: 'prospect' }, because: null },
    { rule: 2, facts: { status: 'application' }, because: null },
    { rule: 2, facts: { status: 'former' }, because: null },
    { rule: 16, facts: { deleted: true }, because: 'CLIENT_DELETED' },
  ];
  for (const { rule, facts, on = true, because } of clients) {
    const what = JSON.stringify(facts).replaceAll(/["{}]/g, '') || 'a company with status client';
    it(`rule ${rule}: ${what}, link ${on ? 'on' : 'off'}: ${because ?? 'is pushed'}`, () => {
      const judgement = judgeClient({ ...COMPANY, ...facts }, { enabled: on });
      expect(judgement.eligible).to.equal(because === null);
      expect(judgement.reason).to.equal(because);
    });
  }

  it('rule 1: a contact is pushed only when its own link is on too', () => {
    const owner = { client: COMPANY, link: ON };
    expect(judgeContact({ deleted: false }, ON, owner).eligible).to.equal(true);
    expect(judgeContact({ deleted: false }, OFF, owner).reason).to.equal('LINK_OFF');
  });

  it('rule 3: a contact of a client that is not pushed is not pushed, for the reason of the client', () => {
    const contact = { deleted: false };
    expect(judgeContact(contact, ON, { client: COMPANY, link: OFF }).reason).to.equal('CLIENT_LINK_OFF');
    const suspect = { client: { ...COMPANY, status: 'suspect' }, link: ON } as const;
    expect(judgeContact(contact, ON, suspect).reason).to.equal('CLIENT_IS_SUSPECT');
  });

  it('rule 3: law: a pushed contact has a pushed client', () => {
    fc.assert(
      fc.property(situation, ({ facts, clientLink, own, deleted }) => {
        const judgement = judgeContact({ deleted }, own, { client: facts, link: clientLink });
        const expected = judgeClient(facts, clientLink).eligible && own.enabled && !deleted;
        expect(judgement.eligible).to.equal(expected);
      }),
    );
  });

  it('rule 15: a deleted contact is not pushed', () => {
    expect(judgeContact({ deleted: true }, ON, { client: COMPANY, link: ON }).reason).to.equal(
      'CONTACT_DELETED',
    );
  });

  it('rule 5: law: whoever is not pushed has a reason, and it is the first check that failed', () => {
    fc.assert(
      fc.property(situation, ({ facts, clientLink, own, deleted }) => {
        const judgement = judgeContact({ deleted }, own, { client: facts, link: clientLink });
        const first = judgement.checks.find(({ passed }) => !passed);
        expect(judgement.eligible).to.equal(first === undefined);
        expect(judgement.reason).to.equal(first?.reason ?? null);
      }),
    );
  });
});
