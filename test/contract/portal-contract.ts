// One suite for every portal: what the engine may rely on, tried on the portal's sandbox over real HTTP. A portal is
// described by a harness of a few dozen lines.
import { expect } from 'chai';
import { diffAttributes } from '../../src/plan/attributes.ts';
import { useContractKit, type PortalHarness } from './contract-kit.ts';
import { describeHands } from './hand-contract.ts';
import type { Pushed } from './push-claims.ts';
import { describeWire } from './wire-contract.ts';

export type { PortalHarness } from './contract-kit.ts';

export function describePortalContract<S, C>(harness: PortalHarness<S, C>): void {
  const { connector } = harness;
  const types = Object.keys(connector.resources);
  const accessTypes = types.filter((type) => connector.resources[type]?.grantsAccess === true);

  describe(`${connector.title} keeps the portal contract`, () => {
    const kit = useContractKit(harness);
    const { running, resource, push, find, create } = kit;
    const listed = async (one: Pushed, session = running().session) => {
      const records = [];
      for await (const record of resource(one.claim.type).list?.(session, one.target.parents) ?? [])
        records.push(record);
      return records;
    };
    const accesses = (pushed: readonly Pushed[]) =>
      pushed.filter(({ claim }) => accessTypes.includes(claim.type));

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
          const found = await resource(claim.type).find(running().session, { ...target, portalId: null });
          expect(found.map(({ portalId }) => portalId)).to.deep.equal([target.portalId]);
        }
      });

      it('is seen when looked at', async () => {
        for (const { claim, target } of await push()) {
          const [seen] = await resource(claim.type).look(running().session, [target]);
          expect(seen?.state).to.equal('present');
          expect(diffAttributes(claim.attributes, seen?.record?.attributes ?? {})).to.deep.equal({});
        }
      });

      it('is not made twice when it is made again', async () => {
        for (const one of await push()) {
          const before = await listed(one);
          // Types that are looked for first rely on find; the portal or the request keeps the others single.
          const found = await resource(one.claim.type).find(running().session, one.target);
          if (found.length === 0 || resource(one.claim.type).repeat === 'idempotent') {
            await resource(one.claim.type).create(running().session, {
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
      await running().door.post('/counts/reset');
      for (const claim of connector.wanted(harness.changed, harness.settings).claims) {
        const known = pushed.find((one) => one.claim.ref === claim.ref)!;
        const changes = diffAttributes(claim.attributes, known.claim.attributes);
        if (Object.keys(changes).length === 0) continue;
        const change = { ...known.target, key: claim.key, before: known.claim.attributes, changes };
        const outcome = await resource(claim.type).update?.(running().session, change);
        expect(outcome?.status).to.equal('done');
      }
      const { method, body } = harness.changedRequest;
      const requests = await running().door.requests();
      expect(requests.map((request) => ({ method: request.method, body: request.body }))).to.deep.equal([
        { method, body },
      ]);
    });

    it('says that a record is gone when the one to change is not there any more', async () => {
      const pushed = await push();
      await running().door.reset();
      for (const { claim, target } of pushed) {
        if (resource(claim.type).update === undefined || claim.parents.length > 0) continue;
        const change = { ...target, before: claim.attributes, changes: claim.attributes };
        expect(await resource(claim.type).update!(running().session, change)).to.deep.equal({
          status: 'gone',
        });
        expect((await resource(claim.type).look(running().session, [target]))[0]?.state).to.equal('absent');
      }
    });

    describe('access', () => {
      const revoke = async ({ claim, target }: Pushed) => {
        const outcome = await resource(claim.type).remove!(running().session, target);
        expect(outcome.status).to.equal('done');
      };
      const states = async (these: readonly Pushed[]) => {
        const targets = these.map(({ target }) => target);
        const seen = await resource(these[0]!.claim.type).look(running().session, targets);
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
        const outcome = await resource(first!.claim.type).create(running().session, {
          ...first!.target,
          attributes: first!.claim.attributes,
        });
        expect(outcome).to.include({ status: 'done', portalId: first!.target.portalId });
        expect(await states([first!])).to.deep.equal(['present']);
      });

      it('is still seen when the portal said that it took it away and did not', async () => {
        const [first] = accesses(await push());
        await running().door.arm({ match: { method: 'PATCH' }, fault: 'no-effect' });
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
          await running().door.post('/counts/reset');
          await access.removeMany!(running().session, targets);
          await access.createMany!(
            running().session,
            targets.map((target) => ({ ...target, attributes: {} })),
          );
          await access.look(running().session, targets);
          expect(await running().door.requests()).to.have.length(3);
          expect(await states(both)).to.deep.equal(['present', 'present']);
        },
      );

      it('of many is taken from those who have it although one lost it before', async () => {
        const both = accesses(await push());
        await revoke(both[0]!);
        const outcomes = await resource(both[0]!.claim.type).removeMany?.(
          running().session,
          both.map(({ target }) => target),
        );
        expect(outcomes?.map(({ status }) => status) ?? ['done', 'done']).to.deep.equal(['done', 'done']);
        expect((await states(both))[0]).to.equal('absent');
      });
    });

    describeWire(kit);
    describeHands(kit);
  });
}
