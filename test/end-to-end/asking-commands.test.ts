import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { openEngine, type Engine } from '../support/engine.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';

const standingSchema = z.object({
  state: z.string(),
  reason: z.string(),
  text: z.string(),
  remedy: z.string(),
});
const explainedSchema = z.object({
  record: z.object({ id: z.string(), name: z.string() }),
  standing: standingSchema,
  firstNo: z.object({ rule: z.number(), reason: z.string() }).nullable(),
  trace: z.array(z.object({ field: z.string(), value: z.string(), passed: z.boolean() })),
});
const countsSchema = z.object({ total: z.number(), byState: z.record(z.string(), z.number()) });
const statusSchema = z.object({
  practices: z.array(
    z.object({
      practice: z.string(),
      connections: z.array(
        z.object({ state: z.string(), window: z.string(), clients: countsSchema, contacts: countsSchema }),
      ),
    }),
  ),
});
const planSchema = z.object({
  clients: z.array(z.object({ operations: z.array(z.object({ action: z.string(), type: z.string() })) })),
});
const tasksSchema = z.object({
  tasks: z.array(
    z.object({ id: z.string(), action: z.string(), type: z.string(), steps: z.array(z.string()) }),
  ),
});
const linkSchema = z.object({ changed: z.boolean(), revokes: z.array(z.object({ contact: z.string() })) });
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

