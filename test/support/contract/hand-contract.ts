// The part of the contract suite about a portal with a life of its own: fields that Koppel does not know, records that show
// late, and what people make and delete there by hand. What a portal cannot have, its harness declares.
import { expect } from 'chai';
import { diffAttributes } from '../../../src/plan/attributes.ts';
import { openPortalHttp, type PortalHttp } from '../../../src/portal-http/portal-http.ts';
import { readALittle } from '../../../src/engine/read-a-little.ts';
import { waitFor } from '../wait-for.ts';
import { differences } from './as-wanted.ts';
import type { ContractKit } from './contract-kit.ts';
import { itIf } from './declared.ts';

const LATE_MS = 250;

export function describeHands<S, C>(kit: ContractKit<S, C>): void {
  const { harness, running, resource, push, find, create, firstTarget } = kit;
  const first = () => resource(harness.firstType);
  const making = harness.makingRequest ?? { method: 'POST' };
  const armLate = () => running().door.arm({ match: making, fault: 'late-visibility', delayMs: LATE_MS });

  it('is read as before when its answers hold members that Koppel does not know', async () => {
    const http = withUnknownMembers(openPortalHttp());
    const session = running().open({ http });
    for (const { claim, target } of await push(session)) {
      const [seen] = await resource(claim.type).look(session, [target]);
      expect(seen?.state, claim.type).to.equal('present');
      const different = differences(resource(claim.type), claim.attributes, seen?.record?.attributes);
      expect(different, claim.type).to.deep.equal({});
      const found = await resource(claim.type).find(session, { ...target, portalId: null });
      expect(found, claim.type).to.have.length(1);
      if (harness.foundOtherwise?.[claim.type] === undefined)
        expect(found[0]!.portalId, claim.type).to.equal(target.portalId);
    }
    http.close();
  });

  itIf(
    {
      member: 'foreignField',
      given: harness.foreignField,
      declared: () => void expect(first(), 'nothing of it is ever changed').to.not.have.property('update'),
    },
    'keeps a field that Koppel does not know when another one is changed',
    async (plant) => {
      const [known] = (await push()).filter(({ claim }) => claim.type === harness.firstType);
      const read = await plant(running().session, known!.target);
      const planted = await read();
      expect(planted).to.not.be.oneOf([undefined, null, '']);
      const wanted = harness.connector.wanted(harness.changed, harness.settings).claims;
      const claim = wanted.find(({ ref }) => ref === known!.claim.ref)!;
      const changes = diffAttributes(claim.attributes, known!.claim.attributes);
      expect(changes).to.not.deep.equal({});
      const change = { ...known!.target, before: known!.claim.attributes, changes };
      expect(await first().update!(running().session, change)).to.have.property('status', 'done');
      expect(await read()).to.deep.equal(planted);
    },
  );

  itIf(
    {
      member: 'neverLate',
      given: harness.neverLate ?? true,
      // What is never sent a second time by itself need not be seen before.
      declared: () => void expect(first().repeat).to.equal('never'),
    },
    'shows a record late, which is waited for and never made twice',
    async () => {
      await armLate();
      const made = await create();
      expect(made).to.have.property('portalId').that.is.a('string');
      expect(await find(), 'not shown yet').to.deep.equal([]);
      const again = await create();
      if (again.status !== 'taken') expect(again, 'the same one').to.deep.equal(made);
      const found = await waitFor(async () => ((await find()).length > 0 ? find() : null), {
        what: 'the record to show',
      });
      expect(found).to.have.length(1);
      expect(made).to.have.property('portalId', found[0]!.portalId);
    },
  );

  itIf(
    { member: 'duplicates', given: harness.duplicates },
    'says how many there are of what was made twice by hand',
    async (make) => {
      await make(running().door);
      const found = await find();
      expect(new Set(found.map(({ portalId }) => portalId)).size).to.equal(2);
      expect(found.map(({ key }) => key)).to.deep.equal([firstTarget().key, firstTarget().key]);
    },
  );

  itIf(
    { member: 'deleteByHand', given: harness.deleteByHand },
    'says that what was deleted by hand is gone',
    async (remove) => {
      const [known] = (await push()).filter(({ claim }) => claim.type === harness.firstType);
      await remove(running().door);
      expect((await first().look(running().session, [known!.target]))[0]?.state).to.equal('absent');
      const change = { ...known!.target, before: {}, changes: known!.claim.attributes };
      if (first().update !== undefined)
        expect(await first().update!(running().session, change)).to.deep.equal({ status: 'gone' });
      expect(await find()).to.deep.equal([]);
      expect(await create()).to.have.property('status', 'done');
    },
  );

  it('can be asked a little, so that an outage is told from records that it cannot digest', async () => {
    await running().door.post('/counts/reset');
    await readALittle(harness.connector, running().session);
    expect((await running().door.read('/counts')).total).to.be.within(1, 2);
  });
}

/** Every object of every answer gets members that no schema names. */
function withUnknownMembers(http: PortalHttp): PortalHttp {
  return {
    close: () => http.close(),
    async exchange(request) {
      const result = await http.exchange(request);
      if ('broke' in result || !result.text.trimStart().match(/^[[{]/)) return result;
      return { ...result, text: JSON.stringify(enlarge(JSON.parse(result.text))) };
    },
  };
}

function enlarge(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(enlarge);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, enlarge(member)] as const);
  return { ...Object.fromEntries(members), newInTheNextRelease: { of: ['the', 'portal', 1] }, alsoNew: null };
}
