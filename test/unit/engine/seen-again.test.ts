import { expect } from 'chai';
import { connectorOf } from '../../../src/app/portals.ts';
import { isSeenAgain, type Place } from '../../../src/engine/left-to-person.ts';

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
