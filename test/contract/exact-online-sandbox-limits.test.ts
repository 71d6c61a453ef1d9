// portals/exact-online, limits, and what goes wrong on demand, over real HTTP.
import { expect } from 'chai';
import {
  ACCOUNTS_SINCE,
  BAKER,
  errorOf,
  listOf,
  openExactOnline,
  TWO_CLIENTS,
  type Answered,
  type ExactOnlineCaller,
} from '../support/contract/exact-online-caller.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function limitsIn({ headers }: Answered): Record<string, number> {
  const names = [...headers.keys()].filter((name) => name.startsWith('x-ratelimit-'));
  return Object.fromEntries(
    names.map((name) => [name.replace('x-ratelimit-', ''), Number(headers.get(name))]),
  );
}

describe('the limits of the sandbox of Exact Online', () => {
  let exact: ExactOnlineCaller;

  before(async () => {
    exact = await openExactOnline();
  });
  after(() => exact.close());

  const read = (): Promise<Answered> => exact.practice('crm/AccountClassifications?$select=ID');
  const wrong = (path = 'crm/AccountClassifications'): Promise<Answered> =>
    exact.practice(`${path}?$select=X`);
  const me = (): Promise<Answered> => exact.call('current/Me');
  /** So far ahead that a minute of the server's clock has just begun; another one each time. */
  const atMinute = async (minutes = 1): Promise<number> => {
    const offset = minutes * MINUTE_MS - (Date.now() % MINUTE_MS);
    await exact.clock(offset);
    return Math.floor((Date.now() + offset) / MINUTE_MS) * MINUTE_MS;
  };

  describe('60 calls a minute and 5,000 a day [doc]', () => {
    beforeEach(() => exact.start({ perMinute: 60, perDay: 5_000 }));

    it('are told with each answer, resets in UTC milliseconds [doc; of the minute: code]', async () => {
      const minute = await atMinute();
      const told = limitsIn(await read());
      expect(told).to.deep.equal({
        ...{ 'minutely-limit': 60, 'minutely-remaining': 59, 'minutely-reset': minute + MINUTE_MS },
        ...{ limit: 5_000, remaining: 4_999, reset: (Math.floor(minute / DAY_MS) + 1) * DAY_MS },
      });
      await exact.tell('POST /switches', { minutelyReset: false });
      expect(limitsIn(await read()))
        .to.include({ 'minutely-remaining': 58 })
        .and.not.have.property('minutely-reset');
    });

    it('refuse the 61st in one minute of the clock with 429, tell only the minute, and no Retry-After [doc, code]', async () => {
      const minute = await atMinute();
      for (let calls = 1; calls <= 60; calls += 1) expect((await read()).status).to.equal(200);
      const refused = await read();
      expect(refused.status).to.equal(429);
      expect(refused.headers.has('retry-after')).to.equal(false);
      expect(limitsIn(refused)).to.deep.equal({
        ...{ 'minutely-limit': 60, 'minutely-remaining': 0, 'minutely-reset': minute + MINUTE_MS },
      });
      await exact.tell('POST /switches', { minuteAlone: false });
      expect(limitsIn(await read())).to.include({ remaining: 4_940 });
      await atMinute(2);
      expect((await read()).status).to.equal(200);
    });

    it('are of each administration [doc]', async () => {
      await atMinute();
      await exact.act('program spend', { calls: 60 });
      expect((await read()).status).to.equal(429);
      const other = await exact.call('3400002/crm/AccountClassifications?$select=ID');
      expect(other.status).to.equal(200);
      expect(limitsIn(other)).to.include({ 'minutely-remaining': 59, remaining: 4_999 });
    });

    it('refuse the 5,001st of a day with 429 until the next day [doc]', async () => {
      await atMinute();
      await exact.act('program spend', { calls: 0, callsOfDay: 4_999 });
      expect(limitsIn(await read())).to.include({ remaining: 0 });
      const refused = await read();
      expect(refused.status).to.equal(429);
      expect(limitsIn(refused)).to.include({ 'minutely-remaining': 59, limit: 5_000, remaining: 0 });
      await exact.clock(DAY_MS);
      await exact.signIn();
      expect((await read()).status).to.equal(200);
    });

    it('do not count current/Me by the day [doc]', async () => {
      await atMinute();
      await exact.act('program spend', { calls: 0, callsOfDay: 5_000 });
      const answer = await me();
      expect(answer.status).to.equal(200);
      expect(limitsIn(answer)).to.include({ 'minutely-remaining': 59 }).and.not.have.property('remaining');
    });
  });

  describe('more than ten errors of one endpoint in an hour', () => {
    beforeEach(() => exact.start({ errorsAnHour: 10 }));

    it('block the key for an hour [doc; with 403: assumed]', async () => {
      for (let errors = 1; errors <= 11; errors += 1) expect((await wrong()).status).to.equal(400);
      expect((await me()).status).to.equal(403);
      expect(errorOf(await read())).to.match(/blocked/);
      await exact.clock(HOUR_MS);
      await exact.signIn();
      expect((await read()).status).to.equal(200);
    });

    it('block it longer when it goes on [doc; how long: assumed]', async () => {
      await exact.act('exact block-key');
      await exact.clock(HOUR_MS);
      await exact.signIn();
      for (let errors = 1; errors <= 11; errors += 1) await wrong();
      await exact.clock(2.5 * HOUR_MS);
      await exact.signIn();
      expect((await me()).status).to.equal(403);
      await exact.clock(3 * HOUR_MS);
      await exact.signIn();
      expect((await me()).status).to.equal(200);
    });

    it('are counted by endpoint and hour: 400, 401, 403 and 404, and not 429 or 500 [doc]', async () => {
      for (let errors = 1; errors <= 10; errors += 1) {
        await wrong();
        await wrong('system/Divisions');
        await exact.practice(`crm/Contacts(guid'${BAKER}')`);
      }
      await exact.tell('POST /faults', { match: { path: '/crm/' }, fault: '500', times: 5 });
      for (let errors = 1; errors <= 5; errors += 1) expect((await read()).status).to.equal(500);
      await exact.clock(HOUR_MS);
      await exact.signIn();
      await wrong();
      expect((await me()).status).to.equal(200);
    });

    it('of a token that has expired count too [doc: 401]', async () => {
      await exact.tell('POST /expire-tokens', {});
      for (let errors = 1; errors <= 11; errors += 1) expect((await read()).status).to.equal(401);
      await exact.tell('POST /switches', { blockedStatus: 429 });
      await exact.signIn();
      expect((await read()).status).to.equal(429);
    });
  });

  describe('on demand', () => {
    const pages = async (from: string): Promise<(number | undefined)[]> => {
      const sizes = [];
      let next: string | undefined = `${exact.url}/api/v1/3400001/${from}`;
      while (next !== undefined) {
        const page: ReturnType<typeof listOf> = listOf(await exact.call(next));
        sizes.push(page.results.length);
        next = page.__next;
      }
      return sizes;
    };

    beforeEach(async () => {
      await exact.start({ syncPage: 2 });
      await exact.tell('POST /seed', TWO_CLIENTS);
      await exact.tell('POST /seed', { accounts: [{ Name: 'A' }, { Name: 'B' }, { Name: 'C' }] });
    });

    it('a page in the middle comes without its rows, or as if it were the last', async () => {
      const from = `${ACCOUNTS_SINCE}1L`;
      expect(await pages(from)).to.deep.equal([2, 2, 1]);
      const match = { path: '/sync/CRM/Accounts' };
      const slow = { match, fault: 'slow', delayMs: 0 };
      await exact.tell('POST /faults', slow);
      await exact.tell('POST /faults', { match, fault: 'page-lost' });
      expect(await pages(from)).to.deep.equal([2, 0, 1]);
      await exact.tell('POST /faults', slow);
      await exact.tell('POST /faults', { match, fault: 'next-lost' });
      expect(await pages(from)).to.deep.equal([2, 2]);
      await exact.tell('POST /faults', { match, fault: 'page-size-1' });
      expect(await pages(from)).to.deep.equal([1, 2, 2]);
    });

    it('a page in the middle is never answered, or with an error', async () => {
      const first = listOf(await exact.practice(`${ACCOUNTS_SINCE}1L`));
      for (const [fault, status] of [
        ['500', 500],
        ['html-503', 503],
        ['429', 429],
      ] as const) {
        await exact.tell('POST /faults', { match: { path: '/sync/' }, fault, retryAfter: '' });
        expect((await exact.call(first.__next!)).status).to.equal(status);
      }
      expect(listOf(await exact.call(first.__next!)).results).to.have.length(2);
    });

    it('the clock of the server is off: its Date, its minutes and what it writes down', async () => {
      await exact.clock(-7 * MINUTE_MS);
      const answer = await exact.practice(`crm/Accounts?$select=Modified&$filter=ID eq guid'${BAKER}'`);
      const ahead = Date.parse(answer.headers.get('date') ?? '') - Date.now();
      expect(ahead).to.be.within(-7 * MINUTE_MS - 5_000, -7 * MINUTE_MS + 5_000);
      await exact.act('office put-account', { ID: BAKER, Name: 'Anders' });
      const [row] = await exact.list(`crm/Accounts?$select=Modified&$filter=ID eq guid'${BAKER}'`);
      const modified = Number(/\d+/.exec(String(row!.Modified))![0]);
      expect(modified).to.be.lessThan(Date.now() - 6 * MINUTE_MS);
    });

    it('refuses at the back door what there is none of', async () => {
      for (const [door, body] of [
        ['/switches', { naam: 1 }],
        ['/switches', { hookOrigin: 'https://example.nl' }],
        ['/clock', { offsetMs: 'x' }],
        ['/seed', { division: 1 }],
        ['/act', { human: 'office', does: 'nothing' }],
        ['/act', { human: 'office', does: 'delete', division: 1 }],
        ['/hook-faults', { fault: 'x' }],
        ['/faults', { fault: 'page-nowhere' }],
      ] as const)
        expect((await exact.door(`POST ${door}`, body)).status, `${door} ${JSON.stringify(body)}`).to.equal(
          400,
        );
      expect((await exact.door('POST /seed', { accounts: [{ Naam: 'x' }] })).status).to.equal(409);
    });

    it('says how many rows it holds, and what it was asked', async () => {
      const [practice] = JSON.parse((await exact.door('GET /totals')).text) as [Record<string, number>];
      expect(practice).to.include({ division: 3_400_001, accounts: 5, contacts: 1, removals: 0 });
      await exact.tell('POST /counts/reset');
      await exact.signIn();
      await pages(`${ACCOUNTS_SINCE}1L`);
      const counts = JSON.parse((await exact.door('GET /counts')).text) as Record<string, unknown>;
      expect(counts).to.deep.include({ tokens: 1, limited: 0 });
      expect(counts.byPattern).to.deep.include({ 'GET /api/v1/{division}/sync/CRM/Accounts': 3 });
    });
  });
});
