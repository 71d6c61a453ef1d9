// Whom must I chase this week, and who did what: as somebody at the office asks.
import { expect } from 'chai';
import { sql } from 'kysely';
import { z } from 'zod';
import { openEngine, type Engine } from '../support/engine.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import { runKoppel, type KoppelResult } from '../support/koppel-process.ts';

const toDoSchema = z.object({
  total: z.number(),
  byActor: z.record(z.string(), z.number()),
  items: z.array(
    z.object({
      kind: z.string(),
      actor: z.string(),
      reason: z.string().nullable(),
      text: z.string(),
      command: z.string().nullable(),
      about: z
        .object({ name: z.string().nullable(), phone: z.string().nullable(), client: z.string().nullable() })
        .nullable(),
    }),
  ),
});
const logSchema = z.object({
  entries: z.array(
    z.object({ action: z.string(), actor: z.string(), record: z.object({ name: z.string() }).nullable() }),
  ),
  next: z.string().nullable(),
});

describe('koppel todo and koppel log', function () {
  this.timeout(120_000);
  let engine: Engine;
  let env: Readonly<Record<string, string>>;
  const koppel = (...args: string[]): Promise<KoppelResult> =>
    koppelCommand([...args, '--practice', 'jansen'], { env });
  const toDo = async (...args: string[]) =>
    toDoSchema.parse((await koppel('todo', '--json', ...args)).json());

  before(async () => {
    engine = await openEngine({ listed: true });
    env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey };
    const bakery = await engine.client({ name: 'Bakkerij Smit', number: '1001' });
    await engine.contact(bakery, { firstName: 'Mia', infix: null, lastName: 'Jansen', email: null });
    await engine.contact(bakery, {
      firstName: 'Piet',
      infix: null,
      lastName: 'Bos',
      email: 'info@example.nl',
      mobile: '06 12345678',
    });
    await engine.contact(bakery, {
      firstName: 'Ans',
      infix: null,
      lastName: 'Bos',
      email: 'info@example.nl',
    });
    await engine.settle();
  });

  after(() => engine.close());

  it('leaves whoever was mailed less than two days ago alone', async () => {
    const mailed = async (ago: string): Promise<unknown> => {
      await engine.rows(sql`update portal_resource set created_at = now() - ${ago}::interval`);
      return (await toDo()).items
        .filter(({ kind }) => kind === 'invitation')
        .map(({ about }) => about?.phone);
    };
    expect(await mailed('0 seconds')).to.deep.equal([]);
    expect(await mailed('47 hours')).to.deep.equal([]);
    expect(await mailed('49 hours')).to.deep.equal(['06 12345678']);
  });

  it('names whom to chase, by who must act, with what to type', async () => {
    const { items, byActor } = await toDo();
    const lines = items.map(({ kind, actor, reason, about }) => [kind, actor, reason, about?.name ?? null]);
    expect(lines).to.deep.include(['data', 'office', 'EMAIL_MISSING', 'Mia Jansen']);
    expect(lines.filter(([, , reason]) => reason === 'EMAIL_IN_USE')).to.have.length(1);
    expect(lines.filter(([kind]) => kind === 'invitation')).to.have.length(1);
    expect(lines.at(1)?.[1]).to.equal('office');
    expect(items.filter(({ kind }) => kind === 'source')[0]).to.include({ actor: 'operations' });
    expect(byActor).to.deep.include({ office: 2, operations: 1, contact: 1 });
    const mia = items.find(({ about }) => about?.name === 'Mia Jansen');
    const [, ...command] = (mia?.command ?? '').split(' ');
    expect((await koppelCommand(command, { env })).stdout).to.include('EMAIL_MISSING');
  });

  it('shows those of one actor alone, in Dutch, and the rest as a number', async () => {
    const { stdout } = await koppel('todo', '--for', 'office', '--lang', 'nl', '--limit', '1');
    expect(stdout).to.include('het kantoor').and.to.include('record corrigeren').and.to.include('… 1 meer');
    expect(stdout).to.not.include('beheer');
    const [shown, typed] = [
      await koppel('todo', '--for', 'technisch beheer'),
      await koppel('todo', '--for', 'beheer'),
    ];
    expect(shown.stdout).to.include('operations').and.to.equal(typed.stdout);
    const csv = await koppel('todo', '--for', 'contactpersoon', '--csv', '--lang', 'nl');
    expect(csv.stdout.split('\r\n')[0]).to.match(/^\uFEFFwie is aan zet;wat;over;telefoon;/);
    expect(csv.stdout.split('\r\n')[1]).to.match(/^de contactpersoon;mail van het .*;06 12345678;/);
    expect((await koppel('todo', '--kind', 'invitation')).stdout)
      .to.include('06 12345678')
      .and.not.match(/Mia/);
  });

  it('says of whom nothing is asked, and no more than was asked', async () => {
    const { stdout } = await koppel('todo', '--for', 'collega', '--lang', 'nl');
    expect(stdout).to.include('Er wacht niets op de collega.');
    expect((await koppel('todo', '--kind', 'brake', '--lang', 'nl')).stdout).to.include('Niets gevonden.');
  });

  it('asks for tasks, the brake and connections that do not run too', async () => {
    const other = await openEngine({ listed: true, provenTypes: [], policy: { brake: { count: 0 } } });
    await other.contact(await other.client({ name: 'Slagerij Vos', number: '7' }));
    await other.settle();
    await other.rows(sql`update connection set state = 'stopped', stop_reason = 'PORTAL_SIGN_IN'`);
    await other.rows(sql`insert into brake_request (practice_id, connection_id, resource_ids)
      select practice_id, connection_id, array[id] from portal_resource limit 1`);
    const asked = await koppelCommand(['todo', '--practice', 'jansen', '--json'], {
      env: { DATABASE_URL: other.databaseUrl, KOPPEL_SECRET_KEY: other.secretKey },
    });
    const kinds = toDoSchema.parse(asked.json()).items.map(({ kind }) => kind);
    await other.close();
    expect(kinds).to.include.members(['task', 'brake', 'connection', 'source']);
  });

  it('log says what was done, to whom and by whom, newest first, page by page', async () => {
    const page = logSchema.parse((await koppel('log', '--json', '--limit', '2')).json());
    expect(page.entries).to.have.length(2);
    expect(page.next).to.be.a('string');
    const rest = logSchema.parse((await koppel('log', '--json', '--cursor', page.next ?? '')).json());
    expect(rest.entries.map(({ action }) => action)).to.include('portal.create');
    expect(rest.next).to.equal(null);
    const piet = logSchema.parse((await koppel('log', 'piet bos', '--json')).json()).entries;
    expect(piet.length).to.be.greaterThan(0);
    expect(new Set(piet.map(({ record }) => record?.name))).to.deep.equal(new Set(['Piet Bos']));
    expect((await koppel('log', '--cursor', 'x')).code).to.equal(2);
    const dutch = await koppel('log', '--action', 'portal', '--lang', 'nl');
    expect(dutch.stdout).to.include('gemaakt in het portaal');
    // In a process of its own: whatever else ran in this one has loaded the portals.
    const alone = await runKoppel(['log', '--practice', 'jansen', '--action', 'portal', '--lang', 'nl'], {
      env,
    });
    expect(alone.stdout)
      .to.include('persoon: ')
      .and.include('achternaam')
      .and.not.match(/LastName|entity-role/);
    expect(logSchema.parse((await koppel('log', '--action', 'link', '--json')).json()).entries).to.deep.equal(
      [],
    );
  });

  it('log calls people by their name, and finds what they did by it', async () => {
    await engine.rows(sql`insert into audit (practice_id, actor, action, details)
      values ('jansen', 'user:els', 'sync.asked', '{}'), ('jansen', 'user:jan', 'sync.asked', '{}')`);
    for (const by of ['els', 'user:els']) {
      const { stdout } = await koppel('log', '--by', by);
      expect(stdout)
        .to.match(/ {2}els {2}/)
        .and.not.match(/user:|jan /);
    }
  });
});
