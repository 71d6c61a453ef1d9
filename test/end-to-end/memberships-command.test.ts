// The Panda portal has two lists: where an employee is a member, and for whom the employee may manage cases. Why a client is
// missing from the second is said by `koppel explain` and `koppel memberships`.
import { expect } from 'chai';
import { z } from 'zod';
import { enterpriseNumber } from '../support/clearfacts-engine.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';
import { ANNA, BOSS, NUMBERS, openPandaEngine, type PandaEngine } from '../support/wolters-kluwer-engine.ts';

const BREWERY = { wkCustomerNumber: '1004712', enterpriseNumber: enterpriseNumber(4_300_001) };
const listsSchema = z.object({
  memberships: z.array(
    z.object({
      member: z.string(),
      organisation: z.string(),
      since: z.iso.datetime(),
      isMember: z.boolean(),
      mayManageCases: z.boolean(),
      difference: z.string().nullable(),
    }),
  ),
});
const remarksSchema = z.object({ remarks: z.array(z.object({ en: z.string(), nl: z.string() })) });

describe('a client that is missing from the Support Community list', function () {
  this.timeout(120_000);
  let engine: PandaEngine;
  let missing: { readonly en: string; readonly nl: string };
  const ask = async (...args: string[]): Promise<KoppelResult> => {
    const env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey };
    const answer = await koppelCommand([...args, '--practice', engine.practiceId], { env });
    expect(answer.code, answer.stderr).to.equal(0);
    return answer;
  };
  /** A table breaks a text over several lines of one column. */
  const wordsOf = ({ stdout }: KoppelResult): readonly string[] =>
    stdout.split('\n').flatMap((line) => line.split(/[│\s]+/));
  const listsOf = ({ stdout }: KoppelResult) => listsSchema.parse(JSON.parse(stdout)).memberships;

  before('has the join requests of two clients approved, and the tick set for one', async () => {
    engine = await openPandaEngine();
    const bakery = { ...NUMBERS, number: '1001', name: 'Bakkerij Bakker' };
    const brewery = { ...BREWERY, number: '1002', name: 'Brouwerij Bakker' };
    await engine.panda.seed({
      organisations: [bakery, brewery].map(
        ({ wkCustomerNumber: customerNumber, enterpriseNumber, name }) => ({
          ...{ customerNumber, enterpriseNumber, name, administrators: [BOSS] },
        }),
      ),
    });
    for (const client of [bakery, brewery]) await engine.bakker(client);
    await engine.settle();
    await engine.panda.does('administrator approve', { email: ANNA });
    const inBrewery = { organisation: BREWERY.wkCustomerNumber };
    await engine.panda.does('administrator approve', { email: ANNA, tick: true, ...inBrewery });
    await engine.goOn();
    const today = new Date().toISOString().slice(0, 10);
    missing = {
      en: `${ANNA} is a member since ${today}, the tick is missing: an administrator of the client must tick Support Community`,
      nl: `${ANNA} is lid sinds ${today}, het vinkje ontbreekt: een beheerder van de klant moet in Panda op het detailscherm van deze gebruiker Support Community aanvinken`,
    };
  });
  after(() => engine.close());

  it('[seed] koppel explain says since when one is a member, and what an administrator of the client must do', async () => {
    for (const lang of ['en', 'nl'] as const) {
      const { stdout } = await ask('explain', '1001', '--lang', lang);
      expect(stdout).to.include('TICK_MISSING').and.to.include(missing[lang]);
    }
    const { remarks } = remarksSchema.parse((await ask('explain', '1001', '--json')).json());
    expect(remarks).to.have.length(1);
    expect(remarks[0]?.en).to.include(missing.en);
    expect((await ask('explain', '1002')).stdout)
      .to.include('IN_SYNC')
      .and.not.to.include('tick is missing');
  });

  it('[seed] koppel memberships shows both lists side by side, with the reason where they differ', async () => {
    const lines = listsOf(await ask('memberships', '--json'));
    const seen = lines.map(({ organisation, isMember, mayManageCases, difference }) => [
      ...[organisation, isMember, mayManageCases, difference?.slice(0, missing.en.length) ?? null],
    ]);
    expect(seen).to.have.deep.members([
      ['Bakkerij Bakker', true, false, missing.en],
      ['Brouwerij Bakker', true, true, null],
    ]);
    const shown = await ask('memberships', '--lang', 'nl');
    expect(wordsOf(shown)).to.include.members([
      'Bakkerij',
      'Brouwerij',
      'ja',
      'nee',
      ...missing.nl.split(' '),
    ]);
  });

  it('--differences leaves out where the two lists agree', async () => {
    const [line, ...more] = listsOf(await ask('memberships', '--differences', '--json', '--lang', 'nl'));
    expect(more).to.deep.equal([]);
    expect(line).to.deep.include({ member: ANNA, organisation: 'Bakkerij Bakker' });
    expect(line?.difference).to.include(missing.nl);
    await engine.panda.does('administrator tick', { email: ANNA });
    const agreed = await ask('memberships', '--differences', '--lang', 'nl');
    expect(agreed.stdout).to.include('De twee lijsten verschillen niet.');
  });
});
