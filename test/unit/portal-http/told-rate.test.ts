// What is made of the headers by which a portal tells how much may still be sent.
import { expect } from 'chai';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import { silenceAfterRefusal } from '../../../src/domain/rate-limit.ts';
import { readToldRate } from '../../../src/portal-http/told-rate.ts';

const NAMES = caseWareCloud.limits.told;
const HEADERS = {
  'x-ratelimit-burst-capacity': '100',
  'x-ratelimit-remaining': '7',
  'x-ratelimit-replenish-rate': '20',
  'x-ratelimit-requested-tokens': '5',
};

describe('What a portal tells of its rate', () => {
  it('is read from the four headers of CaseWare Cloud', () => {
    expect(readToldRate(HEADERS, NAMES)).to.deep.equal({
      capacity: 100,
      remaining: 7,
      perSecond: 20,
      cost: 5,
    });
  });

  it('is nothing where a header is absent, is no number, or nobody said which they are', () => {
    for (const name of Object.keys(HEADERS)) {
      expect(readToldRate({ ...HEADERS, [name]: '' }, NAMES), name).to.equal(null);
      expect(readToldRate({ ...HEADERS, [name]: 'many' }, NAMES), name).to.equal(null);
    }
    expect(readToldRate({ ...HEADERS, 'x-ratelimit-replenish-rate': '0' }, NAMES)).to.equal(null);
    expect(readToldRate(HEADERS, undefined)).to.equal(null);
  });

  it('says how long to be silent after a refusal: until it can pay, a second to a minute, doubling', () => {
    const told = { capacity: 100, remaining: 0, perSecond: 2, cost: 10 };
    const silence = (before: number) => silenceAfterRefusal(told, before, () => 0);
    expect([0, 1, 2, 3, 9].map(silence)).to.deep.equal([5_000, 10_000, 20_000, 40_000, 60_000]);
    expect(silenceAfterRefusal(null, 0, () => 0)).to.equal(1_000);
    expect(silenceAfterRefusal(null, 0, () => 1)).to.equal(1_250);
    expect(silenceAfterRefusal(told, 9, () => 1)).to.equal(60_000);
  });
});
