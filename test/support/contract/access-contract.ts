// The part of the contract suite about access: it is taken away from one and from no other, is given again, and counts as
// taken away when the portal shows it, not when the portal says it. Of every type that grants access.
import { expect } from 'chai';
import { KoppelError, UnclearRefusalError } from '../../../src/errors.ts';
import { catchError } from './catch-error.ts';
import type { ContractKit } from './contract-kit.ts';
import { expectReason, itIf } from './declared.ts';
import type { Pushed } from './push-claims.ts';

export function describeAccess<S, C>(kit: ContractKit<S, C>): void {
  const { harness } = kit;
  const types = Object.entries(harness.connector.resources).filter(
    ([type, { grantsAccess }]) => grantsAccess && harness.notInSample?.[type] === undefined,
  );
  for (const [type] of types) describe(`access (${type})`, () => describeAccessOf(kit, type));
}

function describeAccessOf<S, C>(
  { harness, running, resource, push, standUp }: ContractKit<S, C>,
  type: string,
): void {
  const access = () => resource(type);
  const takesMany = harness.connector.resources[type]?.createMany !== undefined;
  /** Of contacts, where they have any of it; else of colleagues, or of the client itself. */
  const pushTwo = async (): Promise<readonly [Pushed, Pushed]> => {
    const all = (await push()).filter(({ claim }) => claim.type === type);
    const ofContacts = all.filter(({ claim }) => claim.subject.kind === 'contact');
    const [first, second] = ofContacts.length > 1 ? ofContacts : all;
    if (first === undefined || second === undefined)
      return expect.fail(
        `Give the sample two of ${type}, or the harness \`notInSample\` a text that says why.`,
      );
    return [first, second];
  };
  const remove = ({ target }: Pushed) => access().remove!(running().session, target);
  const revoke = async (one: Pushed) => expect((await remove(one)).status).to.equal('done');
  const states = async (these: readonly Pushed[]) => {
    const targets = these.map(({ target }) => target);
    const seen = await access().look(running().session, targets);
    return seen.map(({ state }) => state);
  };

  const blindly = harness.removedBlindly?.[type];
  /** Of what is not there any more. */
  const removedAgain = blindly === undefined ? 'gone' : 'done';
  const otherwise = blindly === undefined ? '' : ` (not told so in this portal: ${blindly})`;
  const removing = () =>
    harness.removingRequest ??
    expect.fail('Give the harness `removingRequest`, the request that takes an access away.');
  const caught = (run: () => Promise<unknown>) => catchError(run, harness.secrets);

  it(`is taken from one and stays with the other, also when it is taken away twice${otherwise}`, async () => {
    if (blindly !== undefined) expectReason(blindly);
    const both = await pushTwo();
    await revoke(both[0]);
    expect(await states(both)).to.deep.equal(['absent', 'present']);
    expect((await remove(both[0])).status, 'nothing was taken away').to.equal(removedAgain);
    expect(await states(both)).to.deep.equal(['absent', 'present']);
  });

  it('is given again after it was taken away', async () => {
    const [first] = await pushTwo();
    await revoke(first);
    const portalId = await standUp(first);
    const target = { ...first.target, portalId };
    expect(await states([{ ...first, target }])).to.deep.equal(['present']);
  });

  it('is still seen when the portal said that it took it away and did not', async () => {
    const [first] = await pushTwo();
    await running().door.arm({ match: removing(), fault: 'no-effect', times: 9 });
    await revoke(first);
    expect(await states([first])).to.deep.equal(['present']);
  });

  it('is not taken away where the portal answers with status 200 and errors', async () => {
    const [first] = await pushTwo();
    await running().door.arm({ match: removing(), fault: 'errors-200', times: 9 });
    expect(await caught(() => remove(first))).to.be.instanceOf(UnclearRefusalError);
    await running().door.disarm();
    expect(await states([first])).to.deep.equal(['present']);
  });

  it('never counts as taken away because the portal shows fewer at a time than there are', async () => {
    const both = await pushTwo();
    await running().door.arm({ fault: 'page-size-1', times: 999 });
    for (const one of both) {
      const [seen] = await states([one]).catch((error: unknown) => [error]);
      if (seen !== 'present') expect(seen).to.include({ code: 'PORTAL_LIST_INCOMPLETE' });
    }
  });

  it('does not count as taken away when something before the portal says that there is no such page', async () => {
    const [first] = await pushTwo();
    await running().door.arm({ match: removing(), fault: 'html-404', times: 9 });
    expect(await caught(() => remove(first)), 'the removal').to.be.instanceOf(KoppelError);
    expect(await states([first])).to.deep.equal(['present']);
    await running().door.arm({ fault: 'html-404', times: 9 });
    expect(await caught(() => states([first])), 'the read-back').to.be.instanceOf(KoppelError);
  });

  itIf(
    {
      member: 'oneByOne',
      given: harness.oneByOne?.[type] ?? (takesMany ? true : undefined),
      declared: () => void expect(takesMany, 'several at a time').to.equal(false),
    },
    'of all is taken and given in one request each, and looked at in one',
    async () => {
      const both = await pushTwo();
      const targets = both.map(({ target }) => target);
      await running().door.post('/counts/reset');
      await access().removeMany!(running().session, targets);
      await access().createMany!(
        running().session,
        targets.map((target) => ({ ...target, attributes: {} })),
      );
      await access().look(running().session, targets);
      expect(await running().door.requests()).to.have.length(3);
      expect(await states(both)).to.deep.equal(['present', 'present']);
    },
  );

  it('of many is taken from those who have it although one lost it before', async () => {
    const both = await pushTwo();
    await revoke(both[0]);
    const targets = both.map(({ target }) => target);
    const outcomes = (await access().removeMany?.(running().session, targets)) ?? [
      await remove(both[0]),
      await remove(both[1]),
    ];
    expect(outcomes.map(({ status }) => status)).to.deep.equal([removedAgain, 'done']);
    expect(await states(both)).to.deep.equal(['absent', 'absent']);
  });
}
