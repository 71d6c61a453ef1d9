// What is written before what, and what is no proof, when practice software is read.
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { openSources } from '../../../src/app/open-sources.ts';
import { takePage } from '../../../src/database/records/take-page.ts';
import { addHints } from '../../../src/database/records/source-hints.ts';
import { createSourceTokens, sealPair } from '../../../src/secrets/source-tokens.ts';
import type { Store } from '../../../src/database/open-store.ts';
import { openJobs } from '../jobs/job-ports.ts';
import { BAKER, BOSS, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

describe('reading practice software', () => {
  let practice: ExactPractice;
  before(async () => {
    practice = await openExactPractice();
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.signIn();
    await practice.read();
  });
  after(() => practice.close());

  it('a page that cannot be taken in leaves the cursor where it was', async () => {
    const { cursor } = await practice.state();
    const { store, practiceId } = practice.engine;
    const now = new Date();
    const deletion = { sourceKey: BOSS, saidAt: now, undated: false, changedAt: now };
    const gone = [{ kind: 'contact' as const, deletion }];
    // What is written last before the cursor fails.
    const refused = [{ kind: 'client' as const, key: 'k', saidAt: now, problems: null as never }];
    const page = {
      saidAt: now,
      size: 1,
      clients: [],
      contacts: [],
      mainContacts: [],
      gone,
      refused,
      later: [],
    };
    const taken = takePage(store, practiceId, {
      ...{ ...page, cursor: { accounts: '999' }, problems: null, answers: [], readContactsOfNew: true },
    });
    expect(await taken.catch(() => 'refused')).to.equal('refused');
    expect((await practice.state())['cursor']).to.deep.equal(cursor);
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
  });

  it('a row that is not shown is not taken for gone', async () => {
    await practice.exact.tell('POST /faults', { match: { path: '/crm/Contacts' }, fault: 'page-lost' });
    const { store, practiceId } = practice.engine;
    await store.inPractice(practiceId, (tx) =>
      addHints(tx, practiceId, [{ kind: 'contact', key: BOSS, byDate: false }]),
    );
    await practice.read();
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
    expect(await practice.engine.rows(sql`select * from source_hint`)).to.deep.equal([]);
  });

  it('what is read after its delete counts as said later, however slowly the database answers', async () => {
    const { store, sealer, practiceId } = practice.engine;
    let waits = 0;
    const slow: Store = {
      ...store,
      // Its clock is read first.
      inPractice: (id, work) => delay((waits += 1) === 1 ? 1_000 : 0).then(() => store.inPractice(id, work)),
    };
    const sources = openSources({ store: slow, sealer, config: { publicUrl: null, allowedAddresses: [] } });
    const jobs = openJobs(practice.engine, { openSource: sources.open });
    await practice.exact.act('office recycle-key', { ID: BOSS, Account: BAKER, LastName: 'Nieuw' });
    await practice.passMinutes(5);
    await store.inPractice(practiceId, (tx) =>
      addHints(tx, practiceId, [{ kind: 'any', key: '', byDate: false }]),
    );
    await jobs.run('read-source', { practiceId });
    sources.close();
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
  });

  it('a token whose pair could not be written is not used', async () => {
    const { store, sealer, practiceId } = practice.engine;
    const sealed = sealPair(sealer, practiceId, { token: 'old', refreshToken: 'once' });
    await practice.engine.rows(
      sql`update source_state set tokens = ${sealed}, token_asked_at = '-infinity', token_expires_at = '-infinity'`,
    );
    let turns = 0;
    const failing: Store = {
      ...store,
      inPractice: (id, work) => {
        turns += 1;
        return turns === 2 ? Promise.reject(new Error('the database is away')) : store.inPractice(id, work);
      },
    };
    const tokens = createSourceTokens({
      ...{ store: failing, sealer, practiceId, minAgeMs: 570_000 },
      refresh: () =>
        Promise.resolve({ is: 'granted', token: 'new', refreshToken: 'next', expiresInMs: 600_000 } as const),
    });
    expect(await tokens.token().catch(() => 'refused')).to.equal('refused');
  });
});
