// Puts nock in front of the network for one describe block only: importing it already intercepts everything in the
// process, and other tests talk to real servers.
import nock from 'nock';

nock.restore();

export function useNock(): void {
  before(() => nock.activate());
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });
  after(() => nock.restore());
}
