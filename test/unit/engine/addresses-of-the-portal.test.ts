// By what a portal is asked about a resource: ids that the portal itself gave, of types that may be called.
import { expect } from 'chai';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import { mayCall } from '../../../src/domain/call-permission.ts';
import { describeTarget } from '../../../src/engine/plan-client.ts';
import { CONFIRMED_BY_HAND } from '../../../src/plan/known.ts';
import { resource as known } from '../plan/known-resource.ts';

describe('how a portal is asked about something', () => {
  it('rule 19: a resource is addressed by ids that the portal gave, and by nothing else', () => {
    const byHand = `${CONFIRMED_BY_HAND}:7f000000`;
    const group = known({ id: 'g', type: 'group', state: 'present', portalId: byHand });
    const person = known({ id: 'p', type: 'person', state: 'present', portalId: 'u-1' });
    const access = known({
      id: 'a',
      type: 'access',
      state: 'present',
      portalId: byHand,
      parents: ['g', 'p'],
    });
    const byId = new Map([group, person, access].map((resource) => [resource.id, resource]));
    expect(describeTarget(access, byId)).to.deep.equal({
      ...{ key: access.key, portalId: null, parents: { group: '', person: 'u-1' }, tried: [] },
    });
  });

  it('what is proven below something unproven is not called', () => {
    const callable = (...provenTypes: string[]) =>
      Object.keys(caseWareCloud.resources).filter((name) =>
        mayCall({ connector: caseWareCloud, connection: { provenTypes, documentedTypes: [] } }, name),
      );
    const documented = ['entity', 'address', 'person', 'entity-role'];
    expect(callable()).to.deep.equal(documented);
    expect(callable('access', 'group-role')).to.deep.equal(documented);
    expect(callable('group', 'access')).to.deep.equal([...documented, 'group', 'access']);
  });
});
