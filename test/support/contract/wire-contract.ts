// The part of the contract suite about the wire: what a connector makes of refusals, silence, broken answers and its own
// end. Every error is also searched for what must not stand in one.
import { expect } from 'chai';
import {
  AccessError,
  RateLimitedError,
  RejectedError,
  TransientError,
  UnclearRefusalError,
} from '../../../src/errors.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { waitFor } from '../wait-for.ts';
import { catchError } from './catch-error.ts';
import type { ContractKit } from './contract-kit.ts';

export function describeWire<S, C>(kit: ContractKit<S, C>): void {
  const { harness, running, resource, firstTarget, find, create } = kit;
  const making = harness.makingRequest ?? { method: 'POST' };
  /** What waits for an answer is seen, not found. */
  const isThere = async () => {
    const [seen] = (await resource(harness.firstType).observe?.(running().session, [firstTarget()])) ?? [];
    return seen === undefined ? (await find()).length === 1 : seen.state === 'waiting';
  };
  const caught = (run: () => Promise<unknown>) => catchError(run, harness.secrets);

  describe('when something goes wrong', () => {
    const { noSessions } = harness;
    it(`signs in once more when the portal ended the session${noSessions === undefined ? '' : ` (not in this portal: ${noSessions})`}`, async () => {
      await find();
      await running().door.post('/expire-tokens');
      if (noSessions !== undefined) {
        expect(await caught(() => find())).to.be.instanceOf(AccessError);
        return;
      }
      expect(await find()).to.deep.equal([]);
      expect((await running().door.read('/counts')).tokens).to.equal(2);
    });

    it('stops with an access error when the portal goes on refusing', async () => {
      await running().door.arm({ fault: '401', times: 2 });
      expect(await caught(() => find())).to.be.instanceOf(AccessError);
      expect((await running().door.read('/counts')).total).to.equal(2);
    });

    it('stops with an access error when the credentials are wrong', async () => {
      const session = running().open({ credentials: harness.wrongCredentials });
      expect(await caught(() => find(session))).to.be.instanceOf(AccessError);
    });

    it('stops with an access error when the portal forbids', async () => {
      await running().door.arm({ fault: '403' });
      expect(await caught(() => find())).to.be.instanceOf(AccessError);
    });

    it('waits as long as the portal says, and keeps the other requests of the connection back', async () => {
      const blocked: number[] = [];
      const budget = {
        ...unlimitedBudget,
        blockFor: (ms: number) => Promise.resolve(void blocked.push(ms)),
      };
      await running().door.arm({ fault: '429', retryAfter: 17 });
      const error = await caught(() => find(running().open({ budget })));
      expect(error).to.be.instanceOf(RateLimitedError).and.to.have.property('retryAfterMs', 17_000);
      expect(blocked).to.deep.equal([17_000]);
    });

    for (const fault of ['500', '503', 'html-500', 'html-200']) {
      it(`tries a read again later after ${fault}, and knows that nothing was written`, async () => {
        await running().door.arm({ fault });
        const error = await caught(() => find());
        expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', false);
      });

      it(`cannot tell whether a write took effect after ${fault}`, async () => {
        await running().door.arm({ match: making, fault });
        const error = await caught(() => create());
        expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', true);
      });
    }

    for (const fault of ['400', '422']) {
      it(`reports data that the portal refuses with ${fault} and does not try it again`, async () => {
        await running().door.arm({ match: making, fault });
        const result = await create().catch((error: unknown) => error);
        if (result instanceof Error) expect(result).to.be.instanceOf(RejectedError);
        else expect(result).to.have.property('status', 'refused');
      });
    }

    it('takes status 200 with errors in the answer for a refusal of which it is not known how far it came', async () => {
      await running().door.arm({ match: making, fault: 'errors-200' });
      expect(await caught(() => create())).to.be.instanceOf(UnclearRefusalError);
    });

    it('finds the record that was made although the answer never came', async () => {
      await running().door.arm({ match: making, fault: 'timeout-after-commit' });
      const error = await caught(() => create(running().open({ timeoutMs: 150 })));
      expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', true);
      expect(await isThere()).to.equal(true);
    });

    it('gives up on an answer that takes too long', async () => {
      await running().door.arm({ fault: 'slow', delayMs: 400 });
      const error = await caught(() => find(running().open({ timeoutMs: 100 })));
      expect(error).to.be.instanceOf(TransientError).and.to.have.property('code', 'PORTAL_TIMEOUT');
    });

    it('knows that nothing was written when the portal could not be reached at all', async () => {
      const nowhere = new URL(running().url);
      nowhere.port = '1';
      const error = await caught(() => create(running().open({ baseUrl: nowhere.href })));
      expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', false);
    });

    const inHalfAnHour = () => new Date(Date.now() + 1_800_000).toUTCString();
    for (const [said, retryAfter, waitMs] of [
      ['in seconds', () => 17, 17_000],
      ['as a date', inHalfAnHour, 1_800_000],
      ['not at all', () => '', 30_000],
      ['in words nobody knows', () => 'soon', 30_000],
    ] as const) {
      it(`waits after 429 as long as the portal says: ${said}`, async () => {
        await running().door.arm({ fault: '429', retryAfter: retryAfter() });
        const error = await caught(() => find());
        expect(error).to.be.instanceOf(RateLimitedError);
        if (error instanceof RateLimitedError)
          expect(error.retryAfterMs).to.be.closeTo(waitMs, said === 'as a date' ? 60_000 : 0);
      });
    }

    it('breaks off the request under way when the process ends, and sends none after it', async () => {
      const ending = new AbortController();
      const session = running().open({ signal: ending.signal });
      await find(session);
      await running().door.post('/counts/reset');
      await running().door.arm({ fault: 'slow', delayMs: 3_000 });
      const total = async () => (await running().door.read('/counts')).total;
      const failed = caught(() => find(session));
      await waitFor(async () => (await total()) === 1, { what: 'the request to arrive' });
      ending.abort();
      expect(await failed)
        .to.be.instanceOf(TransientError)
        .and.to.have.property('code', 'PORTAL_REQUEST_ABORTED');
      const after = await caught(() => create(session));
      expect(after).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', false);
      expect(await total()).to.equal(1);
    });
  });
}
