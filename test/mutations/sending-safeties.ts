// What keeps a request that should not leave from leaving.
import type { Safety } from './mutation.ts';

export const SENDING_SAFETIES: readonly Safety[] = [
  {
    name: 'The fence of the lease',
    purpose:
      'A run that has lost its lease sends nothing, ends nothing, and what it hears casts doubt instead of overwriting what a later run found.',
    mutations: [
      {
        id: 'fence-of-the-run',
        breaks: 'sends although another run has the client',
        file: 'src/database/ledger/operations.ts',
        replace: {
          'and d.client_id = ${run.clientId} and d.fence = ${run.fence}': 'and d.client_id = ${run.clientId}',
        },
        red: { 'test/integration/database/intents.test.ts': ['when another run has the client by now'] },
      },
      {
        id: 'lease-of-the-run',
        breaks: 'sends although the lease has run out',
        file: 'src/database/ledger/operations.ts',
        replace: { 'and d.lease_until > clock_timestamp() and d.generation': 'and d.generation' },
        red: { 'test/integration/database/intents.test.ts': ['when the lease has run out'] },
      },
      {
        id: 'fence-of-the-end',
        breaks: 'ends the run of somebody else',
        file: 'src/database/ledger/pairs.ts',
        replace: {
          'and fence = ${run.fence}\n      returning fence\n    ), told':
            '\n      returning fence\n    ), told',
        },
        red: { 'test/integration/database/ledger.test.ts': ['that has lost its lease ends without a trace'] },
      },
      {
        id: 'intent-on-disk',
        breaks: 'sends a request whose intent a crash of the machine may still lose',
        file: 'src/database/ledger/operations.ts',
        replace: {
          'as valid, array(select id from stored order by id) as ids`':
            'as valid, array(select id from stored order by id) as ids, ${UNAWAITED}`',
        },
        red: {
          'test/integration/database/intents.test.ts': [
            'is on the disk before anything is sent, and with it all that was not waited for',
          ],
        },
      },
      {
        id: 'unseen-answer-on-disk',
        breaks: 'may lose an answer that nobody can ask the portal for again',
        file: 'src/engine/left-to-person.ts',
        replace: {
          "return place.connector.resources[type]?.repeat !== 'never' && showsAbsence(place, type);":
            'return showsAbsence({ ...place, connection: { ...place.connection, provenTypes: [type] } }, type);',
        },
        red: {
          'test/unit/engine/seen-again.test.ts': [
            'is not said of what the portal does not show, nor of what reaches a person',
          ],
        },
      },
      {
        id: 'fence-of-answers',
        breaks: 'overwrites what a later run wrote with a late answer',
        file: 'src/database/ledger/operations.ts',
        replace: { "const overtaken = 'p.fence > own.fence';": "const overtaken = 'false';" },
        red: {
          'test/integration/database/intents.test.ts': [
            'rule 19: of an older run, after a newer one has written, only casts doubt: the portal is looked at first',
          ],
          'test/integration/engine/restored.test.ts': [
            'sends nothing on a lease that the backup still holds, and its answers are not believed',
          ],
        },
      },
    ],
  },
  {
    name: 'The stored intent',
    purpose:
      'What was sent is on record before it leaves, so that after a death or a lost answer nothing is built on its absence.',
    mutations: [
      {
        id: 'announce-before',
        breaks: 'stores the intent after the request has left',
        file: 'src/engine/steps/send-write.ts',
        replace: {
          '  const announced = await storeIntent(run, round, operations);':
            '  const sent = request.send();\n  await sent?.catch(() => undefined);\n  const announced = await storeIntent(run, round, operations);',
          '(await run.inTime(async () => request.send())) ?? []': '(await sent) ?? []',
        },
        red: {
          'test/integration/engine/suspect-while-queued.test.ts': [
            'rule 4: the same when it turns suspect between its plan and its request',
          ],
        },
      },
      {
        id: 'unanswered-kept',
        breaks: 'takes a request without an answer for one that did nothing',
        file: 'src/engine/steps/send-write.ts',
        replace: {
          'if (error instanceof TransientError) return error.mayHaveLanded;':
            'if (error instanceof TransientError) return false;',
        },
        red: {
          'test/integration/engine/unlinking.test.ts': [
            'rule 19: a grant that was never answered is revoked and proven gone, wherever it landed',
            'rule 19: a revoke without effect of a grant that was never answered is no proof either',
          ],
        },
      },
      {
        id: 'request-timeout-refused',
        breaks: 'takes for refused, and so for not done, what a gateway says it waited for in vain',
        file: 'src/portal-http/parse-answer.ts',
        replace: { 'new Set([408, 425])': 'new Set([])' },
        red: { 'test/unit/portal-http/open-session.test.ts': ['may have landed only if it was a write'] },
      },
      {
        id: 'too-late',
        breaks: 'uses a turn that comes after the time until which the intent was good',
        file: 'src/database/portal/request-budget.ts',
        replace: {
          'if (sendBy === null || performance.now() <= sendBy) return;':
            'if (sendBy === null || performance.now() >= 0) return;',
        },
        red: {
          'test/integration/database/request-budget.test.ts': [
            'rule 19: that comes after the time until which its intent was good is not used',
          ],
        },
      },
    ],
  },
  {
    name: 'The lease of what is shared',
    purpose:
      'Two clients never write one portal record at the same time, nor two entries of one list, and a write without an answer keeps the record until it can no longer land.',
    mutations: [
      {
        id: 'shared-lease',
        breaks: 'writes a record that another run is writing',
        file: 'src/database/ledger/operations.ts',
        replace: { ' and (lease_until <= clock_timestamp() or fence = ${run.fence})': '' },
        red: {
          'test/integration/database/intents.test.ts': [
            'keeps others from writing it at the same time',
            'of two at once, one goes',
          ],
        },
      },
      {
        id: 'rewrites-lease',
        breaks: 'rewrites the list of a parent without its lease',
        file: 'src/engine/steps/send-write.ts',
        replace: { '    ...rewrittenBy(run, round, operation),\n': '' },
        red: {
          'test/integration/clearfacts/one-dossier-list.test.ts': [
            'rule 19: a slow grant for one client does not bring back what was taken away for the other',
          ],
        },
      },
      {
        id: 'rewrites-unanswered',
        breaks: 'gives a list free although a write of it was not answered',
        file: 'src/database/ledger/operations.ts',
        replace: {
          'const free = known.length === answers.length ? [...leased] : [];': 'const free = [...leased];',
        },
        red: {
          'test/integration/database/intents.test.ts': [
            'keeps what it rewrites from others until it was answered, or can no longer land',
          ],
        },
      },
    ],
  },
  {
    name: 'The silence that a portal asked for',
    purpose: '`Retry-After` is a floor for every process, whatever is said later (a 429 costs no attempt).',
    mutations: [
      {
        id: 'retry-after',
        breaks: 'sends while the portal asked for silence',
        file: 'src/database/portal/request-budget.ts',
        replace: { '::interval, blocked_until,': '::interval,' },
        red: {
          'test/integration/database/request-budget.test.ts': [
            'does not come before the portal said, in no process, though it said less afterwards',
          ],
        },
      },
      {
        id: 'told-rate',
        breaks: 'sends although the bucket that the portal told of cannot pay',
        file: 'src/database/portal/request-budget.ts',
        replace: {
          '(least(capacity, greatest(2 * cost, least(4 * cost, capacity / 2))) - left_over) / per_second':
            '0 / per_second',
        },
        red: {
          'test/integration/database/request-budget.test.ts': [
            'waits until the bucket that the portal told of can pay, in every process',
          ],
        },
      },
      {
        id: 'retry-after-shorter',
        breaks: 'lets a shorter silence end a longer one',
        file: 'src/database/portal/request-budget.ts',
        replace: {
          "set blocked_until = greatest(blocked_until, clock_timestamp() + ${ms} * interval '1 ms')":
            "set blocked_until = clock_timestamp() + ${ms} * interval '1 ms'",
        },
        red: {
          'test/integration/database/request-budget.test.ts': [
            'does not come before the portal said, in no process, though it said less afterwards',
          ],
        },
      },
    ],
  },
];
