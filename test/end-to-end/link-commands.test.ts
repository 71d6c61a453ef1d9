// Three contacts on in one go: what is promised first is what comes.
import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import { openEngine, type Engine } from '../support/engine.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const answerSchema = z.object({
  changed: z.boolean(),
  revokes: z.array(z.object({ contact: z.string() })),
  records: z.array(
    z.object({ record: z.object({ name: z.string() }), changed: z.boolean(), waits: z.string().nullable() }),
  ),
});

describe('koppel link with several records', function () {
  this.timeout(120_000);
  let engine: Engine;
  const link = (args: readonly string[], input = ''): Promise<KoppelResult> =>
    koppelCommand(['link', ...args, '--practice', 'jansen'], {
      env: { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey },
      input,
    });

  beforeEach(async () => {
    engine = await openEngine({ listed: true });
    const bakery = await engine.client({ name: 'Bakkerij Smit', number: '1001', linked: false });
    const off = { infix: null, linked: false };
    await engine.contact(bakery, { ...off, firstName: 'Mia', lastName: 'Jansen', email: 'mia@example.nl' });
    await engine.contact(bakery, { ...off, firstName: 'Piet', lastName: 'Bos', email: 'piet@example.nl' });
    await engine.rows(sql`update practice set links_from = 'koppel'`);
  });
  afterEach(() => engine.close());

  it('says what waits for what, and promises no more once the client is among them', async () => {
    const alone = await link(['on', 'mia', 'piet', '--lang', 'nl']);
    expect(alone.code).to.equal(2);
    expect(alone.stdout).to.include('aan, maar wacht: De koppeling van de klant staat uit.');
    expect(alone.stderr).to.include('geef --yes');
    const whole = await link(['on', 'mia', 'piet', 'bakkerij', '--yes', '--json']);
    const { records } = answerSchema.parse(whole.json());
    expect(records.map(({ record, changed, waits }) => [record.name, changed, waits])).to.deep.equal([
      ['Bakkerij Smit', true, null],
      ['Mia Jansen', true, null],
      ['Piet Bos', true, null],
    ]);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('1001')).to.have.length(2);
  });

  it('asks about a single one that was found by a part of its name, and not about one that was named whole', async () => {
    const guessed = await link(['on', 'bakker', '--lang', 'nl']);
    expect(guessed.code).to.equal(2);
    expect(guessed.stdout).to.include('Bakkerij Smit');
    const named = await link(['on', 'bakkerij smit', '--json']);
    expect(answerSchema.parse(named.json()).changed).to.equal(true);
  });

  it('takes a file: a record a line, or what list wrote, and switches all off with one question', async () => {
    expect((await link(['on', '--from', '-', '--yes'], '1001\nmia@example.nl\n\npiet bos\n')).code).to.equal(
      0,
    );
    await engine.settle();
    const env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey };
    const listed = await koppelCommand(['list', '--contacts', '--csv', '--practice', 'jansen'], { env });
    const file = join(await temporaryFolder('links'), 'on.csv');
    await writeFile(file, listed.stdout);
    const unasked = await link(['off', '--from', file]);
    expect([unasked.code, unasked.stdout.match(/access that ends/g)?.length]).to.deep.equal([2, 2]);
    expect(await engine.portal.peopleWithAccess('1001')).to.have.length(2);
    const off = answerSchema.parse((await link(['off', '--from', file, '--yes', '--json'])).json());
    expect(off.revokes).to.have.length(2);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('1001')).to.deep.equal([]);
  });

  it('refuses a private client, says why, and switches the others on', async () => {
    await engine.client({ name: 'P. Particulier', number: '1002', kind: 'person', linked: false });
    const alone = await link(['on', '1002', '--lang', 'nl']);
    const refusal = [
      5,
      'klant P. Particulier (1002): kan niet worden aangezet: Particuliere klanten worden nooit doorgezet. ' +
        'Niets, tenzij de klant een onderneming is: corrigeer dan de soort in de praktijksoftware.\n' +
        'Koppelingen die zijn gewijzigd: 0.\n',
    ];
    expect([alone.code, alone.stdout]).to.deep.equal(refusal);
    await engine.rows(
      sql`update client_link set enabled = true where client_id in (select id from client where kind = 'person')`,
    );
    const standing = await link(['on', '1002', '--lang', 'nl']);
    expect([standing.code, standing.stdout]).to.deep.equal(refusal);
    await engine.rows(
      sql`update client_link set enabled = false where client_id in (select id from client where kind = 'person')`,
    );
    const both = await link(['on', '1001', '1002', 'mia', '--yes']);
    expect(both.code).to.equal(5);
    expect(both.stdout.match(/gets access, and may be mailed: Mia Jansen <mia@example.nl>/g)).to.have.length(
      1,
    );
    const on = await engine.rows(
      sql<{ on: number }>`select count(*)::integer as on from client_link where enabled`,
    );
    expect(on[0]?.on).to.equal(1);
  });

  it('changes nothing when one of them is nobody, or could be several', async () => {
    expect((await link(['on', 'mia', 'nobody', '--yes'])).code).to.equal(2);
    expect((await link(['on', '1001', 'example', '--yes'])).code).to.equal(2);
    expect((await link(['on', '--yes'])).code).to.equal(2);
    const on = await engine.rows(
      sql<{ on: number }>`select count(*)::integer as on from client_link where enabled`,
    );
    expect(on[0]?.on).to.equal(0);
  });
});
