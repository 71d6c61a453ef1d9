// One suite for every portal: what the engine may rely on, tried on the portal's sandbox over real HTTP. A portal is
// described by a harness of a few dozen lines.
import { expect } from 'chai';
import type { PortalRecord } from '../../../connectors/connector.ts';
import { learnFieldNames } from '../../../src/domain/field-names.ts';
import { describeAccess } from './access-contract.ts';
import { describeChanges } from './change-contract.ts';
import { differences } from './as-wanted.ts';
import { useContractKit, type ContractKit } from './contract-kit.ts';
import { expectMet, itIf, withReasons } from './declared.ts';
import { describeHands } from './hand-contract.ts';
import type { PortalHarness } from './portal-harness.ts';
import type { Pushed } from './push-claims.ts';
import { describeWire } from './wire-contract.ts';

export function describePortalContract<S, C>(harness: PortalHarness<S, C>): void {
  describe(`${harness.connector.title} keeps the portal contract`, () => {
    const kit = useContractKit(harness);
    describePushed(kit);
    describeChanges(kit);
    describeAccess(kit);
    describeWire(kit);
    describeHands(kit);
  });
}

function describePushed<S, C>(kit: ContractKit<S, C>): void {
  const { harness, running, resource, push, find, create } = kit;
  const { connector, notInSample, notListed, foundOtherwise } = harness;
  const listed = async ({ claim, target }: Pushed) => {
    const records: PortalRecord[] = [];
    const list = resource(claim.type).list?.(running().session, target.parents) ?? [];
    for await (const record of list) records.push(record);
    return records;
  };
  const found = ({ claim, target }: Pushed) =>
    resource(claim.type).find(running().session, { ...target, portalId: null });
  const looked = async ({ claim, target }: Pushed) =>
    (await resource(claim.type).look(running().session, [target]))[0];

  describe('what was pushed', () => {
    it(withReasons('is of every type that the connector has', notInSample), async () => {
      const claimed = new Set((await push()).map(({ claim }) => claim.type));
      const missing = Object.keys(connector.resources).filter((type) => !claimed.has(type));
      expectMet('notInSample', missing, notInSample);
    });

    it('has a name in both languages for every field', () => {
      learnFieldNames(connector.fieldNames ?? {});
      for (const { type, attributes } of connector.wanted(harness.changed, harness.settings).claims)
        for (const field of Object.keys(attributes))
          expect(() => learnFieldNames({ [field]: { en: '?', nl: '?' } }), `${type} ${field}`).to.throw();
    });

    const shownAsWanted = 'is shown by the portal exactly as wanted, so that nothing is sent a second time';
    it(withReasons(shownAsWanted, notListed), async () => {
      const unlisted: string[] = [];
      for (const one of await push()) {
        const { type, attributes, key } = one.claim;
        const inList = (await listed(one)).find(({ portalId }) => portalId === one.target.portalId);
        if (inList === undefined) unlisted.push(type);
        const record = inList ?? (await looked(one))?.record;
        expect(record, `${type} is shown`).to.exist;
        expect(differences(resource(type), attributes, record!.attributes), type).to.deep.equal({});
        expect(record!.key, type).to.equal(key);
      }
      expectMet('notListed', unlisted, notListed);
    });

    const foundAgain = 'is found again by what it is in the practice, without its portal id';
    it(withReasons(foundAgain, foundOtherwise), async () => {
      const otherwise: string[] = [];
      for (const one of await push()) {
        const records = await found(one);
        expect(records, one.claim.ref).to.have.length(1);
        if (records[0]!.portalId !== one.target.portalId) otherwise.push(one.claim.type);
      }
      expectMet('foundOtherwise', otherwise, foundOtherwise);
    });

    it('is seen when looked at', async () => {
      for (const one of await push()) {
        const { type, attributes } = one.claim;
        const seen = await looked(one);
        expect(seen?.state, one.claim.ref).to.equal('present');
        expect(differences(resource(type), attributes, seen?.record?.attributes), type).to.deep.equal({});
      }
    });

    it('is not made twice when it is made again, and never made where others make it', async () => {
      for (const one of await push()) {
        const type = resource(one.claim.type);
        const [before, foundBefore] = [await listed(one), await found(one)];
        const again = () =>
          type.create(running().session, { ...one.target, attributes: one.claim.attributes });
        // Types that are looked for first rely on find; the portal or the request keeps the others single.
        if (type.managed === 'observed')
          expect(await again().catch((error: unknown) => error)).to.be.an('error');
        else if (foundBefore.length === 0 || type.repeat === 'idempotent') await again();
        expect(await listed(one), one.claim.ref).to.deep.equal(before);
        expect(await found(one), one.claim.ref).to.deep.equal(foundBefore);
      }
    });

    it('is not there in an empty portal', async () => {
      expect(await find()).to.deep.equal([]);
    });
  });

  itIf(
    {
      member: 'neverTaken',
      given: harness.neverTaken ?? true,
      declared: async () => {
        const first = await create();
        expect(await create(), 'the same one, not a second').to.deep.equal(first);
      },
    },
    'says that a record is taken when the portal knows its natural key already',
    async () => {
      await create();
      expect(await create()).to.deep.equal({ status: 'taken' });
    },
  );
}
