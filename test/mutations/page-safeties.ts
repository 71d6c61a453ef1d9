// What keeps people to their rights on the pages and over the API.
import type { Safety } from './mutation.ts';

const ACCOUNTS = 'test/integration/http/accounts.test.ts';
const SWITCHING = 'test/integration/actions/switch-link.test.ts';
const RIGHTS = 'test/integration/http/pages-rights.test.ts';

export const PAGE_SAFETIES: readonly Safety[] = [
  {
    name: 'The switch on the card',
    purpose: 'What a role does not allow, or can never go out, is not switched, whatever the page shows.',
    mutations: [
      {
        id: 'right-of-form',
        breaks: 'asks for the right where the form is shown, and not where it is sent',
        file: 'src/pages/links-page.ts',
        replace: { "assertMay(visit.person, 'switch-links');\n  const form": 'const form' },
        red: { [RIGHTS]: ['a viewer cannot switch by any route: page, forged form, API'] },
      },
      {
        id: 'right-of-accounts',
        breaks: 'asks for the right where accounts are shown, and not where they are changed',
        file: 'src/pages/accounts-page.ts',
        replace: { "assertMay(visit.person, 'manage-accounts');\n  const form": 'const form' },
        red: {
          [RIGHTS]: [
            'accounts are looked after by administrators alone, of their own practice, and it stands in the audit trail',
          ],
        },
      },
      {
        id: 'never-on',
        breaks: 'switches a private client on',
        file: 'src/actions/switch-link.ts',
        replace: { 'if (enabled) assertCanGoOut(': 'if (!enabled) assertCanGoOut(' },
        red: {
          [RIGHTS]: ['a private client cannot be switched on by any route, and the page says why'],
          [SWITCHING]: [
            'rule 2: switches a private client and a suspect on by no route, and nobody with them',
          ],
        },
      },
      {
        id: 'switch-all-or-none',
        breaks: 'takes one access that was confirmed for all that end',
        file: 'src/actions/confirmed-accesses.ts',
        replace: {
          'accesses.some((id) => !confirmed.includes(id))': 'accesses.every((id) => !confirmed.includes(id))',
        },
        red: { [SWITCHING]: ['switches none of them where one has other accesses than were confirmed'] },
      },
    ],
  },
  {
    name: 'Forms of our own pages',
    purpose:
      'A change is made only by a form or call that holds the token of its own session, and comes from our own pages.',
    mutations: [
      {
        id: 'form-token',
        breaks: 'takes a form without the token of the session',
        file: 'src/pages/pages.ts',
        replace: {
          'if (changesState(request)) scope.csrfProtection(request, reply, done);\n    else done();':
            'done();',
        },
        red: {
          [RIGHTS]: [
            'a form or a call without the token of the session changes nothing, nor one with another’s',
          ],
        },
      },
      {
        id: 'call-token',
        breaks: 'takes a call without the token of the session',
        file: 'src/api/api.ts',
        replace: {
          'if (changesState(request)) scope.csrfProtection(request, reply, done);\n    else done();':
            'done();',
        },
        red: {
          [RIGHTS]: [
            'a form or a call without the token of the session changes nothing, nor one with another’s',
          ],
        },
      },
      {
        id: 'form-of-others',
        breaks: 'takes a form that another site sends',
        file: 'src/http/sign-in/session.ts',
        replace: { '&& !isSameOrigin(request, options.publicUrl)': '&& false' },
        red: { [RIGHTS]: ['a form that another site sends changes nothing, although it has the token'] },
      },
      {
        id: 'session-kept',
        breaks: 'goes on with the session that was there before signing in',
        file: 'src/http/sign-in/session.ts',
        replace: { "request.session.regenerate(['language']);": '' },
        red: { [ACCOUNTS]: ['keeps nothing of the session that was there before signing in'] },
      },
      {
        id: 'session-by-name',
        breaks: 'believes a session that an old password opened',
        file: 'src/http/sign-in/person.ts',
        replace: { " || request.session.get('mark') !== passwordMark(account)": '' },
        red: {
          [ACCOUNTS]: ['ends the session with the account, with its password, and never with a name alone'],
        },
      },
    ],
  },
];
