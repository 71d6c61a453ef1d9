// Within one run of one client: what hangs or fails for some of its contacts comes after the revoke of another, which needs no
// more than its own requests until it is proven.
import { expect } from 'chai';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';
import { waitFor } from '../../support/wait-for.ts';

const QUICK = { policy: { requestTimeoutMs: 300, landingGraceMs: 0 } } as const;
const HANGS = { match: { path: '^/users' }, fault: 'timeout-before-commit', times: 100, label: 'hangs' };
const REVOKE = /\/user-assignments$/;

describe('a revoke of a client of which other requests hang', () => {
  let pushed: PushedClient;
  beforeEach(async () => (pushed = await openPushedClient(QUICK)));
  afterEach(() => pushed.engine.close());

  const addThree = async () => {
    for (let left = 3; left > 0; left -= 1) await pushed.engine.contact(pushed.client);
  };
  /** The requests up to the proof: what is asked of people is what hangs. */
  const untilProven = async () => {
    const paths = (await pushed.engine.portal.requests()).map(({ method, path }) => `${method} ${path}`);
    const revoke = paths.findIndex((request) => request.startsWith('PATCH') && REVOKE.test(request));
    const readBack = paths.findIndex((request, at) => at > revoke && /^GET \/groups/.test(request));
    expect([revoke, readBack], paths.join('\n')).to.not.include(-1);
    return { before: paths.slice(0, revoke), between: paths.slice(revoke + 1, readBack) };
  };
  const ofPeople = (requests: readonly string[]) => requests.filter((request) => / \/users/.test(request));

  it('rule 19: needs its own requests only, from the unlink to the proof', async () => {
    const { engine, contact, revokeState } = pushed;
    await engine.portal.arm(HANGS);
    await addThree();
    await engine.unlink(contact);
    await engine.settle(1);
    const { before, between } = await untilProven();
    expect(ofPeople(before)).to.deep.equal([]);
    expect(between).to.deep.equal([]);
    expect(await revokeState()).to.equal('revoked_verified');
  });

  it('rule 19: waits for one of them at most, when they are under way already', async () => {
    const { engine, client, contact, revokeState } = pushed;
    await engine.portal.arm(HANGS);
    await addThree();
    const running = engine.run(client);
    await waitFor(async () => ((await engine.portal.faults()).hits['hangs'] ?? 0) > 0, {
      what: 'a request to hang',
    });
    await engine.unlink(contact);
    await running;
    const { before } = await untilProven();
    expect(ofPeople(before)).to.have.length(1);
    expect(await revokeState()).to.equal('revoked_verified');
  });
});
