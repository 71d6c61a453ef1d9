// One suite for every portal: what the engine may rely on, tried on the portal's sandbox over real HTTP. A portal is
// described by a harness of a few dozen lines.
import { expect } from 'chai';
import type { EligibleClient, PortalConnector, ResourceType, Session } from '../../connectors/connector.ts';
import { AccessError, RateLimitedError, RejectedError, TransientError } from '../../src/errors.ts';
import { diffAttributes } from '../../src/plan/attributes.ts';
import { openSession, type SessionOptions } from '../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../src/portal-http/token-cache.ts';
import { catchError } from './catch-error.ts';
import { pushClaims, type Pushed } from './push-claims.ts';
import { openDoor, type SandboxDoor } from './sandbox-door.ts';

export interface PortalHarness<S, C> {
  readonly connector: PortalConnector<S, C>;
  start(): Promise<{ url: string; adminUrl: string; close(): Promise<void> }>;
  readonly settings: S;
  readonly credentials: C;
  readonly wrongCredentials: C;
  /** A client with two contacts of different people. */
  readonly sample: EligibleClient;
  /** The sample after one field was changed, and the one request that this takes. */
  readonly changed: EligibleClient;
  readonly changedRequest: { readonly method: string; readonly body: Record<string, unknown> };
  /** A type without parents, with a natural key that the portal keeps unique. */
  readonly firstType: string;
  /** Texts that must never stand in an error. */
  readonly secrets: readonly string[];
}

interface Running<S, C> {
  readonly door: SandboxDoor;
  readonly url: string;
  readonly session: Session<S>;
  open(overrides?: Partial<SessionOptions<S, C>>): Session<S>;
}

