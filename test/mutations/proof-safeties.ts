// What keeps a reading, an answer or a word from proving more than it says.
import type { Safety } from './mutation.ts';

export const PROOF_SAFETIES: readonly Safety[] = [
  {
    name: 'A complete reading',
    purpose:
      'Who is not in a list is proven gone only when the list was read to its end, and the portal showed all of it (rule 19).',
    mutations: [
      {
        id: 'short-page-proves',
        breaks: 'takes a short page for the last one',
        file: 'connectors/caseware-cloud/read-pages.ts',
        replace: {
          '    if (isEnough(all)) return all;\n':
            '    if (isEnough(all) || rows.length < PAGE_SIZE) return all;\n',
        },
        red: {
          'test/integration/engine/short-pages.test.ts': [
            'rule 19: a revoke without effect of the last in the list is not proven, and says so',
          ],
        },
      },
      {
        id: 'repeated-page-proves',
        breaks: 'takes a list that repeats itself for a whole one',
        file: 'connectors/caseware-cloud/read-pages.ts',
        replace: {
          '    if (seen.size < all.length || rows.length > first) break;\n':
            '    if (seen.size < all.length) return all;\n',
        },
        red: {
          'test/unit/connectors/caseware-cloud-pages.test.ts': ['takes nobody for gone in a list that'],
        },
      },
      {
        id: 'part-of-list-proves',
        breaks: 'believes a list of which the portal says that there is more',
        file: 'src/portal-http/judge-answer.ts',
        replace: { 'isPage !== true && isPartOfList(answer, body)': 'isPartOfList(answer, null)' },
        red: { 'test/unit/portal-http/partial-answer.test.ts': ['is not read as the whole'] },
      },
    ],
  },
  {
    name: 'One unreadable record is not an unreadable portal',
    purpose:
      'What cannot be read is noted and left as it was; the rest of the portal is read back all the same.',
    mutations: [
      {
        id: 'unread-ends-reading',
        breaks: 'breaks off the reading of a portal for one list that it refuses',
        file: 'src/verify/verification.ts',
        replace: { "(await askPortal(work))?.portal === 'answers'": 'false' },
        red: {
          'test/integration/jobs/verify-connection.test.ts': [
            'is read on, what is unread is noted, and nothing is concluded from it',
          ],
        },
      },
      {
        id: 'unread-is-empty',
        breaks: 'takes a list that cannot be read for an empty one',
        file: 'src/verify/list-children.ts',
        replace: {
          'else shownByParent.set(parent.id, shown);': 'shownByParent.set(parent.id, shown ?? new Map());',
        },
        red: {
          'test/integration/jobs/verify-connection.test.ts': [
            'is read on, what is unread is noted, and nothing is concluded from it',
          ],
        },
      },
    ],
  },
  {
    name: 'Status 200 with errors',
    purpose:
      'An answer that tells errors is not done, whatever its status: it is looked at before it is believed.',
    mutations: [
      {
        id: 'errors-200-believed',
        breaks: 'believes status 200 whatever stands in the answer',
        file: 'src/portal-http/judge-answer.ts',
        replace: { 'readsErrors !== true && tellsErrors(body)': 'tellsErrors(null)' },
        red: {
          'test/integration/engine/answer-with-errors.test.ts': [
            'a change: it is looked at, not sync, and not sent again until the record changes',
          ],
        },
      },
      {
        id: 'access-words-unread',
        breaks: 'goes by the code of an error alone, where its words say that the token is refused',
        file: 'connectors/clearfacts/graphql.ts',
        replace: { "part.test(code) || words.test(message ?? '')": 'part.test(code) && words.test(code)' },
        red: { 'test/contract/clearfacts-wire.test.ts': ['stops the connection at the words "'] },
      },
      {
        id: 'warning-unread',
        breaks: 'takes for nobody there whom a warning kept back',
        file: 'connectors/clearfacts/graphql.ts',
        replace: { '...read(extensions?.warnings)': '...read(extensions === null ? [] : null)' },
        red: {
          'test/contract/clearfacts-wire.test.ts': [
            'does not take for nobody whom a warning about access kept back',
          ],
        },
      },
      {
        id: 'refused-for-good',
        breaks: 'never asks again for what was refused, although its record was corrected',
        file: 'src/plan/apply-settlement.ts',
        replace: { '&& corrected(claim.subject)': '&& false' },
        red: {
          'test/integration/engine/answer-with-errors.test.ts': [
            'it is tried again, once, as soon as the record is corrected',
          ],
        },
      },
    ],
  },
  {
    name: 'Only ids of the portal',
    purpose:
      'What is known by a person’s word alone has no id that the portal knows: nothing is asked or sent below it, and no answer about it proves anything (rule 19).',
    mutations: [
      {
        id: 'placeholder-on-wire',
        breaks: 'sends what stands for an id that nobody saw',
        file: 'src/plan/known.ts',
        replace: {
          'return portalId?.startsWith(CONFIRMED_BY_HAND) === true ? null : portalId;': 'return portalId;',
        },
        red: {
          'test/unit/engine/addresses-of-the-portal.test.ts': [
            'rule 19: a resource is addressed by ids that the portal gave, and by nothing else',
          ],
        },
      },
      {
        id: 'child-before-parent',
        breaks: 'calls what was proven below something that was not',
        file: 'src/domain/call-permission.ts',
        replace: { 'place.connector.resources[name]?.below ?? [];': '[] as readonly string[];' },
        red: {
          'test/unit/engine/addresses-of-the-portal.test.ts': [
            'what is proven below something unproven is not called',
          ],
        },
      },
    ],
  },
  {
    name: 'The form of the portal',
    purpose:
      'What a portal keeps in a form of its own is written once, and what somebody edits there is put back (rules 8 and 10).',
    mutations: [
      {
        id: 'stored-form-forgotten',
        breaks: 'takes every other form for drift',
        file: 'src/plan/stored-forms.ts',
        replace: { "if (form !== null && form.as !== 'form') drift": 'if (form !== null) drift' },
        red: {
          'test/integration/engine/stored-differently.test.ts': [
            'rule 10: nothing is written again, also after ten verifications',
          ],
        },
      },
      {
        id: 'kept-value-believed',
        breaks: 'takes a value that the portal kept for a form of ours',
        file: 'src/plan/stored-forms.ts',
        replace: {
          "form.as === 'before' && !isWrittenAlike(shown, ours) ? form": 'isWrittenAlike(null, ours) ? form',
        },
        red: { 'test/unit/plan/stored-forms.test.ts': ['is no form when it kept what it showed before'] },
      },
    ],
  },
  {
    name: 'Waiting is bounded',
    purpose:
      'Waiting costs few requests and takes nothing from others; what does not solve itself is said to whoever can.',
    mutations: [
      {
        id: 'look-for-ever',
        breaks: 'looks at every run for what was never answered',
        file: 'src/plan/gate.ts',
        replace: {
          'if (!isLookedFor || lookAgainAt === null ||': 'if (isLookedFor || lookAgainAt === null ||',
        },
        red: {
          'test/integration/engine/bounded-waiting.test.ts': [
            'for an answer that never came costs one look at a time, however often its client runs',
          ],
        },
      },
      {
        id: 'taken-for-ever',
        breaks: 'asks for ever for what the portal calls taken',
        file: 'src/engine/steps/adopt.ts',
        replace: {
          'if (run.run.attempts < TRIES_BEFORE_TAKEN) {':
            'if (run.run.attempts < TRIES_BEFORE_TAKEN * 1_000) {',
        },
        red: {
          'test/integration/engine/bounded-waiting.test.ts': [
            'for a record that nothing shows ends: it belongs to somebody else, and the portal is left alone',
          ],
        },
      },
      {
        id: 'revoked-for-ever',
        breaks: 'never says that a revoke has no effect',
        file: 'src/engine/steps/apply-remove.ts',
        replace: {
          'run.run.attempts >= TRIES_BEFORE_REFUSED;': 'run.run.attempts >= TRIES_BEFORE_REFUSED * 1_000;',
        },
        red: {
          'test/integration/engine/bounded-waiting.test.ts': [
            'rule 19: for a revoke without effect costs few requests, and is told to whoever can take it away',
          ],
        },
      },
    ],
  },
];
