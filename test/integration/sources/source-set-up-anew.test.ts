// Practice software that is set up anew, signed in to anew, or forgotten while it is being read: what is under way ends, and
// writes nothing of before into what begins.
import { expect } from 'chai';
import { sql } from 'kysely';
import { changePractice, type SoftwareSetting } from '../../../src/database/records/practices.ts';
import { forgetSource, writeSourceCredentials } from '../../../src/database/records/source-state.ts';
import { sourceContext } from '../../../src/app/open-sources.ts';
import { createSourceTokens, sealPair } from '../../../src/secrets/source-tokens.ts';
import type { GrantAnswer } from '../../../sources/source.ts';
import {
  REDIRECT_URI,
  SANDBOX_CREDENTIALS,
} from '../../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import { BAKER, BOSS, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('practice software that is set up anew while it is read', () => {
  let practice: ExactPractice;
  beforeEach(async () => {
    practice = await openExactPractice();
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.signIn();
  });
  afterEach(() => practice.close());

  /** As `koppel source connect --settings` does it. */
  const setUpAnew = (settings: object) => {
    const { store, sealer, practiceId } = practice.engine;
    const { clientId, clientSecret, webhookSecret } = SANDBOX_CREDENTIALS;
    const credentials = JSON.stringify({ clientId, clientSecret, webhookSecret });
    const source: SoftwareSetting = {
      ...{ kind: 'software', software: 'exact-online', baseUrl: practice.exact.url, settings },
    };
    return store.inPractice(practiceId, async (tx) => {
      await changePractice(tx, { source });
      await writeSourceCredentials(tx, {
        ...{ practiceId, redirectUri: REDIRECT_URI, startAnew: true },
        credentials: sealer.seal(credentials, sourceContext(practiceId)),
      });
    });
  };
  const forget = () => {
    const { store, practiceId } = practice.engine;
    return store.inPractice(practiceId, forgetSource);
  };
  /** `meanwhile` after the first page with rows was taken in, and before the last is asked for. */
  const readingWhile = async (meanwhile: () => Promise<unknown>) => {
    await practice.exact.tell('POST /faults', {
      ...{ match: { path: '/sync/CRM/Contacts' }, fault: 'slow', delayMs: 1_500 },
    });
    const reading = practice.read();
    await waitFor(async () => (await practice.present('client')).length > 0, { what: 'a page' });
    await meanwhile();
    return reading;
  };

  it('the reading that is under way ends, and what was set up is read from its beginning', async () => {
    const result = await readingWhile(() => setUpAnew({ clientStatuses: ['C', 'P'] }));
    expect(result).to.not.include({ status: 'read' });
    const state = await practice.state();
    expect([state['cursor'], state['full_wanted'], state['looked_at']]).to.deep.equal([null, true, null]);
    expect(await practice.problem()).to.equal(null);
    expect(await practice.present('contact')).to.deep.equal([]);
    await practice.signIn();
    await practice.read();
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
  });

  it('what is forgotten stays forgotten, and what was taken in stays', async () => {
    await readingWhile(forget);
    const { cursor, credentials, tokens, redirect_uri, problems } = await practice.state();
    expect([cursor, credentials, tokens, redirect_uri, problems]).to.deep.equal([null, null, null, null, []]);
    expect(await practice.present('client')).to.deep.equal([BAKER]);
    expect(await practice.engine.rows(sql`select source from practice`)).to.deep.equal([{ source: null }]);
    expect(await practice.engine.rows(sql`select * from source_hint`)).to.deep.equal([]);
    expect(await practice.read()).to.include({ status: 'busy' });
  });

  it('a refresh that is granted or refused only after somebody signed in changes nothing of that', async () => {
    const { store, sealer, practiceId } = practice.engine;
    const granted = { is: 'granted', token: 'late', refreshToken: 'late', expiresInMs: 600_000 } as const;
    const answers: readonly GrantAnswer[] = [granted, { is: 'refused' }];
    const signedIn = sealPair(sealer, practiceId, { token: 'own', refreshToken: 'own' });
    for (const answer of answers) {
      const before = sealPair(sealer, practiceId, { token: 'old', refreshToken: 'old' });
      await practice.engine.rows(
        sql`update source_state set tokens = ${before}, token_asked_at = '-infinity', token_expires_at = '-infinity'`,
      );
      const tokens = createSourceTokens({
        ...{ store, sealer, practiceId, minAgeMs: 570_000 },
        refresh: async () => {
          await practice.engine.rows(
            sql`update source_state set tokens = ${signedIn}, token_expires_at = clock_timestamp() + interval '9 minutes'`,
          );
          return answer;
        },
      });
      expect(await tokens.token()).to.equal('own');
      const state = await practice.state();
      expect([state['tokens'], state['reconnect_needed']]).to.deep.equal([signedIn, false]);
    }
  });
});
