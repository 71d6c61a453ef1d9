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
        file: 'src/database/ledger/count-revokes.ts',
        replace: { 'and ${mayStand} and not': "and r.state <> 'absent' and not" },
        red: { 'test/integration/engine/may-stand.test.ts': ['rule 22: is nothing to take away'] },
      },
      {
        id: 'access-unheard',
        breaks: 'tells that nobody has an access of which a grant or a change was never answered',
        file: 'src/database/ledger/standing-facts.ts',
        replace: { '${among} and ${mayStand}': "${among} and r.state not in ('reserved', 'absent')" },
        red: {
          'test/integration/engine/may-stand.test.ts': [
            'rule 5: is an access that somebody has, until nothing of it can land',
          ],
        },
      },
      {
        id: 'request-unheard-forgotten',
        breaks: 'forgets who gave a request up of which a grant or a change was never answered',
        file: 'src/database/ledger/settlements.ts',
        replace: { 'or ${mayHaveLanded} or exists': 'or exists' },
        red: {
          'test/integration/engine/may-stand.test.ts': [
            'rule 26: of a request is not forgotten with its claim, though it was given up and is not shown',
          ],
        },
      },
      {
        id: 'given-up-above-a-grant',
        breaks: 'lets another take over a record below which a grant may still land',
        file: 'src/database/portal/portal-records.ts',
        replace: { 'and ${mayStand}) as "hasBelow"': 'and r.state = \'present\') as "hasBelow"' },
        red: {
          'test/integration/engine/may-stand.test.ts': [
            'rule 11: keeps the record that it hangs below from being taken over',
          ],
        },
      },
      {
        id: 'member-let-in-again',
        breaks: 'takes a member for unknown whose access was given again without an answer',
        file: 'src/verify/list-children.ts',
        replace: { ' || record.mayHaveLanded': '' },
        red: {
          'test/integration/engine/may-stand.test.ts': [
            'rule 18: is no member that nobody let in, also where an older one was proven gone',
          ],
        },
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
        replace: { '...(isDue ? {} : { revokeState: null })': '...(isDue ? {} : {})' },
        red: {
          'test/integration/caseware-cloud/role-on-entity.test.ts': [
            'is not called revoked any more when it is given again and nobody knows what came of it',
          ],
        },
      },
      {
        id: 'open-without-a-step',
        breaks: 'leaves a revoke open of what is gone',
        file: 'src/plan/make-plan.ts',
        replace: {
          'isBeingRevoked(resource) && !mayStand': 'isBeingRevoked(resource) && false && !mayStand',
        },
        red: {
          'test/integration/engine/unfinished-revoke.test.ts': [
            'rule 19: what is gone, and by old news still',
          ],
        },
      },
      {
        id: 'sent-after-the-proof',
        breaks: 'takes a late answer to a revoke for more than the proof that another run has found',
        file: 'src/database/ledger/operations.ts',
        replace: { " or (x.change ->> 'revokeState' = 'revoked_sent'\n": " or (p.state = 'present'\n" },
        red: {
          'test/integration/engine/unfinished-revoke.test.ts': [
            'rule 19: the answer to a revoke leaves the proof that another run has found meanwhile',
          ],
        },
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
        replace: {
          'else if (isAskedOfPerson(resource)) await': "else if (resource.state === 'manual') await",
        },
        red: {
          'test/integration/econnect/requests-to-people.test.ts': [
            'an answer that was lost is no question any more once the portal shows what came of it',
          ],
        },
      },
    ],
  },
];
