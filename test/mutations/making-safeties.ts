// What keeps a record from being made twice, and a right from changing unasked.
import type { Safety } from './mutation.ts';

export const MAKING_SAFETIES: readonly Safety[] = [
  {
    name: 'The reservation',
    purpose:
      'One portal record has one row, whoever wants it first; who comes second in the same moment plans anew and shares it.',
    mutations: [
      {
        id: 'reservation-lost',
        breaks: 'goes on as if it had reserved what another run has',
        file: 'src/database/ledger/settlements.ts',
        replace: { '  if (inserted.length < created.length) throw new ReservationLostError();\n': '' },
        red: {
          'test/integration/engine/two-clients-want-one-resource.test.ts': [
            'rule 11: one human of two clients that are planned in the same moment is reserved once, and neither run fails',
          ],
        },
      },
      {
        id: 'reservation-unique',
        breaks: 'lets two rows have the same identity',
        file: 'src/database/migrations/0002-ledger.ts',
        replace: { '  unique (connection_id, type, identity),\n': '' },
        red: {
          'test/integration/engine/two-clients-want-one-resource.test.ts': [
            'rule 11: one human of two clients that are planned in the same moment is reserved once, and neither run fails',
          ],
        },
      },
      {
        id: 'held-elsewhere',
        breaks: 'adopts a record that another row holds',
        file: 'src/engine/steps/adopt.ts',
        replace: {
          'if (yield* isHeldElsewhere(run, place)) {':
            'if ((yield* isHeldElsewhere(run, place)) && run.signal.aborted) {',
        },
        red: {
          'test/integration/engine/two-clients-want-one-resource.test.ts': [
            'rule 14: a number that is being given up is not taken over with the record of its holder',
          ],
        },
      },
    ],
  },
  {
    name: 'The find before the create',
    purpose:
      'What stands in the portal already is adopted, not made a second time; more than one match stops.',
    mutations: [
      {
        id: 'find-by-hand',
        breaks: 'makes without looking for what somebody made by hand',
        file: 'src/engine/steps/adopt.ts',
        replace: {
          'if (listed === null) return yield* adoptOrCreate(run, round, operation);':
            'if (listed === null) return true;',
        },
        red: {
          'test/integration/engine/identity.test.ts': [
            'rule 13: an address made by hand below an entity made by hand is adopted, not doubled',
          ],
        },
      },
      {
        id: 'find-after-silence',
        breaks: 'makes again what was never answered without looking for it',
        file: 'src/engine/steps/adopt.ts',
        replace: {
          "    if (repeat === 'find' || isRefused(round, operation))\n      return yield* findAfterSilence(run, round, { operation, until: resource.unansweredUntil });\n    return yield* adoptOrCreate(run, round, operation);\n":
            '    return true;\n',
        },
        red: {
          'test/integration/engine/misbehaving-portal.test.ts': [
            'made without an answer is not made twice, and nobody is mailed twice',
          ],
        },
      },
      {
        id: 'changed-by-another',
        breaks: 'changes once more what another client has changed alike since it was planned',
        file: 'src/database/ledger/operations.ts',
        replace: { 'or coalesce(attributes @>': 'or false and coalesce(attributes @>' },
        red: {
          'test/integration/database/intents.test.ts': ['frees it as soon as the answer is known'],
        },
      },
      {
        id: 'made-by-another',
        breaks: 'makes what another client has made since it was looked for',
        file: 'src/database/ledger/operations.ts',
        replace: {
          ' and not ${isDone}': '',
          'select exists (select from checked) and not exists (':
            'select exists (select from checked) or exists (',
        },
        red: {
          'test/integration/engine/two-clients-want-one-resource.test.ts': [
            'rule 11: one that looked before the other made the person does not make a second one',
          ],
        },
      },
      {
        id: 'change-unheard',
        breaks: 'takes a change that was never answered for one that was not made',
        file: 'src/database/ledger/resources.ts',
        replace: { 'r.doubtful or tried.update_until is not null as doubtful': 'r.doubtful' },
        red: {
          'test/integration/engine/answers-not-heard.test.ts': [
            'is taken back when the records say the old value again',
          ],
        },
      },
      {
        id: 'change-that-lands-late',
        breaks: 'does not look again when a change that was never answered can have landed',
        file: 'src/engine/steps/apply-look.ts',
        replace: { "if (state !== 'present' || until === null": "if (state === 'present' || until === null" },
        red: {
          'test/integration/engine/answers-not-heard.test.ts': [
            'and lands after a later one is found, and set right',
          ],
        },
      },
      {
        id: 'landing-before-create',
        breaks: 'makes again what may still land',
        file: 'src/engine/steps/adopt.ts',
        replace: { 'if (until > run.now() && (isRenamed ||': 'if (run.signal.aborted && (isRenamed ||' },
        red: {
          'test/integration/engine/misbehaving-portal.test.ts': [
            'what may still land is not made again before it can land no more',
          ],
        },
      },
      {
        id: 'ambiguous',
        breaks: 'takes the first of several matches',
        file: 'src/engine/steps/adopt.ts',
        replace: { 'if (another !== undefined) {': 'if (another !== undefined && run.signal.aborted) {' },
        red: {
          'test/integration/engine/identity.test.ts': ['rule 13: more than one match stops, and says so'],
        },
      },
    ],
  },
  {
    name: 'Uncertain instead of a second mail',
    purpose:
      'A try that mails a person and was never answered is a task for a person, not tried again (rule 26).',
    mutations: [
      {
        id: 'uncertain',
        breaks: 'sends a request again whose answer was lost',
        file: 'src/plan/gate.ts',
        replace: { "(traits.repeat === 'never' ||": "(traits.repeat !== 'never' &&" },
        red: {
          'test/integration/econnect/requests-to-people.test.ts': [
            'an answer that was lost is a task for a person, and never sent again',
          ],
        },
      },
    ],
  },
  {
    name: 'Answers that no honest service sends',
    purpose: 'XML with a document type, which could declare entities, is not read at all.',
    mutations: [
      {
        id: 'xml-doctype',
        breaks: 'reads XML that declares entities of its own',
        file: 'connectors/econnect/soap-envelope.ts',
        replace: { ' || /<!DOCTYPE/i.test(text)': '' },
        red: { 'test/unit/connectors/econnect-soap.test.ts': ['are refused with'] },
      },
    ],
  },
  {
    name: 'An answer that only a person can tell',
    purpose:
      'An acceptance is taken on a word only where the portal cannot show it: everything else is built on it.',
    mutations: [
      {
        id: 'accepted-by-word',
        breaks: 'believes that a request was accepted although the portal would show it',
        file: 'src/actions/ask-request.ts',
        replace: {
          "answer === 'accepted' && request.waitingFor !== 'CHECK_BY_HAND'":
            "answer === 'accepted' && request.waitingFor === null",
        },
        red: {
          'test/integration/econnect/manual-requests.test.ts': [
            'a refusal that only a mail told can be entered for a request that Koppel sent; an acceptance is seen',
          ],
        },
      },
    ],
  },
  {
    name: 'Rights that must agree',
    purpose:
      'Where the wishes for one user differ in rights, what stands stays, and never the last one who wrote wins (rule 11).',
    mutations: [
      {
        id: 'rights-agree',
        breaks: 'lets the latest wish have its way',
        file: 'src/plan/rights.ts',
        replace: {
          'const held = isAgreed ? wishOf(first) : (standing(resource, rights.names) ?? wishOf(first));':
            'const held = isAgreed ? wishOf(first) : wishOf(others.at(-1) ?? first);',
        },
        red: {
          'test/unit/plan/rights.test.ts': [
            'where nobody wishes what stands, it stays, and each is in conflict with the other',
            'law: one value for all, never one that nobody wishes instead of what stands, and whoever differs is told who',
          ],
        },
      },
    ],
  },
  {
    name: 'The unconfirmed change',
    purpose:
      'A change that would show in other dossiers too is sent only after a person agreed to it in exactly those.',
    mutations: [
      {
        id: 'unconfirmed-asked',
        breaks: 'changes a profile without asking',
        file: 'connectors/clearfacts/resources/user.ts',
        replace: { 'if (touches.length > 0) return': 'if (touches.length > 1_000) return' },
        red: {
          'test/integration/clearfacts/profile-agreement.test.ts': [
            'taking over a user never changes the profile silently, and lets nobody in with another one',
          ],
        },
      },
    ],
  },
];
