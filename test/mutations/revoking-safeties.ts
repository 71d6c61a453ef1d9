// What keeps access that should be gone from staying, and access that should stay from going.
import type { Safety } from './mutation.ts';

const CHANGE_NOT_FOUND = 'test/integration/engine/change-not-found.test.ts';

export const REVOKING_SAFETIES: readonly Safety[] = [
  {
    name: 'Revokes first',
    purpose: 'Taking access away waits for nothing else of its client (rule 19).',
    mutations: [
      {
        id: 'first-revokes',
        breaks: 'puts revokes behind what is to be made',
        file: 'src/plan/make-plan.ts',
        replace: { 'return isSent + (resource.unansweredUntil === null ? 0 : 2);': 'return isSent + 5;' },
        red: {
          'test/unit/plan/make-plan.test.ts': ['rule 19: revokes go first, parents are made before children'],
        },
      },
    ],
  },
  {
    name: 'The read-back',
    purpose:
      'A revoke counts as verified when the portal, read back, no longer shows the access; 2xx is no proof.',
    mutations: [
      {
        id: 'read-back-needed',
        breaks: 'believes the answer to the revoke',
        file: 'src/engine/steps/apply-remove.ts',
        replace: {
          'grantsAccess ? REVOKE_SENT : gone(null)': "gone(grantsAccess ? 'revoked_verified' : null)",
        },
        red: {
          'test/integration/engine/unlinking.test.ts': [
            'rule 19: an access goes from pending to sent to verified',
            'rule 19: 2xx is no proof: a revoke without effect is sent again until the portal shows it',
          ],
        },
      },
      {
        id: 'read-back-believed',
        breaks: 'calls verified whatever the read-back shows',
        file: 'src/engine/steps/apply-remove.ts',
        replace: {
          "if (seen?.state === 'absent') return noteGone": 'if (seen !== undefined) return noteGone',
        },
        red: {
          'test/integration/engine/unlinking.test.ts': [
            'rule 19: 2xx is no proof: a revoke without effect is sent again until the portal shows it',
          ],
        },
      },
      {
        id: 'not-found-of-everything',
        breaks: 'believes "not found" of a portal that finds nothing at all',
        file: 'src/engine/read-absence.ts',
        replace: { 'isFound: notFound.size === 0': 'isFound: notFound.size >= 0' },
        red: {
          'test/integration/engine/finds-nothing.test.ts': [
            'rule 19: proves no revoke, and the access goes as soon as the portal is back',
          ],
        },
      },
      {
        id: 'not-found-of-its-kind',
        breaks: 'believes "not found" of a portal that answers, and finds nothing of that kind',
        file: 'src/engine/read-absence.ts',
        replace: { 'if (others.length > 0) throw': 'if (others.length < 0) throw' },
        red: {
          'test/integration/engine/finds-nothing.test.ts': ['rule 19: proves nothing by a list that is'],
        },
      },
      {
        id: 'silent-grant-by-empty-list',
        breaks: 'believes a list shown empty of a grant that was never answered',
        file: 'src/engine/read-absence.ts',
        replace: {
          'if (answer.length > 0) return answer;': 'if (answer.length >= 0 && isFound) return answer;',
        },
        red: {
          'test/integration/engine/finds-nothing.test.ts': [
            'rule 19: a grant that was never answered is not gone by a list shown empty, with',
          ],
        },
      },
      {
        id: 'list-lacks-all',
        breaks: 'believes a list that lacks those too who are known to be in it',
        file: 'src/engine/read-absence.ts',
        replace: { 'sibling !== null && lacksAll(answer)': 'sibling !== null && answer.length === 0' },
        red: {
          'test/integration/engine/finds-nothing.test.ts': ['rule 19: proves nothing by a list that is'],
        },
      },
    ],
  },
  {
    name: 'No proof before every grant has landed',
    purpose:
      'A read-back is made only after every earlier grant of the same access was answered or can no longer land.',
    mutations: [
      {
        id: 'landing-before-read-back',
        breaks: 'reads back while a grant may still land',
        file: 'src/plan/gate.ts',
        replace: { "landing(one, one.resource.grantUnansweredUntil, 'REVOKE_SENT')": 'null' },
        red: {
          'test/integration/engine/unlinking.test.ts': [
            'rule 19: a grant that was never answered is revoked and proven gone, wherever it landed',
          ],
        },
      },
      {
        id: 'landing-before-proof',
        breaks: 'takes a reading that follows a revoke for a proof while a grant may still land',
        file: 'src/engine/steps/apply-remove.ts',
        replace: {
          'return grantUnansweredUntil !== null && grantUnansweredUntil > run.now();':
            'return grantUnansweredUntil !== null && run.signal.aborted;',
        },
        red: {
          'test/integration/engine/unlinking.test.ts': [
            'rule 19: a grant that lands after its time-out, when the contact is already unlinked, is found and revoked',
          ],
        },
      },
      {
        id: 'proof-of-old',
        breaks: 'takes the proof of an earlier revoke for one of what was given again',
        file: 'src/plan/known.ts',
        replace: {
          'return resource.grantUnansweredUntil !== null ||':
            "return (resource.grantUnansweredUntil !== null && resource.state === 'reserved') ||",
        },
        red: {
          'test/integration/engine/regrant-after-proven-revoke.test.ts': [
            'rule 19: an unlink takes it away, although the grant was never answered',
          ],
        },
      },
    ],
  },
  {
    name: 'What may not show yet proves nothing',
    purpose:
      'A portal may show what it wrote only a while later. Until the landing grace is over, that it does not show it is no proof that it is gone: it is neither made again nor counted as revoked.',
    mutations: [
      {
        id: 'hidden-update',
        breaks: 'makes again what the portal does not show yet when it is to be changed, or answers 404 for',
        file: 'src/engine/steps/apply-update.ts',
        replace: {
          'return { resourceId, doubtful: true };':
            "return { resourceId, state: 'absent', portalId: null, attributes: {} };",
        },
        red: {
          'test/integration/engine/lost-and-refused-records.test.ts': [
            'what shows only later is not made twice when it changes meanwhile',
          ],
          [CHANGE_NOT_FOUND]: ['rule 15: leaves an access to be taken away that it was a change of'],
        },
      },
      {
        id: 'hidden-look',
        breaks: 'makes again what the portal does not show yet when it is looked at',
        file: 'src/engine/steps/apply-look.ts',
        replace: { 'mayNotShowYet(run, look.resource)': 'mayNotShowYet(run, { writtenAt: null })' },
        red: {
          'test/integration/engine/lost-and-refused-records.test.ts': [
            'what shows only later is not made twice when something is to be made below it',
          ],
        },
      },
      {
        id: 'hidden-read-back',
        breaks: 'calls a revoke verified because the portal does not show the grant yet',
        file: 'src/engine/steps/apply-remove.ts',
        replace: { 'mayNotShowYet(run, resource)': 'mayNotShowYet(run, { writtenAt: null })' },
        red: {
          'test/integration/engine/lost-and-refused-records.test.ts': [
            'an access that shows only later is not proven gone by its absence',
          ],
        },
      },
    ],
  },
  {
    name: 'What does not show is not gone',
    purpose:
      'Only the portal itself says that something is not there, and of the very thing that is asked about; a request counts as withdrawn when nobody can accept it any more.',
    mutations: [
      {
        id: 'not-there-by-a-page',
        breaks: 'takes a page of HTML with the status 404 for the answer of the portal',
        file: 'src/portal-http/judge-answer.ts',
        replace: { '(status < 300 || status === 404)': 'status < 300' },
        red: {
          'test/unit/portal-http/open-session.test.ts': [
            'believes "not there" of no page that stands before the portal',
          ],
        },
      },
      {
        id: 'withdrawal-forgotten',
        breaks: 'forgets a request that it could not withdraw at once',
        file: 'src/engine/finish-run.ts',
        replace: { ".filter(([, { onRemove }]) => onRemove === 'withdraw')": '.filter(() => false)' },
        red: {
          'test/integration/econnect/requests-to-people.test.ts': [
            'rule 15: a withdrawal that fails is tried until the portal takes it',
          ],
        },
      },
    ],
  },
];
