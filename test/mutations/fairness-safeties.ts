// What keeps a revoke from waiting behind somebody else's trouble.
import type { Safety } from './mutation.ts';

const HAND_OUT = 'src/database/ledger/hand-out.ts';
const HAND_OUT_TEST = 'test/integration/database/hand-out.test.ts';
const REFUSED_TEST = 'test/integration/engine/one-record-refused.test.ts';

export const FAIRNESS_SAFETIES: readonly Safety[] = [
  {
    name: 'Lines and kept places',
    purpose:
      'Records that hang or fail, and locked rows, keep no place from a revoke: first attempts go before retries, what is slow to fail behind everything, and some places are kept from it.',
    mutations: [
      {
        id: 'retries-in-line',
        breaks: 'hands out by age alone, whoever has failed how often',
        file: 'src/database/migrations/0017-fairness.ts',
        replace: { 'case when attempts > 0 then 1 else 0 end': '0' },
        red: {
          [HAND_OUT_TEST]: [
            'rule 19: revokes first, and of each kind whoever was never tried before whoever failed',
          ],
        },
      },
      {
        id: 'in-turn',
        breaks: 'serves the connection whose changes are oldest before all others',
        file: HAND_OUT,
        replace: { 'p.nth_at_connection, p.served_at, p.age': 'p.age' },
        red: {
          [HAND_OUT_TEST]: ['connections take turns, however old the changes of another are'],
        },
      },
      {
        id: 'kept-place',
        breaks: 'gives the last place of a connection to what hangs',
        file: HAND_OUT,
        replace: { 'where i.line < 6 or i.nth_of_kind <= i.slow_room': 'where true' },
        red: { [HAND_OUT_TEST]: ['leaves a place for others beside what hangs'] },
      },
      {
        id: 'newest-first',
        breaks: 'serves revokes by age while those before the newest may hang',
        file: HAND_OUT,
        replace: {
          'and (l.line > 0 or not c.in_trouble)': '',
          'and d.line = 0 and c.in_trouble': 'and d.line = 0 and false',
        },
        red: {
          [HAND_OUT_TEST]: [
            'while something hangs, the newest revoke goes first: those before it may hang as well',
          ],
        },
      },
      {
        id: 'locked-row',
        breaks: 'waits for a row that somebody has locked',
        file: HAND_OUT,
        replace: {
          'order by d.turn_at limit greatest(c.room, 0) for update skip locked':
            'order by d.turn_at limit greatest(c.room, 0) for update',
        },
        red: { [HAND_OUT_TEST]: ['a row that somebody has locked delays nobody else'] },
      },
      {
        id: 'events-in-turns',
        breaks: 'applies what takes access away after whatever came before it',
        file: 'src/intake/event-line.ts',
        replace: { 'return isFirst ? round : MOST_ROUNDS + round;': 'return round;' },
        red: {
          'test/unit/intake/event-line.test.ts': [
            'law: nobody stands behind more than a round of another practice, and no switch-off behind anything else',
          ],
        },
      },
    ],
  },
  {
    name: 'Free hands and machines that are away',
    purpose:
      'No more is handed out than there are hands, and a machine that does not answer has one request at a time of all its connections.',
    mutations: [
      {
        id: 'free-hands',
        breaks: 'fills the queue with more than anybody takes up',
        file: HAND_OUT,
        replace: { 'select coalesce(sum(hands), 1000000)::integer as hands': 'select 1000000 as hands' },
        red: {
          [HAND_OUT_TEST]: ['no more than the processes have hands for, whatever the connections would take'],
        },
      },
      {
        id: 'one-probe-of-a-host',
        breaks: 'has every connection to a machine that is away ask it',
        file: HAND_OUT,
        replace: { 'and (not p.host_is_down or p.nth_probe = 1)': '' },
        red: {
          [HAND_OUT_TEST]: [
            'sixty connections to a machine that is away cost one probe in an interval, and none is forgotten',
          ],
        },
      },
      {
        id: 'connect-in-time',
        breaks: 'waits for a machine that does not take up a connection as long as for an answer',
        file: 'src/portal-http/connect-in-time.ts',
        replace: {
          'setTimeout(() => socket.destroy(new ConnectTimeoutError()), withinMs)':
            'setTimeout(() => undefined, withinMs)',
        },
        red: {
          'test/unit/portal-http/connect-in-time.test.ts': [
            'ends when it takes the connection and says nothing on it',
          ],
        },
      },
    ],
  },
  {
    name: 'Revokes first within a client',
    purpose:
      'What takes access away, up to its proof, comes before everything else of its client that hangs or may hang (rule 19).',
    mutations: [
      {
        id: 'proof-before-the-rest',
        breaks: 'goes on with all other work of a client before a revoke is read back',
        file: 'src/engine/steps/perform-steps.ts',
        replace: { 'if (hasRevoked && !isFirst) return;': '' },
        red: {
          'test/integration/engine/revoke-goes-first.test.ts': [
            'rule 19: needs its own requests only, from the unlink to the proof',
          ],
        },
      },
      {
        id: 'news-after-a-hang',
        breaks: 'goes on with its plan after a request that hung, whatever was said meanwhile',
        file: 'src/engine/note-failure.ts',
        replace: { ', stale: hung && generation !== planned.records.generation': '' },
        red: {
          'test/integration/engine/revoke-goes-first.test.ts': [
            'rule 19: waits for one of them at most, when they are under way already',
          ],
        },
      },
    ],
  },
  {
    name: 'One refused record is not a refused connection',
    purpose:
      'After a 401, a 403 or a redirect a plain read decides whether the connection is meant; one that is refused is asked again and goes on by itself.',
    mutations: [
      {
        id: 'refused-alone',
        breaks: 'stops the connection for one record',
        file: 'src/engine/note-failure.ts',
        replace: {
          "yield { portal: { health } };\n  return health?.portal === 'answers';":
            "yield { portal: { health: { portal: 'refused', code: 'X' } } };\n  return false;",
        },
        red: {
          [REFUSED_TEST]: ['one record fails alone and by name, others go on, and it goes on by itself'],
        },
      },
      {
        id: 'every-write-refused',
        breaks: 'says nothing of a portal that forbids every write while it can be read',
        file: 'src/engine/learn-about-connection.ts',
        replace: { "if (writes === 'none' || accessError": "if (writes !== 'taken' || accessError" },
        red: {
          [REFUSED_TEST]: [
            'and forbids every write: the connection says so once, is asked on, and goes on by itself',
          ],
        },
      },
      {
        id: 'refused-asks-again',
        breaks: 'waits for a person where a connection was refused',
        file: HAND_OUT,
        replace: { "c.state in ('quarantined', 'stopped')": "c.state = 'quarantined'" },
        red: { [REFUSED_TEST]: ['it is asked slowly, and goes on by itself, with one alert each way'] },
      },
    ],
  },
  {
    name: 'One practice is not the sweep',
    purpose:
      'What cannot be swept at one practice, or is locked there, keeps nothing of the others waiting (rule 23).',
    mutations: [
      {
        id: 'sweep-ends-at-one',
        breaks: 'ends the sweep of all practices at the first that fails',
        file: 'jobs/sweep.ts',
        replace: { 'failures.push(error);': 'throw error;' },
        red: {
          'test/integration/jobs/sweep-of-many.test.ts': [
            'rule 23: finds what others lost all the same, and fails at its end',
          ],
        },
      },
    ],
  },
  {
    name: 'One locked record is not the line',
    purpose:
      'An event of a record that somebody has locked takes no place from those of others, and is not given up (rule 23).',
    mutations: [
      {
        id: 'locked-record-given-up',
        breaks: 'leaves an event of a record that somebody has locked to the next sweep',
        file: 'jobs/receive-event.ts',
        replace: { 'if (!isLocked(error)) throw error;': 'throw error;' },
        red: {
          'test/integration/jobs/receive-event.test.ts': [
            'wait at the end of the line while somebody has locked their record, and hold up nobody (',
          ],
        },
      },
    ],
  },
  {
    name: 'Finished jobs by their number',
    purpose: 'What is kept of finished jobs for the dashboard never fills the memory of Redis.',
    mutations: [
      {
        id: 'finished-uncapped',
        breaks: 'keeps finished jobs on Redis by their age alone',
        file: 'src/queue/open-queues.ts',
        replace: {
          '{ ...KEEP_DONE, count: MOST_DONE }': 'KEEP_DONE',
          '{ ...KEEP_FAILED, count: MOST_FAILED }': 'KEEP_FAILED',
        },
        red: {
          'test/integration/queue/kept-jobs.test.ts': [
            'are kept while they are fresh, but not more than 10,000 that were done',
            'are kept for a week, but not more than 5,000 that failed',
          ],
        },
      },
    ],
  },
];
