// Who is meant, who is linked, and who is not: as somebody at the office asks.
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { z } from 'zod';
import { openEngine, type Engine } from '../support/engine.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';

const answerSchema = z.object({
  records: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      links: z.array(
        z.object({
          connection: z.string(),
          linked: z.boolean(),
          state: z.string(),
          reason: z.string(),
          remedy: z.string(),
          arrivedAt: z.string().nullable(),
        }),
      ),
    }),
  ),
  next: z.string().nullish(),
});
const rowsSchema = z.array(z.record(z.string(), z.string()));

describe('koppel find and koppel list', function () {
  this.timeout(120_000);
  let engine: Engine;
  let env: Readonly<Record<string, string>>;
  const koppel = (...args: string[]): Promise<KoppelResult> =>
    koppelCommand([...args, '--practice', 'jansen'], { env });
  const names = (result: KoppelResult): readonly string[] =>
    answerSchema.parse(result.json()).records.map(({ name }) => name);

  before(async () => {
    engine = await openEngine({ listed: true });
    env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey };
    const bakery = await engine.client({ name: 'Bakkerij Smit', number: '1001', city: 'Hoorn' });
    await engine.contact(bakery, { firstName: 'Mia', infix: null, lastName: 'Jansen', email: null });
    await engine.contact(bakery, {
      firstName: 'Piet',
      infix: null,
      lastName: 'Jansen',
      email: 'piet@example.nl',
    });
    await engine.contact(bakery, { firstName: 'Ans', infix: null, lastName: 'Bos', linked: false });
    await engine.client({ name: '=Zeilmakerij', number: '1002', linked: false });
    await engine.settle();
  });

  after(() => engine.close());

  it('find names everybody who fits, with the switch, the state and what to type, in Dutch', async () => {
    const { code, stdout } = await koppel('find', 'jansen', '--lang', 'nl');
    expect(code).to.equal(0);
    expect(stdout).to.include('Mia Jansen').and.to.include('Piet Jansen').and.not.to.include('Bos');
    expect(stdout).to.include('te corrigeren').and.to.include('Er is geen e-mailadres');
    const type = /^([0-9a-f]{8}) .*Mia/m.exec(stdout)?.[1] ?? '';
    const explained = await koppel('explain', type, '--lang', 'nl');
    expect(explained.stdout).to.include('Contactpersoon Mia Jansen');
    expect((await koppel('find', 'nobody')).code).to.equal(5);
  });

  it('explain takes a name, and lists the several that it could be with what to type', async () => {
    expect((await koppel('explain', 'mia jansen')).stdout).to.include('EMAIL_MISSING');
    const several = await koppel('explain', 'jansen', '--lang', 'nl');
    expect(several.code).to.equal(2);
    expect(several.stdout).to.include('Mia').and.to.include('Piet');
    expect(several.stderr).to.include('Meerdere gevonden').and.not.to.include('Mia');
  });

  it('list shows who is linked and who is not, and why', async () => {
    expect(names(await koppel('list', '--json'))).to.deep.equal([
      '=Zeilmakerij',
      'Bakkerij Smit',
      'Ans Bos',
      'Mia Jansen',
      'Piet Jansen',
    ]);
    expect(names(await koppel('list', '--link', 'off', '--json'))).to.deep.equal(['=Zeilmakerij', 'Ans Bos']);
    expect(names(await koppel('list', '--link', 'off', '--clients', '--json'))).to.deep.equal([
      '=Zeilmakerij',
    ]);
    expect(names(await koppel('list', '--state', 'failed', '--json'))).to.deep.equal(['Mia Jansen']);
    expect(names(await koppel('list', '--reason', 'link_off', '--json'))).to.deep.equal([
      '=Zeilmakerij',
      'Ans Bos',
    ]);
    expect(names(await koppel('list', '--not-signed-in', '--json'))).to.deep.equal(['Piet Jansen']);
    const [piet] = answerSchema.parse((await koppel('find', 'piet', '--json')).json()).records;
    expect(piet?.links[0]).to.include({ linked: true, state: 'in-sync' });
    expect(piet?.links[0]?.arrivedAt).to.be.a('string');
  });

  it('list goes on behind a cursor, and takes no other', async () => {
    const seen: string[] = [];
    let cursor: string[] = [];
    for (;;) {
      const { records, next } = answerSchema.parse(
        (await koppel('list', '--limit', '2', '--json', ...cursor)).json(),
      );
      seen.push(...records.map(({ name }) => name));
      if (next === null || next === undefined) break;
      cursor = ['--cursor', next];
    }
    expect(seen).to.deep.equal(['=Zeilmakerij', 'Bakkerij Smit', 'Ans Bos', 'Mia Jansen', 'Piet Jansen']);
    expect((await koppel('list', '--cursor', 'x')).code).to.equal(2);
  });

  it('list as CSV is for a spreadsheet of its language, as that of the pages, and holds no formula', async () => {
    const { stdout } = await koppel('list', '--csv', '--lang', 'nl');
    const rows = rowsSchema.parse(parse(stdout, { columns: true, bom: true, delimiter: ';' }));
    expect(rows).to.have.length(5);
    const first = { naam: "'=Zeilmakerij", koppeling: 'nee', code: 'LINK_OFF', stand: 'uitgesloten' };
    expect(rows[0]).to.include(first);
    const english = parse((await koppel('list', '--csv', '--lang', 'en')).stdout, {
      columns: true,
      bom: true,
    });
    expect(rowsSchema.parse(english)[0]).to.include({ name: "'=Zeilmakerij", link: 'no', code: 'LINK_OFF' });
  });

  it('takes the words that a table shows, in either language, and says in yours what it takes', async () => {
    const names = async (...args: string[]): Promise<unknown> =>
      answerSchema.parse((await koppel('list', '--json', ...args)).json()).records.map(({ name }) => name);
    const broken = await names('--state', 'failed');
    expect(broken).to.not.deep.equal([]);
    expect(await names('--state', 'te corrigeren', '--sort', 'klant')).to.deep.equal(broken);
    expect(await names('--state', 'Te-corrigeren', '--link', 'ja')).to.deep.equal(broken);
    const wrong = await koppel('list', '--state', 'kapot', '--lang', 'nl');
    expect([wrong.code, wrong.stderr]).to.deep.equal([
      2,
      "koppel: de waarde 'kapot' van de optie '--state <state>' is ongeldig. Mogelijk zijn bijgewerkt, onderweg, " +
        'wacht-op-iemand, aangehouden, uitgesloten, te-corrigeren.\n(met --help ziet u hoe het werkt)\n',
    ]);
  });

  it('answers in the language of KOPPEL_LANG, and of the locale, unless --lang says another', async () => {
    const ask = async (more: Record<string, string>, ...args: string[]): Promise<string> =>
      (await koppelCommand(['list', '--practice', 'jansen', ...args], { env: { ...env, ...more } })).stdout;
    expect(await ask({ KOPPEL_LANG: 'nl' })).to.include('koppeling');
    expect(await ask({ LANG: 'nl_NL.UTF-8' })).to.include('koppeling');
    expect(await ask({ LANG: 'nl_NL.UTF-8' }, '--lang', 'en')).to.not.include('koppeling');
    expect(await ask({ LANG: 'de_DE.UTF-8' })).to.not.include('koppeling');
  });

  it('list takes whom a portal can wait for as a code or a word that it shows, and nobody else', async () => {
    await engine.rows(sql`update portal_resource set state = 'waiting', waiting_on = 'practice'`);
    for (const whom of ['practice', 'office', 'kantoor', 'het kantoor'])
      expect(names(await koppel('list', '--waiting-on', whom, '--json')), whom).to.include('Piet Jansen');
    const refused = await koppel('list', '--waiting-on', 'onzin', '--lang', 'nl');
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('klant, contactpersoon, collega, kantoor, portaal');
  });
});
