// What keeps the state of a resource true to what may be in the portal.
import type { Safety } from './mutation.ts';

export const STATE_SAFETIES: readonly Safety[] = [
  {
    name: 'No illegal move',
    purpose:
      'A resource and its revoke move only as docs/resource-states.md draws it, and a proof stands only with what is absent: every database of the tests refuses anything else.',
    mutations: [
      {
        id: 'proof-of-what-may-be-there',
        breaks: 'keeps the proof of an earlier revoke with what was given again and nobody knows of',
        file: 'src/engine/steps/leave-to-person.ts',
        replace: [{ from: '...(isDue ? {} : { revokeState: null })', to: '...(isDue ? {} : {})' }],
        red: [
          {
            file: 'test/integration/caseware-cloud/role-on-entity.test.ts',
            title: 'is not called revoked any more when it is given again and nobody knows what came of it',
          },
        ],
      },
      {
        id: 'sent-after-the-proof',
        breaks: 'takes a late answer to a revoke for more than the proof that another run has found',
        file: 'src/database/ledger/operations.ts',
        replace: [
          { from: " or (x.change ->> 'revokeState' = 'revoked_sent'\n", to: " or (p.state = 'present'\n" },
        ],
        red: [
          {
            file: 'test/integration/engine/unfinished-revoke.test.ts',
            title: 'rule 19: the answer to a revoke leaves the proof that another run has found meanwhile',
          },
        ],
      },
    ],
  },
  {
    name: 'What is seen is no question any more',
    purpose:
      'Once the portal shows what came of a lost answer, nobody is asked: an answer to the old task would have it sent a second time.',
    mutations: [
      {
        id: 'asked-although-seen',
        breaks: 'leaves the task open when the portal shows what came of it',
        file: 'src/engine/steps/apply-look.ts',
        replace: [
          {
            from: 'else if (isAskedOfPerson(resource)) await',
            to: "else if (resource.state === 'manual') await",
          },
        ],
        red: [
          {
            file: 'test/integration/econnect/requests-to-people.test.ts',
            title: 'an answer that was lost is no question any more once the portal shows what came of it',
          },
        ],
      },
    ],
  },
];
