import { expect } from 'chai';
import { connectorOf } from '../../../src/app/portals.ts';
import { isSeenAgain, traitsOf, type Place } from '../../../src/engine/left-to-person.ts';

describe('whether looking tells what a write came to', () => {
  const place = (portal: string, provenTypes: readonly string[] = []): Place => {
    const connector = connectorOf(portal);
    const connection = { provenTypes, documentedTypes: [], policy: {} as Place['connection']['policy'] };
    return { connector, connection };
  };

  it('is said of what is looked for, and of what may be sent again', () => {
    expect(isSeenAgain(place('caseware-cloud'), 'person')).to.equal(true);
    expect(isSeenAgain(place('caseware-cloud'), 'group-role')).to.equal(true);
  });

  it('is not said of what the portal does not show, nor of what reaches a person', () => {
    expect(isSeenAgain(place('caseware-cloud'), 'entity-role')).to.equal(false);
    expect(isSeenAgain(place('caseware-cloud', ['entity-role']), 'entity-role')).to.equal(true);
    expect(isSeenAgain(place('econnect'), 'authorisation-request')).to.equal(false);
  });
});

describe('what a connection says of its types', () => {
  const connector = connectorOf('caseware-cloud');
  const policy = { manualTypes: [], propagateUnlinks: 'auto' } as unknown as Place['connection']['policy'];
  const connection = { settings: {}, policy, provenTypes: [], documentedTypes: [] };

  it('is judged once for all plans of a run, and anew where the connection was read anew', () => {
    const traits = traitsOf(connector, connection);
    expect(traitsOf(connector, connection)).to.equal(traits);
    const proven = traitsOf(connector, { ...connection, provenTypes: ['entity-role'] });
    expect(traits.get('entity-role')?.showsAbsence).to.equal(false);
    expect(proven.get('entity-role')?.showsAbsence).to.equal(true);
  });
});
