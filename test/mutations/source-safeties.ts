// What keeps the reading of practice software from losing a change, and a call of it from being believed.
import type { Safety } from './mutation.ts';

const ORDER = 'test/integration/sources/source-order.test.ts';
const LOSSES = 'test/integration/sources/source-losses.test.ts';

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
        replace: [
          {
            from: '  return store.inPractice(practiceId, async (tx) => {\n    const buried',
            to: '  return store.inPractice(practiceId, async (tx) => {\n    await store.inPractice(practiceId, (own) => sql`update source_state set cursor = ${json(page.cursor)}::jsonb`.execute(own));\n    const buried',
          },
        ],
        red: [{ file: ORDER, title: 'a page that cannot be taken in leaves the cursor where it was' }],
      },
      {
        id: 'source-token-unwritten',
        breaks: 'uses a token although the pair that it came with was not written',
        file: 'src/secrets/source-tokens.ts',
        replace: [
          {
            from: 'await store.inPractice(practiceId, (tx) => keepTokens(tx, sealed, answer.expiresInMs));',
            to: 'void store.inPractice(practiceId, (tx) => keepTokens(tx, sealed, answer.expiresInMs)).catch(() => undefined);',
          },
        ],
        red: [{ file: ORDER, title: 'a token whose pair could not be written is not used' }],
      },
      {
        id: 'source-hint-believed',
        breaks: 'takes a row that was hinted at and is not shown for gone',
        file: 'src/intake/read-software.ts',
        replace: [
          {
            from: 'await take(run, { ...page, cursor: null }',
            to: "await take(run, { ...page, cursor: null, statements: page.statements.length > 0 || kind === 'contacts-of' ? page.statements : [{ kind, key, says: 'gone' }] }",
          },
        ],
        red: [{ file: ORDER, title: 'a row that is not shown is not taken for gone' }],
      },
      {
        id: 'source-call-unsigned',
        breaks: 'believes a call of Exact Online whatever its signature',
        file: 'sources/exact-online/hook.ts',
        replace: [
          {
            from: "if (!timingSafeEqual(expected, Buffer.from(hashCode, 'hex'))) return { is: 'forged' };",
            to: "timingSafeEqual(expected, Buffer.from(hashCode, 'hex'));",
          },
        ],
        red: [
          {
            file: 'test/unit/sources/exact-hook.test.ts',
            title: 'is forged with another secret, another content, or no signature',
          },
        ],
      },
      {
        id: 'source-hint-unsigned',
        breaks: 'believes a hint of any software whatever its secret',
        file: 'src/intake/hear-hint.ts',
        replace: [{ from: "if (!isGenuine) return { is: 'forged' };", to: '' }],
        red: [{ file: 'test/unit/sources/hear-hint.test.ts', title: 'is forged otherwise' }],
      },
      {
        id: 'source-refused-by-page',
        breaks: 'takes any refusal where tokens are given for one by Exact Online, and asks for a person',
        file: 'sources/exact-online/oauth.ts',
        replace: [{ from: 'if (isRefusal && refusalSchema.safeParse(body).success)', to: 'if (isRefusal)' }],
        red: [
          {
            file: 'test/integration/sources/source-sign-in.test.ts',
            title: 'in other words than of OAuth keeps what it has, and goes on by itself',
          },
        ],
      },
      {
        id: 'source-clock-stands',
        breaks: 'lets a page that was asked for later count as said at the same time',
        file: 'src/app/open-sources.ts',
        replace: [
          {
            from: 'last = Math.max(last + 1, Math.floor(now.getTime() + performance.now() - read));',
            to: 'last = Math.max(last, Math.floor(now.getTime() + Math.max(0, performance.now() - read - 1_000)));',
          },
        ],
        red: [
          {
            file: ORDER,
            title: 'what is read after its delete counts as said later, however slowly the database answers',
          },
        ],
      },
      {
        id: 'source-version-rounded',
        breaks: 'goes on above a row version that a number could not hold and rounded',
        file: 'sources/exact-online/wire-schemas.ts',
        replace: [
          {
            from: 'return String(BigInt(value) - 2n ** BigInt(digitsLost - 1));',
            to: 'return String(BigInt(value) - 0n * BigInt(digitsLost));',
          },
        ],
        red: [
          {
            file: LOSSES,
            title: 'row versions larger than a number holds',
          },
        ],
      },
      {
        id: 'source-page-without-rows',
        breaks: 'passes over a page that came without its rows',
        file: 'sources/exact-online/read-pages.ts',
        replace: [{ from: ' || results.length === 0', to: '' }],
        red: [
          { file: LOSSES, title: 'that come without their rows, and name a next one, are not passed over' },
        ],
      },
    ],
  },
];
