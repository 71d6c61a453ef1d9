// What people who have signed in may see and do.
import type { Safety } from './mutation.ts';

export const RIGHTS_SAFETIES: readonly Safety[] = [
  {
    name: 'Whose practice it is',
    purpose: 'Somebody of one practice is answered about another as if there were no such practice.',
    mutations: [
      {
        id: 'practice-of-person',
        breaks: 'lets whoever has signed in for one practice ask about every other',
        file: 'src/http/sign-in/person.ts',
        replace: { ' || (person.practice !== null && person.practice !== practice)': '' },
        red: {
          'test/integration/http/api.test.ts': [
            'answers to another practice as if there were nothing, by every route',
          ],
        },
      },
    ],
  },
  {
    name: 'The right to what is done',
    purpose: 'Whoever may only look changes nothing, although the call is their own and holds its token.',
    mutations: [
      {
        id: 'right-of-role',
        breaks: 'lets every role do everything',
        file: 'src/http/sign-in/person.ts',
        replace: { 'if (!mayDo(person.role, right))': 'if (!mayDo(person.role, right) && false)' },
        red: {
          'test/integration/http/api.test.ts': [
            'lets a viewer write by no route, although the call is the viewer’s own and has the token',
          ],
        },
      },
    ],
  },
];