export function describePortalContract<S, C>(harness: PortalHarness<S, C>): void {
  const { connector } = harness;
  const types = Object.keys(connector.resources);
  const accessTypes = types.filter((type) => connector.resources[type]?.grantsAccess === true);

  describe(`${connector.title} keeps the portal contract`, () => {
    let running: Running<S, C>;
    let close: () => Promise<void>;

    before(async () => {
      const sandbox = await harness.start();
      close = () => sandbox.close();
      const open = (overrides: Partial<SessionOptions<S, C>> = {}) =>
        openSession<S, C>({
          connector,
          baseUrl: sandbox.url,
          settings: harness.settings,
          credentials: harness.credentials,
          budget: unlimitedBudget,
          timeoutMs: 5_000,
          now: () => new Date(),
          tokens: createTokenCache(),
          ...overrides,
        });
      running = { door: openDoor(sandbox.adminUrl), url: sandbox.url, session: open(), open };
    });
    beforeEach(async () => {
      await running.door.reset();
      running = { ...running, session: running.open() };
    });
    after(() => close());

    const push = () => pushClaims(connector, running.session, harness.sample);
    const resource = (type: string): ResourceType<S> => {
      const found = connector.resources[type];
      if (found === undefined) throw new Error(`The connector has no resource type ${type}.`);
      return found;
    };
    const listed = async (one: Pushed, session = running.session) => {
      const records = [];
      for await (const record of resource(one.claim.type).list?.(session, one.target.parents) ?? [])
        records.push(record);
      return records;
    };
    const accesses = (pushed: readonly Pushed[]) =>
      pushed.filter(({ claim }) => accessTypes.includes(claim.type));
    const caught = (run: () => Promise<unknown>) => catchError(run, harness.secrets);
    const firstTarget = () => {
      const claims = connector.wanted(harness.sample, harness.settings).claims;
      const claim = claims.find(({ type }) => type === harness.firstType)!;
      return { key: claim.key, portalId: null, parents: {}, attributes: claim.attributes };
    };
    const find = (session = running.session) => resource(harness.firstType).find(session, firstTarget());
    const create = (session = running.session) => resource(harness.firstType).create(session, firstTarget());

    describe('what was pushed', () => {
      it('is shown by the portal exactly as wanted, so that nothing is sent a second time', async () => {
        for (const one of await push()) {
          const records = await listed(one);
          const record = records.find(({ portalId }) => portalId === one.target.portalId);
          expect(record, `${one.claim.type} is listed`).to.exist;
          expect(diffAttributes(one.claim.attributes, record!.attributes), one.claim.type).to.deep.equal({});
          expect(record!.key, one.claim.type).to.equal(one.claim.key);
        }
      });

      it('is found again by what it is in the practice, without its portal id', async () => {
        for (const { claim, target } of await push()) {
          const found = await resource(claim.type).find(running.session, { ...target, portalId: null });
          expect(found.map(({ portalId }) => portalId)).to.deep.equal([target.portalId]);
        }
      });

      it('is seen when looked at', async () => {
        for (const { claim, target } of await push()) {
          const [seen] = await resource(claim.type).look(running.session, [target]);
          expect(seen?.state).to.equal('present');
          expect(diffAttributes(claim.attributes, seen?.record?.attributes ?? {})).to.deep.equal({});
        }
      });

      it('is not made twice when it is made again', async () => {
        for (const one of await push()) {
          const before = await listed(one);
          // Types that are looked for first rely on find; the portal or the request keeps the others single.
          const found = await resource(one.claim.type).find(running.session, one.target);
          if (found.length === 0 || resource(one.claim.type).repeat === 'idempotent') {
            await resource(one.claim.type).create(running.session, {
              ...one.target,
              attributes: one.claim.attributes,
            });
          }
          expect(await listed(one)).to.deep.equal(before);
        }
      });

      it('is not there in an empty portal', async () => {
        expect(await find()).to.deep.equal([]);
      });
    });

    it('says that a record is taken when the portal knows its natural key already', async () => {
      await create();
      expect(await create()).to.deep.equal({ status: 'taken' });
    });

    it('sends one request with only what changed, and what the portal insists on', async () => {
      const pushed = await push();
      await running.door.post('/counts/reset');
      for (const claim of connector.wanted(harness.changed, harness.settings).claims) {
        const known = pushed.find((one) => one.claim.ref === claim.ref)!;
        const changes = diffAttributes(claim.attributes, known.claim.attributes);
        if (Object.keys(changes).length === 0) continue;
        const change = { ...known.target, key: claim.key, before: known.claim.attributes, changes };
        const outcome = await resource(claim.type).update?.(running.session, change);
        expect(outcome?.status).to.equal('done');
      }
      const { method, body } = harness.changedRequest;
      const requests = await running.door.requests();
      expect(requests.map((request) => ({ method: request.method, body: request.body }))).to.deep.equal([
        { method, body },
      ]);
    });

    it('says that a record is gone when the one to change is not there any more', async () => {
      const pushed = await push();
      await running.door.reset();
      for (const { claim, target } of pushed) {
        if (resource(claim.type).update === undefined || claim.parents.length > 0) continue;
        const change = { ...target, before: claim.attributes, changes: claim.attributes };
        expect(await resource(claim.type).update!(running.session, change)).to.deep.equal({ status: 'gone' });
        expect((await resource(claim.type).look(running.session, [target]))[0]?.state).to.equal('absent');
      }
    });

    describe('access', () => {
      const revoke = async ({ claim, target }: Pushed) => {
        const outcome = await resource(claim.type).remove!(running.session, target);
        expect(outcome.status).to.equal('done');
      };
      const states = async (these: readonly Pushed[]) => {
        const targets = these.map(({ target }) => target);
        const seen = await resource(these[0]!.claim.type).look(running.session, targets);
        return seen.map(({ state }) => state);
      };

      it('is taken from one contact and stays with the other', async () => {
        const both = accesses(await push());
        await revoke(both[0]!);
        expect(await states(both)).to.deep.equal(['absent', 'present']);
      });

      it('can be taken away twice', async () => {
        const [first] = accesses(await push());
        await revoke(first!);
        await revoke(first!);
        expect(await states([first!])).to.deep.equal(['absent']);
      });

      it('is given again after it was taken away', async () => {
        const [first] = accesses(await push());
        await revoke(first!);
        const outcome = await resource(first!.claim.type).create(running.session, {
          ...first!.target,
          attributes: first!.claim.attributes,
        });
        expect(outcome).to.include({ status: 'done', portalId: first!.target.portalId });
        expect(await states([first!])).to.deep.equal(['present']);
      });

      it('is still seen when the portal said that it took it away and did not', async () => {
        const [first] = accesses(await push());
        await running.door.arm({ match: { method: 'PATCH' }, fault: 'no-effect' });
        await revoke(first!);
        expect(await states([first!])).to.deep.equal(['present']);
      });

      const takesBatches = accessTypes.some((type) => connector.resources[type]?.createMany !== undefined);
      const itTakesBatches = takesBatches ? it : () => undefined;

      itTakesBatches(
        'of all contacts of a client is taken and given in one request each, and looked at in one',
        async () => {
          const both = accesses(await push());
          const access = resource(both[0]!.claim.type);
          const targets = both.map(({ target }) => target);
          await running.door.post('/counts/reset');
          await access.removeMany!(running.session, targets);
          await access.createMany!(
            running.session,
            targets.map((target) => ({ ...target, attributes: {} })),
          );
          await access.look(running.session, targets);
          expect(await running.door.requests()).to.have.length(3);
          expect(await states(both)).to.deep.equal(['present', 'present']);
        },
      );

      it('of many is taken from those who have it although one lost it before', async () => {
        const both = accesses(await push());
        await revoke(both[0]!);
        const outcomes = await resource(both[0]!.claim.type).removeMany?.(
          running.session,
          both.map(({ target }) => target),
        );
        expect(outcomes?.map(({ status }) => status) ?? ['done', 'done']).to.deep.equal(['done', 'done']);
        expect((await states(both))[0]).to.equal('absent');
      });
    });

    describe('when something goes wrong', () => {
      it('signs in once more when the portal ended the session', async () => {
        await find();
        await running.door.post('/expire-tokens');
        expect(await find()).to.deep.equal([]);
        expect((await running.door.read('/counts')).tokens).to.equal(2);
      });

      it('stops with an access error when the portal goes on refusing', async () => {
        await running.door.arm({ fault: '401', times: 2 });
        expect(await caught(() => find())).to.be.instanceOf(AccessError);
        expect((await running.door.read('/counts')).total).to.equal(2);
      });

      it('stops with an access error when the credentials are wrong', async () => {
        const session = running.open({ credentials: harness.wrongCredentials });
        expect(await caught(() => find(session))).to.be.instanceOf(AccessError);
      });

      it('stops with an access error when the portal forbids', async () => {
        await running.door.arm({ fault: '403' });
        expect(await caught(() => find())).to.be.instanceOf(AccessError);
      });

      it('waits as long as the portal says, and keeps the other requests of the connection back', async () => {
        const blocked: number[] = [];
        const budget = {
          ...unlimitedBudget,
          blockFor: (ms: number) => Promise.resolve(void blocked.push(ms)),
        };
        await running.door.arm({ fault: '429', retryAfter: 17 });
        const error = await caught(() => find(running.open({ budget })));
        expect(error).to.be.instanceOf(RateLimitedError).and.to.have.property('retryAfterMs', 17_000);
        expect(blocked).to.deep.equal([17_000]);
      });

      for (const fault of ['500', '503', 'html-500', 'html-200']) {
        it(`tries a read again later after ${fault}, and knows that nothing was written`, async () => {
          await running.door.arm({ fault });
          const error = await caught(() => find());
          expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', false);
        });

        it(`cannot tell whether a write took effect after ${fault}`, async () => {
          await running.door.arm({ match: { method: 'POST' }, fault });
          const error = await caught(() => create());
          expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', true);
        });
      }

      for (const fault of ['400', '422']) {
        it(`reports data that the portal refuses with ${fault} and does not try it again`, async () => {
          await running.door.arm({ match: { method: 'POST' }, fault });
          const result = await create().catch((error: unknown) => error);
          if (result instanceof Error) expect(result).to.be.instanceOf(RejectedError);
          else expect(result).to.have.property('status', 'refused');
        });
      }

      it('finds the record that was made although the answer never came', async () => {
        await running.door.arm({ match: { method: 'POST' }, fault: 'timeout-after-commit' });
        const error = await caught(() => create(running.open({ timeoutMs: 150 })));
        expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', true);
        expect(await find()).to.have.length(1);
      });

      it('gives up on an answer that takes too long', async () => {
        await running.door.arm({ fault: 'slow', delayMs: 400 });
        const error = await caught(() => find(running.open({ timeoutMs: 100 })));
        expect(error).to.be.instanceOf(TransientError).and.to.have.property('code', 'PORTAL_TIMEOUT');
      });

      it('knows that nothing was written when the portal could not be reached at all', async () => {
        const nowhere = new URL(running.url);
        nowhere.port = '1';
        const error = await caught(() => create(running.open({ baseUrl: nowhere.href })));
        expect(error).to.be.instanceOf(TransientError).and.to.have.property('mayHaveLanded', false);
      });
    });
  });
}