describe('what people ask koppel', function () {
  this.timeout(120_000);
  let engine: Engine;
  let env: Readonly<Record<string, string>>;
  const koppel = (...args: string[]): Promise<KoppelResult> => koppelCommand(args, { env });
  const ask = (...args: string[]): Promise<KoppelResult> => koppel(...args, '--practice', 'jansen', '--json');

  beforeEach(async () => {
    engine = await openEngine({ listed: true });
    releaseAtEnd(() => engine.close());
    env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: randomBytes(32).toString('base64') };
  });
  afterEach(() => engine.close());

  it('status adds up, and ends with 5 when a connection is stopped or a window was missed', async () => {
    await engine.contact(await engine.client());
    await engine.client({ status: 'suspect' });
    await engine.settle();
    const well = await ask('status');
    expect(well.code).to.equal(0);
    const [connection] = statusSchema.parse(well.json()).practices[0]?.connections ?? [];
    expect(connection?.clients).to.deep.include({ total: 2 });
    expect(connection?.clients.byState).to.include({ 'in-sync': 1, excluded: 1 });
    await engine.rows(
      sql`update due_pair set pending = true, lane = 1, changed_at = now() - interval '2 hours'`,
    );
    expect((await ask('status')).code).to.equal(5);
    expect((await koppel('status', '--lang', 'nl')).stdout).to.include(
      'binnen het uur afgehandeld, laatste dag: 0 van 2 klanten (0 %)',
    );
    await engine.rows(sql`update due_pair set pending = false`);
    await engine.rows(sql`update connection set state = 'stopped', stop_reason = 'PORTAL_SIGN_IN'`);
    expect((await ask('status')).code).to.equal(5);
  });

  it('status speaks Dutch: no line of it is the English one', async () => {
    await engine.contact(await engine.client());
    await engine.rows(sql`update connection set state = 'stopped', stop_reason = 'AUTH_REJECTED'`);
    const linesIn = async (lang: string): Promise<string[]> => {
      const { stdout } = await koppel('status', '--lang', lang);
      return stdout.split('\n').filter((line) => /[a-z]{2}/.test(line));
    };
    const [dutch, english] = [await linesIn('nl'), await linesIn('en')];
    expect(dutch.filter((line) => english.includes(line))).to.deep.equal([]);
    expect(dutch).to.have.length(english.length);
    expect(dutch.join('\n'))
      .to.match(/^Kantoor jansen: /)
      .and.include('heeft geen bron die Koppel kan lezen')
      .and.include('te doen: 0 intrekkingen, 1 wijzigingen, 0 van een eerste vulling');
  });

  it('status warns people that a practice without a source has no guaranteed window', async () => {
    const { code, stdout } = await koppel('status');
    expect(code).to.equal(0);
    expect(stdout).to.include('window cannot be guaranteed').and.to.include('Connection caseware');
  });

  it('explain answers in Dutch why Mrs Jansen cannot log in', async () => {
    const client = await engine.client();
    await engine.contact(client, {
      key: 'jansen',
      firstName: 'Mia',
      infix: null,
      lastName: 'Jansen',
      email: null,
    });
    await engine.settle();
    const { code, stdout } = await koppel('explain', 'jansen', '--practice', 'jansen', '--lang', 'nl');
    expect(code).to.equal(0);
    expect(stdout)
      .to.include('Mia Jansen')
      .and.to.include('EMAIL_MISSING')
      .and.to.include('Vul het zakelijke e-mailadres in');
    const explained = explainedSchema.parse((await ask('explain', 'jansen')).json());
    expect(explained.standing).to.deep.include({ state: 'failed', reason: 'EMAIL_MISSING' });
    expect(explained.firstNo?.reason).to.equal('EMAIL_MISSING');
  });

  it('explain ends with 2 when nobody or more than one fits, and shows who', async () => {
    const client = await engine.client();
    const first = await engine.contact(client, { email: 'info@example.nl', firstName: 'Anna' });
    await engine.contact(client, { email: 'info@example.nl', firstName: 'Bob' });
    const nobody = await ask('explain', 'nobody@example.nl');
    expect([nobody.code, errorSchema.parse(nobody.json()).error.code]).to.deep.equal([2, 'USAGE']);
    const several = await koppel('explain', 'info@example.nl', '--practice', 'jansen');
    expect(several.code).to.equal(2);
    expect(several.stdout).to.include('Anna').and.to.include('Bob');
    expect(several.stderr).to.include(first.id).and.not.to.include('Anna');
    expect((await ask('explain', first.id)).code).to.equal(0);
  });

  it('plan shows what would be done for one client and for all, and does none of it', async () => {
    const client = await engine.client({ number: '4711' });
    await engine.contact(client);
    await engine.client();
    const one = planSchema.parse((await ask('plan', '4711')).json());
    expect(one.clients[0]?.operations.map(({ action, type }) => `${action} ${type}`)).to.include(
      'create access',
    );
    expect(planSchema.parse((await ask('plan')).json()).clients).to.have.length(2);
    expect((await koppel('plan', '--practice', 'jansen')).stdout)
      .to.include('operations for 2 clients')
      .and.to.include('client number: - → "4711"');
    const wire = /EntityNo|FirstName|entity|group-role/;
    const dutch = (...args: string[]) => koppel(...args, '--practice', 'jansen', '--lang', 'nl');
    expect((await dutch('plan', '4711')).stdout)
      .to.include('klantnummer: - → "4711"')
      .and.not.match(wire);
    expect((await dutch('explain', '4711')).stdout)
      .to.include('maken klantnummer, naam')
      .and.not.match(wire);
    expect((await engine.portal.counts()).total).to.equal(0);
    await engine.settle();
    expect(planSchema.parse((await ask('plan')).json()).clients).to.deep.equal([]);
    for (const command of [['log'], ['explain', '4711']])
      expect((await dutch(...command)).stdout)
        .to.include('klant in het portaal: klantnummer, naam')
        .and.to.include('→ gedaan')
        .and.not.match(wire);
  });

  it('sync --wait waits for the worker and ends with 5 when something failed', async () => {
    const client = await engine.client({ number: '12' });
    await engine.settle();
    const waiting = ask('sync', '12', '--wait');
    let over = false;
    void waiting.finally(() => (over = true));
    while (!over) await engine.settle(1);
    expect((await waiting).code).to.equal(0);
    expect(await engine.standing(client)).to.deep.include({ reason: 'IN_SYNC' });
    const late = await ask('sync', '--wait', '--timeout', '1');
    expect(late.code).to.equal(5);
    expect(late.json()).to.deep.include({ asked: 1, served: false });
  });

  it('link says where the switch lives when it is not here', async () => {
    const client = await engine.client();
    const { code, stderr } = await koppel('link', 'off', client.key, '--practice', 'jansen', '--yes');
    expect(code).to.equal(2);
    expect(stderr).to.include('in its practice software');
    expect((await engine.standing(client))?.reason).to.equal(undefined);
  });

  it('link off asks before it takes access away, and is idempotent', async () => {
    const contact = await engine.contact(await engine.client({ number: '31' }), { email: 'anna@example.nl' });
    await engine.settle();
    await engine.rows(sql`update practice set links_from = 'koppel'`);
    const unasked = await ask('link', 'off', 'anna@example.nl');
    expect(unasked.code).to.equal(2);
    expect(errorSchema.parse(unasked.json()).error.message).to.include('--yes');
    const off = linkSchema.parse(
      (await ask('link', 'off', 'anna@example.nl', '--yes', '--by', 'olga')).json(),
    );
    expect(off).to.deep.include({ changed: true });
    expect(off.revokes).to.have.length(1);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('31')).to.deep.equal([]);
    const again = linkSchema.parse((await ask('link', 'off', contact.key, '--yes')).json());
    expect(again).to.deep.include({ changed: false, revokes: [] });
    expect(linkSchema.parse((await ask('link', 'on', contact.key)).json()).changed).to.equal(true);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('31')).to.have.length(1);
  });

  describe('when the brake is on', () => {
    beforeEach(async () => {
      await engine.setPolicy({ brake: { count: 0 } });
      const contact = await engine.contact(await engine.client({ number: '41' }), { lastName: 'Bos' });
      await engine.settle();
      await engine.unlink(contact);
      await engine.settle();
    });

    it('approve shows whose access goes, and a running worker takes it away', async () => {
      const unasked = await koppel('approve', '--practice', 'jansen');
      expect(unasked.code).to.equal(2);
      expect(unasked.stdout).to.include('Bos').and.to.include('(41)');
      const approved = await ask('approve', '--yes', '--by', 'olga');
      expect(approved.code).to.equal(0);
      await engine.settle();
      expect(await engine.portal.peopleWithAccess('41')).to.deep.equal([]);
      expect((await ask('approve', '--yes')).code).to.equal(2);
      const decided = (await engine.audit()).find(({ action }) => action === 'brake.approved');
      expect(decided?.details).to.deep.include({ accesses: 1, hours: 24 });
    });

    it('reject leaves the access as it is', async () => {
      expect((await ask('reject', '--yes')).code).to.equal(0);
      await engine.settle();
      expect(await engine.portal.peopleWithAccess('41')).to.have.length(1);
      expect((await engine.audit()).map(({ action }) => action)).to.include('brake.rejected');
    });
  });

  it('task list shows exact steps in the language asked for, and confirm takes a clear answer only', async () => {
    await engine.rows(sql`update connection set proven_types = '{}'`);
    await engine.contact(await engine.client({ name: 'Bakkerij De Vries' }));
    await engine.settle();
    const { tasks } = tasksSchema.parse((await ask('task', 'list', '--lang', 'nl')).json());
    expect(tasks).to.have.length(1);
    expect(tasks[0]).to.deep.include({ action: 'create', type: 'group' });
    expect(tasks[0]?.steps.join(' ')).to.include('Bakkerij De Vries').and.to.include('Groep contactpersonen');
    const id = tasks[0]?.id ?? '';
    expect((await ask('task', 'confirm', id)).code).to.equal(2);
    const confirmed = await ask('task', 'confirm', id, '--done', '--by', 'olga');
    expect(confirmed.code).to.equal(0);
    expect(confirmed.json()).to.deep.include({ task: id, answer: true, readsBack: false });
    expect((await ask('task', 'confirm', id, '--done')).code).to.equal(2);
  });
});
