// What an update says when the portal refuses it because another record has the new key.
import { expect } from 'chai';
import { entity } from '../../../connectors/caseware-cloud/resources/entity.ts';
import { person } from '../../../connectors/caseware-cloud/resources/person.ts';
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
});
