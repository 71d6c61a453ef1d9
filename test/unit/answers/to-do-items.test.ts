import { expect } from 'chai';
import { toRequest } from '../../../src/answers/to-do-items.ts';
import type { OpenRequest } from '../../../src/database/people/requests.ts';
import type { ReasonCode } from '../../../src/domain/reasons.ts';

function request(waitingFor: ReasonCode | null, state: OpenRequest['state'] = 'waiting'): OpenRequest {
  return {
    ...{
      id: 'r1',
      connectionId: 'c1',
      connection: 'econnect',
      connectionState: 'active',
      portal: 'econnect',
    },
    ...{
      type: 'authorisation-request',
      state,
      waitingOn: 'client',
      waitingFor,
      since: null,
      lookAgainAt: null,
    },
    ...{ mailedAt: null, resentAt: null, asked: null, wasSent: true, task: null, clientIds: ['k1'] },
    ...{ client: 'Bakkerij Smit', clientNumber: '1001', key: 'NL:KVK:12345678', email: null },
  };
}

describe('a request that waits, among what is to do', () => {
  const commandOf = (...of: Parameters<typeof request>): string | null => toRequest(request(...of)).command;

  it('is answered where a person alone can know the answer, and not mailed once more', () => {
    expect(commandOf('CHECK_BY_HAND')).to.equal('koppel request accepted r1');
  });

  it('is sent anew where its reason says so', () => {
    expect(commandOf('REQUEST_DECLINED', 'declined')).to.equal('koppel request resend r1');
  });

  it('is only looked at where nothing says that it may be mailed once more', () => {
    expect(commandOf('WAITING_ON_PERSON')).to.equal('koppel request list');
    expect(commandOf(null)).to.equal('koppel request list');
    expect(commandOf(null, 'uncertain')).to.equal('koppel request list');
  });

  it('leads to the card of its client', () => {
    expect(toRequest(request(null)).recordId).to.equal('k1');
  });
});
