// Whom the to do page says to call, and who is only counted, because the mail of the portal is young.
import { expect } from 'chai';
import { sql } from 'kysely';
import { readToDo, type ToDo } from '../../../src/answers/to-do.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('what there is to do about mails of a portal', () => {
  let engine: Engine;
  let contacts: readonly string[];
  before(async () => {
    engine = await openEngine({ listed: true });
    await engine.clients(4, 3);
    expect(await engine.settle()).to.deep.equal([]);
    contacts = (await engine.rows<{ id: string }>(sql`select id from contact order by id`)).map(
      ({ id }) => id,
    );
    await engine.rows(sql`update portal_resource set sign_in = 'active'`);
    for (const [n, contact] of contacts.slice(0, 8).entries())
      await engine.rows(sql`update portal_resource r set sign_in = 'mail-sent', created_at = now() - ${n} * interval '1 day'
        from claim m where m.resource_id = r.id and m.subject_id = ${contact}`);
  });
  after(() => engine.close());

  async function read(most?: number): Promise<ToDo> {
    const ports = { ...engine.ports, now: () => new Date() };
    const found = await readToDo(ports, engine.practiceId, most === undefined ? {} : { most });
    if (found === null) throw new Error('no practice');
    return found;
  }

  const called = ({ items }: ToDo): readonly (string | null)[] =>
    items.filter(({ kind }) => kind === 'invitation').map(({ recordId }) => recordId);

  it('is to call whoever was mailed two days ago or longer, the longest ago first, and to count the others', async () => {
    const toDo = await read();
    expect(called(toDo)).to.deep.equal(contacts.slice(2, 8).reverse());
    expect(toDo.mailedLately).to.equal(2);
  });

  it('is to call those mailed longest ago, where only some are asked for', async () => {
    expect(called(await read(3))).to.deep.equal(contacts.slice(4, 8).reverse());
  });

  it('is nothing for who can sign in by another record of theirs', async () => {
    await engine.rows(sql`update portal_resource set sign_in = 'active' where id in (
      select min(resource_id::text)::uuid from claim where subject_id = any(${[contacts[1], contacts[5]]}::uuid[]) group by subject_id)`);
    const toDo = await read();
    expect(called(toDo)).to.not.include(contacts[5]);
    expect(toDo.mailedLately).to.equal(1);
  });
});
