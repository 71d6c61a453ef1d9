// What keeps the reading of practice software from losing a change, and a call of it from being believed.
import type { Safety } from './mutation.ts';

const ORDER = 'test/integration/sources/source-order.test.ts';
const ANEW = 'test/integration/sources/source-set-up-anew.test.ts';
const LINKS = 'test/integration/sources/source-links.test.ts';
const ADDRESS = 'test/integration/jobs/read-source-address.test.ts';
const ODDITIES = 'test/integration/sources/source-oddities.test.ts';

export const SOURCE_SAFETIES: readonly Safety[] = [
  {
    name: 'Reading practice software',
    purpose:
      'A cursor stands behind what was taken in and never before what was not, a token behind its pair, and a call, an empty answer or the page of somebody else is no fact.',
    mutations: [
      {
        id: 'source-cursor-first',
        breaks: 'writes the cursor before the page that it stands behind',
        file: 'src/database/records/take-page.ts',
        replace: {
          '  return store.inPractice(practiceId, async (tx) => {\n    const buried':
            '  return store.inPractice(practiceId, async (tx) => {\n    await store.inPractice(practiceId, (own) => sql`update source_state set cursor = ${json(page.cursor)}::jsonb`.execute(own));\n    const buried',
        },
        red: { [ORDER]: ['a page that cannot be taken in leaves the cursor where it was'] },
      },
      {
        id: 'source-links-left-aside',
        breaks:
          'goes on reading only what changed once links are switched in the practice software, or a connection was added',
        file: 'src/database/records/source-state.ts',
        replace: {
          'update practice set source_etag = null where':
            'update practice set source_etag = source_etag where',
          'update source_state set full_wanted = true`': 'update source_state set full_wanted = full_wanted`',
        },
        red: {
          [LINKS]: [
            'rule 22: one that was cut while links were switched in Koppel is cut once they are not',
            'of a connection that was added since are there at the next reading',
          ],
          [ADDRESS]: ['rule 22: asks again once links are switched in the practice software'],
        },
      },
      {
        id: 'source-turn-of-another',
        breaks: 'ends the turn of another that reads the same source, and renews it',
        file: 'src/database/records/source-turns.ts',
        replace: {
          'where source_lease_until = ${lease}::timestamptz returning': "where ${lease} <> '' returning",
          'where source_lease_until = ${lease}::timestamptz`': "where ${lease} <> ''`",
        },
        red: {
          'test/integration/jobs/read-source.test.ts': ['that lost its turn leaves that of another alone'],
        },
      },
      {
        id: 'source-token-unwritten',
        breaks: 'uses a token although the pair that it came with was not written',
        file: 'src/secrets/source-tokens.ts',
        replace: {
          'const isKept = await replaceTokens(options, isStanding, (tx) => keepTokens(tx, sealed, expiresInMs));':
            'const isKept = true; void replaceTokens(options, isStanding, (tx) => keepTokens(tx, sealed, expiresInMs)).catch(() => undefined);',
        },
        red: { [ORDER]: ['a token whose pair could not be written is not used'] },
      },
      {
        id: 'source-pair-of-before',
        breaks: 'writes a pair of tokens over that of a person who signed in since',
        file: 'src/database/records/source-tokens.ts',
        replace: { 'if (sealed === null || !isStanding(sealed)) return false;': '' },
        red: {
          [ANEW]: [
            'a refresh that is granted or refused only after somebody signed in changes nothing of that',
          ],
        },
      },
      {
        id: 'sign-in-left-half',
        breaks: 'asks only when it is signed in to which administration is read',
        file: 'src/app/open-sources.ts',
        replace: { 'if (await complete(given, practiceId, opened)) throw sourceChanged();': '' },
        red: {
          'test/integration/sources/source-sign-in.test.ts': [
            'that was broken off before the software named the administration is made whole by the next reading',
          ],
        },
      },
      {
        id: 'source-read-as-before',
        breaks: 'lets a reading write on after its source became another, or none',
        file: 'src/database/records/source-turns.ts',
        replace: { 'if (rows.length === 0) throw sourceChanged();': 'if (rows.length >= 0) return;' },
        red: {
          [ANEW]: [
            'the reading that is under way ends, and what was set up is read from its beginning',
            'what is forgotten stays forgotten, and what was taken in stays',
          ],
        },
      },
      {
        id: 'source-late-delete',
        breaks: 'takes a delete that is listed late for true, whoever stands under its key since',
        file: 'sources/exact-online/read-since.ts',
        replace: { '    .filter(({ kind, key }) => !there[kind].has(key))\n': '' },
        red: {
          [ODDITIES]: [
            'whose delete is listed only after the row that stands under it since: it is looked at, and stays',
          ],
        },
      },
      {
        id: 'source-date-without-end',
        breaks: 'remembers a date that never comes, and stops at one that no database holds',
        file: 'src/intake/sort-page.ts',
        replace: {
          'until !== undefined && until.getTime() < saidAt.getTime() + REMEMBERED_MS': 'until !== undefined',
        },
        red: {
          [ODDITIES]: [
            'end dates that never come (in year 9999, or of no calendar) end nothing, and are not looked at again',
          ],
        },
      },
      {
        id: 'source-day-used-up',
        breaks: 'follows every call of the software until nothing may be asked any more that day',
        file: 'src/intake/read-software.ts',
        replace: { 'const sparing = isSparing(state);': 'const sparing = isSparing(state) && false;' },
        red: {
          'test/integration/sources/source-limits.test.ts': [
            'a day that runs short keeps a tenth for looking: what is called about all the time waits for the next look',
          ],
        },
      },
      {
        id: 'source-hint-believed',
        breaks: 'takes a row that was hinted at and is not shown for gone',
        file: 'src/intake/read-software.ts',
        replace: {
          'await take(run, { ...page, cursor: null }':
            "await take(run, { ...page, cursor: null, statements: page.statements.length > 0 || kind === 'contacts-of' ? page.statements : [{ kind, key, says: 'gone' }] }",
        },
        red: { [ORDER]: ['a row that is not shown is not taken for gone'] },
      },
      {
        id: 'source-call-unsigned',
        breaks: 'believes a call of Exact Online whatever its signature',
        file: 'sources/exact-online/hook.ts',
        replace: {
          "if (!timingSafeEqual(expected, Buffer.from(hashCode, 'hex'))) return { is: 'forged' };":
            "timingSafeEqual(expected, Buffer.from(hashCode, 'hex'));",
        },
        red: {
          'test/unit/sources/exact-hook.test.ts': [
            'is forged with another secret, another content, or no signature',
          ],
        },
      },
      {
        id: 'source-main-contact',
        breaks: 'leaves the link with a contact that is not the main one any more',
        file: 'src/database/records/take-page.ts',
        replace: { '[...fresh, ...(await findOtherMain(tx, page))]': 'fresh' },
        red: {
          'test/integration/sources/source-main-contact.test.ts': [
            'is linked, and no more when another became it',
          ],
        },
      },
      {
        id: 'source-moved-away',
        breaks: 'leaves a contact where it was that moved to a relation which is no client',
        file: 'src/database/records/take-page.ts',
        replace: { 'await buryKnown(tx, practiceId, astray)': 'await buryKnown(tx, practiceId, [])' },
        red: {
          'test/integration/sources/exact-online.test.ts': [
            'a contact that moves to a relation that is no client is gone here, until that becomes one',
          ],
        },
      },
      {
        id: 'source-hint-unsigned',
        breaks: 'believes a hint of any software whatever its secret',
        file: 'src/intake/hear-hint.ts',
        replace: { "if (!isGenuine) return { is: 'forged' };": '' },
        red: { 'test/unit/sources/hear-hint.test.ts': ['is forged otherwise'] },
      },
      {
        id: 'source-clock-stands',
        breaks: 'lets a page that was asked for later count as said at the same time',
        file: 'src/app/open-sources.ts',
        replace: {
          'last = Math.max(last + 1, Math.floor(now.getTime() + performance.now() - read));':
            'last = Math.max(last, Math.floor(now.getTime() + Math.max(0, performance.now() - read - 1_000)));',
        },
        red: {
          [ORDER]: [
            'what is read after its delete counts as said later, however slowly the database answers',
          ],
        },
      },
      {
        id: 'source-calls-refused',
        breaks: 'reads no more where the software refuses to call',
        file: 'src/intake/tend-software.ts',
        replace: {
          'if (run.signal.aborted || !isOfTending(error)) throw error;':
            'if (isOfTending(error) || action.length > 0) throw error;',
        },
        red: { 'test/integration/sources/source-tending.test.ts': ['a user without the right to webhooks'] },
      },
    ],
  },
];
