// What an update says: when the portal refuses it because another record has the new key, and when it is done.
import { expect } from 'chai';
import { entity } from '../../../connectors/caseware-cloud/resources/entity.ts';
import { person } from '../../../connectors/caseware-cloud/resources/person.ts';
import { AccessError } from '../../../src/errors.ts';
import { createSessionMemory } from '../../../src/portal-http/session-memory.ts';
import { settingsSchema, type CaseWareSettings } from '../../../connectors/caseware-cloud/settings.ts';
import type { Change, PortalResponse, Session } from '../../../connectors/connector.ts';

describe('CaseWare Cloud, when another record has the key', () => {
  const asking = (...answers: PortalResponse[]): Session<CaseWareSettings> => ({
    settings: settingsSchema.parse({}),
    send: () => {
      const answer = answers.shift();
      return answer === undefined
        ? Promise.reject(new Error('one request too many'))
        : Promise.resolve(answer);
    },
    now: () => new Date('2026-11-22T10:00:00Z'),
    remember: (_key, read) => read(),
    forget: () => undefined,
    renew: () => undefined,
    mayCall: () => true,
  });
  const change = (changes: Change['changes']): Change => ({
    ...{ key: 'new@example.nl', portalId: 'own', parents: {}, before: {}, changes },
  });
  const duplicate = { status: 400, body: { errorMessage: 'Already in use' } };

  it('is not asked where it was done, and no word on whether the person can sign in', async () => {
    const answer = { status: 200, body: { CWGuid: 'own', Email: 'new@example.nl' } };
    expect(await person.update!(asking(answer), change({ LastName: 'Berg' }))).to.deep.equal({
      ...{ status: 'done', portalId: 'own', shown: { Email: 'new@example.nl' } },
    });
  });

  it('says that the new number of an entity is taken, for as long as that may last', async () => {
    const outcome = await entity.update!(asking(duplicate), change({ EntityNo: '1' }));
    expect(outcome).to.deep.equal({ status: 'taken' });
  });

  it('does not take a conflict about something else for one about the key', async () => {
    const conflict = { status: 409, body: null };
    for (const type of [entity, person]) {
      const outcome = await type.update!(asking(conflict), change({ BusinessPhone: '1' }));
      expect(outcome).to.deep.equal({ status: 'refused', what: 'REJECTED_BY_PORTAL' });
    }
  });

  it('looks for the holder of the key, whatever the status says', async () => {
    const nobody = { status: 200, body: [] };
    const other = { status: 200, body: [{ CWGuid: 'other', EntityNo: '         1' }] };
    const renumber = (...answers: PortalResponse[]) =>
      entity.update!(asking(...answers), { ...change({ EntityNo: '1' }), key: '1' });
    for (const status of [400, 409, 422]) {
      const unclear = { status, body: 'No' };
      expect(await renumber(unclear, other, nobody)).to.deep.equal({ status: 'taken' });
      expect(await renumber(unclear, nobody, nobody)).to.include({ status: 'refused' });
    }
  });

  it('says that the new address of a person is taken, and refuses one of staff for good', async () => {
    for (const [OwnerType, outcome] of [
      ['Contact', { status: 'taken' }],
      ['Staff', { status: 'refused', what: 'EMAIL_IN_USE', field: 'email' }],
    ] as const) {
      const holders = { status: 200, body: [{ CWGuid: 'other', Email: 'new@example.nl', OwnerType }] };
      const session = asking(duplicate, holders, { status: 200, body: [] });
      expect(await person.update!(session, change({ Email: 'new@example.nl' }))).to.deep.equal(outcome);
    }
  });

  describe('in a portal whose search minds letter case', () => {
    const HELD = { CWGuid: 'other', Email: 'Made.By.Hand@Example.nl', OwnerType: 'Contact' };
    const KEY = 'made.by.hand@example.nl';
    const creation = { key: KEY, portalId: null, parents: {}, attributes: { Email: KEY } };
    let searches: string[];
    let lists: number;
    /** Refuses every write in words that say nothing. */
    const mindful = (users: readonly (typeof HELD)[], status = 400): Session<CaseWareSettings> => {
      const memory = createSessionMemory();
      const now = new Date('2026-11-22T10:00:00Z');
      return {
        ...asking(),
        remember: (key, read) => memory.remember(key, read, now),
        send: ({ method, query }) => {
          if (method !== 'GET') return Promise.resolve({ status, body: 'No' });
          const search = query?.search;
          if (query?.page !== 1) return Promise.resolve({ status: 200, body: [] });
          if (search === undefined) lists += 1;
          else searches.push(String(search));
          const isShown = ({ Email }: typeof HELD) => search === undefined || search === `Email='${Email}'`;
          return Promise.resolve({ status: 200, body: users.filter(isShown) });
        },
      };
    };
    beforeEach(() => {
      searches = [];
      lists = 0;
    });

    it('looks in the list for who has the e-mail, and searches for it as it stands there from then on', async () => {
      const session = mindful([HELD]);
      expect(await person.create(session, creation)).to.deep.equal({ status: 'taken' });
      expect(await person.find(session, creation)).to.have.length(1);
      expect(searches.at(-1)).to.equal("Email='Made.By.Hand@Example.nl'");
    });

    it('says of the changed address of a person that it is taken, and of one of staff that it is in use', async () => {
      const changed = { ...change({ Email: KEY }), key: KEY };
      expect(await person.update!(mindful([HELD]), changed)).to.deep.equal({ status: 'taken' });
      const staff = mindful([{ ...HELD, OwnerType: 'Staff' }]);
      expect(await person.update!(staff, changed)).to.include({ what: 'EMAIL_IN_USE' });
    });

    it('reads the list once for all that is refused at the same time', async () => {
      const session = mindful([]);
      for (const key of ['a@example.nl', 'b@example.nl', 'c@example.nl'])
        expect(await person.create(session, { ...creation, key })).to.include({ status: 'refused' });
      expect(lists).to.equal(1);
    });
  });

  it('is believed of any status that refuses, and of "forbidden" only where somebody has the key', async () => {
    const keys = { Email: 'new@example.nl', EntityNo: '4711' };
    const holder = { status: 200, body: [{ CWGuid: 'other', OwnerType: 'Contact', ...keys }] };
    const nobody = { status: 200, body: [] };
    for (const status of [403, 404, 412]) {
      for (const [type, key] of [
        [person, 'new@example.nl'],
        [entity, '4711'],
      ] as const) {
        const creation = { key, portalId: null, parents: {}, attributes: {} };
        const taken = asking({ status, body: null }, holder, nobody);
        expect(await type.create(taken, creation), String(status)).to.deep.equal({ status: 'taken' });
        const refused = asking({ status, body: null }, nobody, nobody);
        const outcome = await type.create(refused, creation).catch((error: unknown) => error);
        if (status === 403) expect(outcome).to.be.instanceOf(AccessError);
        else expect(outcome).to.include({ status: 'refused' });
      }
    }
  });
});
