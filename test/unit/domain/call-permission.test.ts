import { expect } from 'chai';
import {
  mayCall,
  permissionOf,
  showsAbsence,
  waitingCalls,
  withProofs,
  type CallPlace,
  type ShownTypes,
} from '../../../src/domain/call-permission.ts';

const connector = {
  resources: {
    room: { evidence: 'doc', assumedCalls: ['absence', 'resend'] },
    door: { evidence: 'assumed', below: ['room'] },
    lock: { evidence: 'code', below: ['door'] },
  },
} as const;
const place = (given: Partial<ShownTypes> = {}): CallPlace => ({
  connector,
  connection: { provenTypes: [], documentedTypes: [], ...given },
});

describe('whether a call may be made', () => {
  it('is documented, proven or assumed: a proof and a file are told apart', () => {
    const ofDoor = (given?: Partial<ShownTypes>) => permissionOf(place(given), 'door');
    expect(permissionOf(place(), 'room')).to.equal('documented');
    expect(ofDoor()).to.equal('assumed');
    expect(ofDoor({ documentedTypes: ['door'] })).to.equal('documented');
    expect(ofDoor({ provenTypes: ['door'] })).to.equal('proven');
  });

  it('a call is no better than the one that all others need, nor than what it hangs below', () => {
    expect(permissionOf(place(), 'lock')).to.equal('assumed');
    expect(mayCall(place({ documentedTypes: ['door'] }), 'lock', 'remove')).to.equal(true);
    expect(mayCall(place({ documentedTypes: ['room'] }), 'door', 'update')).to.equal(false);
    expect(mayCall(place({ provenTypes: ['door'] }), 'cellar')).to.equal(false);
  });

  it('single calls wait where the rest goes', () => {
    expect(mayCall(place(), 'room', 'update')).to.equal(true);
    expect(mayCall(place(), 'room', 'resend')).to.equal(false);
    expect(mayCall(place({ documentedTypes: ['room'] }), 'room', 'resend')).to.equal(true);
    expect(waitingCalls(place(), 'room')).to.deep.equal(['absence', 'resend']);
    expect(waitingCalls(place({ provenTypes: ['room'] }), 'room')).to.deep.equal([]);
  });

  it('a proof that finds the portal otherwise overrules its file', () => {
    const { connection } = place({ provenTypes: ['room', 'lock'], documentedTypes: ['door'] });
    expect(withProofs(connection, { right: ['lock'], wrong: ['room', 'door'] })).to.deep.equal({
      provenTypes: ['lock'],
      documentedTypes: [],
    });
  });

  it('a file never shows that what was revoked is missing from a reading', () => {
    expect(showsAbsence(place(), 'lock')).to.equal(true);
    expect(showsAbsence(place({ documentedTypes: ['room'] }), 'room')).to.equal(false);
    expect(showsAbsence(place({ provenTypes: ['room'] }), 'room')).to.equal(true);
    expect(waitingCalls(place({ documentedTypes: ['room'] }), 'room')).to.deep.equal(['absence']);
  });
});
