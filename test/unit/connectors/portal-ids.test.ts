import { expect } from 'chai';
import { loadConnectors, PORTAL_IDS } from '../../../connectors/registry.ts';

describe('the ids of the portals', () => {
  it('are those of the connectors', async () => {
    expect((await loadConnectors()).map(({ id }) => id)).to.have.members(PORTAL_IDS);
  });
});
