// What keeps a run or a verification that ends early, or finds nothing, from leaving others waiting or proving too much.
import type { Safety } from './mutation.ts';

const BREAKS_OFF = 'test/integration/engine/run-that-breaks-off.test.ts';
const FINDS_NOTHING = 'test/integration/engine/finds-nothing.test.ts';
const VERIFICATION = 'rule 19: a verification proves nothing by a list that is';

export const ENDING_SAFETIES: readonly Safety[] = [
  {
    name: 'A run that breaks off',
    purpose:
      'What a run has recorded is not found out a second time: whoever waits for it hears of it also where Koppel fails in that run or its process dies, and its lease is given back for good.',
    mutations: [
      {
        id: 'abandoned-untold',
        breaks: 'ends a run in which Koppel failed without telling those who share what it found out',
        file: 'src/engine/finish-run.ts',
        replace: { '  await tellOthers(run, state);\n  const subject': '  const subject' },
        red: { [BREAKS_OFF]: ['has told whoever shares what it found out when Koppel failed in it'] },
      },
      {
        id: 'killed-untold',
        breaks: 'takes over from a run that was killed without telling whom that had to tell',
        file: 'src/engine/plan-round.ts',
        replace: { '      if (run.run.takesOver) for': '      if (run.run.fence < 0) for' },
        red: { [BREAKS_OFF]: ['has told them when it was killed, once the next run takes its place'] },
      },
      {
        id: 'abandoned-pause',
        breaks: 'puts off what changed during a run in which Koppel failed',
        file: 'src/database/ledger/pairs.ts',
        replace: {
          'next_attempt_at = case when generation <> ${end.generation} then next_attempt_at':
            'next_attempt_at = case when false then next_attempt_at',
        },
        red: { [BREAKS_OFF]: ['lets an unlink of meanwhile wait out no pause'] },
      },
      {
        id: 'circle-ends-run',
        breaks: 'ends a run because two transactions waited for each other',
        file: 'src/database/out-of-circles.ts',
        replace: { "error.code === '40P01'": "error.code === ''" },
        red: {
          [BREAKS_OFF]: [
            'is none where PostgreSQL ends one of its statements, since others wait for it as it does for them',
          ],
        },
      },
      {
        id: 'renewed-after-end',
        breaks: 'renews the lease of a run that has given it back',
        file: 'src/database/ledger/pairs.ts',
        replace: { "\n      and lease_until > '-infinity'\n    returning fence": '\n    returning fence' },
        red: {
          'test/integration/database/ledger.test.ts': [
            'gives the lease back for good, although a renewal of it is still on its way',
          ],
        },
      },
    ],
  },
  {
    name: 'What a verification does not find',
    purpose:
      'A verification proves nothing gone: what it does not find is looked at by a run of its client, which takes those whom the verification missed too for standing there (rule 19).',
    mutations: [
      {
        id: 'verification-proves',
        breaks: 'takes for gone what a verification does not find',
        file: 'src/verify/judge-findings.ts',
        replace: {
          'return clientIds.length > 0 ? null : { id, isGone: true };':
            'return { id, isGone: clientIds.length >= 0 };',
        },
        red: { [FINDS_NOTHING]: [VERIFICATION] },
      },
      {
        id: 'missed-stands-nowhere',
        breaks: 'believes a list without those whom the verification missed as well',
        file: 'src/engine/read-absence.ts',
        replace: { 'isKnown && !(doubtful && mayHaveGoneAlong(round, resource))': 'isKnown && !doubtful' },
        red: { [FINDS_NOTHING]: [VERIFICATION] },
      },
      {
        id: 'missed-elsewhere',
        breaks: 'asks for none of those elsewhere whom the verification missed as well',
        file: 'src/database/ledger/resources.ts',
        replace: {
          "where r.state = 'present' and r.revoke_state is null and r.portal_id":
            "where r.state = 'present' and r.revoke_state is null and not r.doubtful and r.portal_id",
        },
        red: { [FINDS_NOTHING]: [VERIFICATION] },
      },
      {
        id: 'gone-leaves-below',
        breaks: 'takes what hung below what is gone for standing there',
        file: 'src/engine/steps/apply-look.ts',
        replace: { 'if (isLost) await doubtBelow': 'if (isLost && isContradicted) await doubtBelow' },
        red: {
          'test/integration/jobs/verify-connection.test.ts': [
            'is made again with all that hung below it when a look is the first to notice',
          ],
        },
      },
    ],
  },
  {
    name: 'Nobody waits for nothing',
    purpose:
      'A place that is lent, a turn whose request was refused and a record that is refused while the portal fails keep nothing else waiting or busy.',
    mutations: [
      {
        id: 'lent-place-kept',
        breaks:
          'renews the place of a verification while it is lent: that of another process which died stays taken for good',
        file: 'src/verify/verify-place.ts',
        replace: { 'if (isTaken) ask(': 'ask(' },
        red: {
          'test/integration/jobs/verify-place.test.ts': [
            'keeps its lease while it has the place, and that of nobody else while it is lent',
          ],
        },
      },
      {
        id: 'refused-keeps-turn',
        breaks: 'leaves its turn with a request that the portal refused',
        file: 'src/engine/steps/apply-create.ts',
        replace: { 'if (refused.length > 0) await endTurns': 'if (refused.length < 0) await endTurns' },
        red: {
          'test/integration/econnect/refused-request.test.ts': ['gives its turn to the next of its domain'],
        },
      },
      {
        id: 'refused-without-pause',
        breaks: 'comes back without a pause for a record that is refused while a plain read fails',
        file: 'src/engine/note-failure.ts',
        replace: { 'isRefused || run.signal.aborted': "isRefused || code !== ''" },
        red: {
          'test/integration/engine/one-record-refused.test.ts': [
            'a record that is refused while a plain read fails is asked less and less often, too',
          ],
        },
      },
    ],
  },
];
