import { expect } from 'chai';
import { PORTAL_IDS } from '../../../connectors/portal-ids.ts';
import { CONNECTORS } from '../../../connectors/registry.ts';

describe('the ids of the portals', () => {
  it('are those of the connectors', () => {
    expect(CONNECTORS.map(({ id }) => id)).to.have.members(PORTAL_IDS);
  });
});
