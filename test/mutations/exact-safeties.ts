// What keeps an answer of Exact Online from being taken for more than it says.
import type { Safety } from './mutation.ts';

const LOSSES = 'test/integration/sources/source-losses.test.ts';
const SIGN_IN = 'test/integration/sources/source-sign-in.test.ts';

export const EXACT_SAFETIES: readonly Safety[] = [
  {
    name: 'Answers of Exact Online',
    purpose:
      'What an answer does not say is not concluded from it: nobody is gone by one without a list, and no token dead by a refusal that means something else.',
    mutations: [
      {
        id: 'source-nothing-empty',
        breaks: 'takes an answer without a body for an empty list',
        file: 'sources/exact-online/read-pages.ts',
        replace: { 'status === 204 ? NOTHING': 'status === 204 || body === null ? NOTHING' },
        red: {
          [LOSSES]: [
            'are no empty ones: nobody is absent, no late key is gone, and no call is answered by it',
          ],
        },
      },
      {
        id: 'source-page-without-rows',
        breaks: 'passes over a page that came without its rows',
        file: 'sources/exact-online/read-pages.ts',
        replace: { ' || results.length === 0': '' },
        red: { [LOSSES]: ['that come without their rows, and name a next one, are not passed over'] },
      },
      {
        id: 'source-refused-by-page',
        breaks: 'takes any refusal where tokens are given for one by Exact Online, and asks for a person',
        file: 'sources/exact-online/oauth.ts',
        replace: {
          'if (refusal !== undefined && isTooEarly(refusal))':
            "if (isRefusal && refusal === undefined) return { is: 'refused' };\n  if (refusal !== undefined && isTooEarly(refusal))",
        },
        red: { [SIGN_IN]: ['in other words than of OAuth keeps what it has, and goes on by itself'] },
      },
      {
        id: 'source-refused-for-a-while',
        breaks: 'gives the refresh token up where the calls of the day are used up, or the app is refused',
        file: 'sources/exact-online/oauth.ts',
        replace: {
          "return error === 'access_denied' || ": 'return ',
          'return OF_TOKEN.includes(error) || ': 'return error.length > 0 || ',
        },
        red: {
          [SIGN_IN]: [
            'that is refused because the tokens of the day are used up is asked for again the next day',
            'that is refused for the credentials of the app goes on with what it has once they are right',
          ],
        },
      },
      {
        id: 'source-version-rounded',
        breaks: 'goes on above a row version that a number could not hold and rounded',
        file: 'sources/exact-online/wire-schemas.ts',
        replace: {
          'return String(BigInt(value) - 2n ** BigInt(digitsLost - 1));':
            'return String(BigInt(value) - 0n * BigInt(digitsLost));',
        },
        red: { [LOSSES]: ['row versions larger than a number holds'] },
      },
      {
        id: 'source-field-lacking',
        breaks: 'takes a field that was asked for and did not come for an empty one',
        file: 'sources/exact-online/wire-schemas.ts',
        replace: {
          '  .nullable()\n  .transform((value) => (value ??':
            '  .nullish()\n  .transform((value) => (value ??',
        },
        red: {
          'test/unit/sources/tell-exact.test.ts': [
            'that lacks a field that was asked for is none: what it would mean is not concluded',
          ],
          [LOSSES]: ['that were asked for and do not come, or in another form, conclude nothing'],
        },
      },
      {
        id: 'source-date-unread',
        breaks: 'takes an end date in a form that it does not know for none',
        file: 'sources/exact-online/wire-schemas.ts',
        replace: {
          [String.raw`  .regex(/^(?:\/Date\(-?\d+(?:[+-]\d{4})?\)\/)?$/)`]: '',
          [String.raw`/-?\d+/.exec`]: String.raw`/(?<=^\/Date\()-?\d+/.exec`,
        },
        red: { [LOSSES]: ['that were asked for and do not come, or in another form, conclude nothing'] },
      },
    ],
  },
];
