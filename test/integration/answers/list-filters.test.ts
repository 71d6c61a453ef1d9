// What a filter lists: the database narrows a page by rules of its own, and must leave out nobody who stands there.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { ListedRecord } from '../../../src/answers/describe-records.ts';
import { EVERYTHING, type ListFilter } from '../../../src/answers/list-filter.ts';
import { listAll, listPage, type ListedPage } from '../../../src/answers/list-records.ts';
import { readPracticeStatus } from '../../../src/answers/practice-status.ts';
import { readPage } from '../../../src/database/people/page.ts';
import type { ListSort } from '../../../src/domain/list-sorts.ts';
import { reasonCodes } from '../../../src/domain/reasons.ts';
import { contradicts } from '../../../src/domain/standing.ts';
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
  'delete from claim m using numbered v where v.id = m.subject_id and v.n % 3 = 2',
  "update portal_resource r set waiting_on = 'client' from claim m, numbered v where m.resource_id = r.id and v.id = m.subject_id and v.n % 12 = 5",
];

/** Where nothing is pending, a run has judged everybody as they are now, and given up what may not stay. */
const SERVED = [
  `update due_pair d set pending = v.n % 2 = 0 or exists (
      select from (select d.client_id as id union all select id from contact where client_id = d.client_id) r
      where not exists (select from standing s where s.subject_id = r.id and s.reason = any($judged)))
    from numbered v where v.id = d.client_id`,
  `update claim m set released_at = coalesce(m.released_at, now()) from due_pair d, client k
    where d.client_id = m.client_id and not d.pending and k.id = m.client_id and (
      k.kind = 'person' or k.status = 'suspect' or k.deleted_at is not null
      or not exists (select from client_link l where l.client_id = k.id and l.enabled)
      or m.subject_kind = 'contact' and not exists (select from contact c join contact_link l on l.contact_id = c.id
        where c.id = m.subject_id and c.deleted_at is null and l.enabled))`,
];

describe('the filters of a list', () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine({ listed: true });
    await engine.clients(150, 3);
    expect(await engine.settle()).to.deep.equal([]);
    const among = (reasons: readonly string[]): string => `(array['${reasons.join("','")}'])`;
    const judged = reasonCodes().filter((reason) => !contradicts(reason));
    for (const statement of [...MIXED, ...SERVED])
      await engine.rows(sql`with numbered as (select id, (row_number() over (order by id))::integer as n
        from (select id from client union all select id from contact) r)
        ${sql.raw(statement.replaceAll('$reasons', among(reasonCodes())).replaceAll('$judged', among(judged)))}`);
  });
  after(() => engine.close());

  async function list(
    filter: Partial<ListFilter>,
    sort: ListSort = 'client',
  ): Promise<readonly ListedRecord[]> {
    const request = { practiceId: engine.practiceId, filter: { ...EVERYTHING, ...filter }, sort };
    const found: ListedRecord[] = [];
    for await (const record of listAll(engine.ports, request)) found.push(record);
    return found;
  }

  const idsOf = (records: readonly { readonly id: string }[]): readonly string[] =>
    records.map(({ id }) => id);

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

  it('list as many as the overview counts, which counts those too of whom nothing is left', async () => {
    const { store, ports, practiceId } = engine;
    const status = await readPracticeStatus(
      { store, connectorOf: ports.connectorOf, now: new Date() },
      practiceId,
    );
    const counts = status?.connections.flatMap(({ clients, contacts }) => [
      clients.byReason,
      contacts.byReason,
    ]);
    const everybody = await list({});
    for (const reason of reasonCodes()) {
      const counted = counts?.reduce((sum, byReason) => sum + (byReason[reason] ?? 0), 0);
      const there = everybody.filter(({ links }) => links.some((link) => link.reason === reason));
      if (reason.endsWith('_DELETED')) expect(counted, reason).to.be.at.least(there.length);
      else expect(counted, reason).to.equal(there.length);
    }
  });

  it('leave nobody out where those who stand at a reason are too many to be gathered first', async () => {
    const everybody = await list({});
    const [connection] = await engine.rows<{ id: string }>(sql`select id from connection`);
    const filter = { ...EVERYTHING, connectionIds: [connection?.id ?? ''] };
    for (const reason of reasonCodes()) {
      const there = everybody.filter(({ links }) => links.some((link) => link.reason === reason));
      const page = await engine.ports.store.inPractice(engine.practiceId, (tx) =>
        readPage(tx, {
          ...{
            filter: { ...filter, reasons: [reason] },
            sort: 'client',
            after: null,
            limit: 1_000,
            among: null,
          },
        }),
      );
      expect(idsOf(page), reason).to.include.members(idsOf(there));
    }
  });

  it('list who stands longest first, and at the end who never stood anywhere, a page at a time', async () => {
    const rows = await engine.rows<{ id: string; since: Date | null }>(sql`
      select r.id, (select min(since) from standing s where s.subject_id = r.id) as since
      from (select id from client union all select id from contact) r`);
    const sinceById = new Map(rows.map(({ id, since }) => [id, since?.getTime() ?? Number.MAX_SAFE_INTEGER]));
    for (const filter of [
      {},
      { kind: 'contact' },
      { reasons: ['EMAIL_MISSING'] },
      { linked: false },
    ] as const) {
      const everybody = idsOf(await list(filter));
      const found: string[] = [];
      for (let cursor: string | null = null, ends = false; !ends;) {
        const page: ListedPage | null = await listPage(engine.ports, {
          ...{
            practiceId: engine.practiceId,
            filter: { ...EVERYTHING, ...filter },
            sort: 'since',
            cursor,
            limit: 7,
          },
        });
        found.push(...idsOf(page?.records ?? []));
        cursor = page?.next ?? null;
        ends = cursor === null;
      }
      expect(found).to.have.members(everybody);
      const times = found.map((id) => sinceById.get(id) ?? 0);
      expect(times).to.deep.equal([...times].sort((one, other) => one - other));
    }
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
