// What keeps the state of a resource true to what may be in the portal.
import type { Safety } from './mutation.ts';

export const STATE_SAFETIES: readonly Safety[] = [
  {
    name: 'What may stand is counted as standing',
    purpose:
      'Whoever asks what stands in a portal counts a grant that was never answered, and nothing that was never asked for (decision 24).',
    mutations: [
      {
        id: 'counts-what-never-was',
        breaks: 'counts for the brake what the portal was never asked for',
        file: 'src/database/ledger/brake.ts',
        replace: [{ from: 'and ${mayStand} and not', to: "and r.state <> 'absent' and not" }],
        red: [
          {
            file: 'test/integration/engine/may-stand.test.ts',
            title: 'rule 22: is nothing to take away',
          },
        ],
      },
      {
        id: 'access-unheard',
        breaks: 'tells that nobody has an access of which a grant or a change was never answered',
        file: 'src/database/ledger/standing-facts.ts',
        replace: [
          { from: '${among} and ${mayStand}', to: "${among} and r.state not in ('reserved', 'absent')" },
        ],
        red: [
          {
            file: 'test/integration/engine/may-stand.test.ts',
            title: 'rule 5: is an access that somebody has, until nothing of it can land',
          },
        ],
      },
      {
        id: 'request-unheard-forgotten',
        breaks: 'forgets who gave a request up of which a grant or a change was never answered',
        file: 'src/database/ledger/settlements.ts',
        replace: [{ from: 'or ${mayHaveLanded} or exists', to: 'or exists' }],
        red: [
          {
            file: 'test/integration/engine/may-stand.test.ts',
            title:
              'rule 26: of a request is not forgotten with its claim, though it was given up and is not shown',
          },
        ],
      },
      {
        id: 'given-up-above-a-grant',
        breaks: 'lets another take over a record below which a grant may still land',
        file: 'src/database/portal/portal-records.ts',
        replace: [{ from: 'and ${mayStand}) as "hasBelow"', to: 'and r.state = \'present\') as "hasBelow"' }],
        red: [
          {
            file: 'test/integration/engine/may-stand.test.ts',
            title: 'rule 11: keeps the record that it hangs below from being taken over',
          },
        ],
      },
      {
        id: 'member-let-in-again',
        breaks: 'takes a member for unknown whose access was given again without an answer',
        file: 'src/verify/list-children.ts',
        replace: [{ from: ' || record.mayHaveLanded', to: '' }],
        red: [
          {
            file: 'test/integration/engine/may-stand.test.ts',
            title: 'rule 18: is no member that nobody let in, also where an older one was proven gone',
          },
        ],
      },
    ],
  },
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
        id: 'open-without-a-step',
        breaks: 'leaves a revoke open of what is gone',
        file: 'src/plan/make-plan.ts',
        replace: [
          {
            from: 'isBeingRevoked(resource) && !mayStand',
            to: 'isBeingRevoked(resource) && false && !mayStand',
          },
        ],
        red: [
          {
            file: 'test/integration/engine/unfinished-revoke.test.ts',
            title: 'rule 19: what is gone, and by old news still',
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
