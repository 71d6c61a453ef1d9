// What a filter lists: the database narrows a page by rules of its own, and must leave out nobody who stands there.
import { expect } from 'chai';
import { sql } from 'kysely';
import {
  EVERYTHING,
  listAll,
  type ListedRecord,
  type ListFilter,
} from '../../../src/answers/list-records.ts';
import { reasonCodes } from '../../../src/domain/reasons.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

/** Numbers without a common divisor, so that the states of records, links and ledger meet in every combination. */
const MIXED = [
  "update client k set kind = 'person' from numbered v where v.id = k.id and v.n % 11 = 0",
  "update client k set status = 'suspect' from numbered v where v.id = k.id and v.n % 13 = 0",
  'update client k set deleted_at = now() from numbered v where v.id = k.id and v.n % 17 = 0',
  'update contact c set deleted_at = now() from numbered v where v.id = c.id and v.n % 19 = 0',
  'update contact c set unplaced_said_at = now() from numbered v where v.id = c.id and v.n % 23 = 0',
  'update client_link l set enabled = false from numbered v where v.id = l.client_id and v.n % 7 = 0',
  'update contact_link l set enabled = false from numbered v where v.id = l.contact_id and v.n % 5 = 0',
  'update standing s set reason = $reasons[1 + v.n % cardinality($reasons)] from numbered v where v.id = s.subject_id and v.n % 3 > 0',
  'delete from standing s using numbered v where v.id = s.subject_id and v.n % 8 = 0',
  'update claim m set released_at = now() from numbered v where v.id = m.subject_id and v.n % 4 = 1',
  'delete from claim m using numbered v where v.id = m.subject_id and v.n % 9 = 2',
  'update due_pair d set pending = v.n % 2 = 0 from numbered v where v.id = d.client_id',
  "update portal_resource r set waiting_on = 'client' from claim m, numbered v where m.resource_id = r.id and v.id = m.subject_id and v.n % 12 = 5",
];

describe('the filters of a list', () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine({ listed: true });
    await engine.clients(60, 3);
    expect(await engine.settle()).to.deep.equal([]);
    const reasons = `(array['${reasonCodes().join("','")}'])`;
    for (const statement of MIXED)
      await engine.rows(sql`with numbered as (select id, (row_number() over (order by id))::integer as n
        from (select id from client union all select id from contact) r) ${sql.raw(statement.replaceAll('$reasons', reasons))}`);
  });
  after(() => engine.close());

  async function list(filter: Partial<ListFilter>): Promise<readonly ListedRecord[]> {
    const request = {
      practiceId: engine.practiceId,
      filter: { ...EVERYTHING, ...filter },
      sort: 'client',
    } as const;
    const found: ListedRecord[] = [];
    for await (const record of listAll(engine.ports, request)) found.push(record);
    return found;
  }

  const idsOf = (records: readonly ListedRecord[]): readonly string[] => records.map(({ id }) => id);

  it('list everybody who stands at a reason, and nobody else', async () => {
    const everybody = await list({});
    const seen = new Set<string>();
    for (const reason of reasonCodes()) {
      const there = everybody.filter(({ links }) => links.some((link) => link.reason === reason));
      expect(idsOf(await list({ reasons: [reason] })), reason).to.deep.equal(idsOf(there));
      if (there.length > 0) seen.add(reason);
    }
    expect([...seen]).to.include.members([
      'CHANGE_PENDING',
      'REVOKE_PENDING',
      'LAST_WORD_OPEN',
      'CLIENT_LINK_OFF',
    ]);
    expect(seen.size).to.be.above(20);
  });

  it('list everybody who waits for somebody, or never signed in', async () => {
    const everybody = await list({});
    const there = (fits: (link: ListedRecord['links'][number]) => boolean) =>
      idsOf(everybody.filter(({ links }) => links.some(fits)));
    const waiting = there(({ waitingOn }) => waitingOn === 'client');
    const unused = there(({ signIn }) => signIn === 'mail-sent');
    expect(idsOf(await list({ waitingOn: 'client' }))).to.deep.equal(waiting);
    expect(idsOf(await list({ isNotSignedIn: true }))).to.deep.equal(unused);
    expect(unused).to.not.be.empty;
  });
});
