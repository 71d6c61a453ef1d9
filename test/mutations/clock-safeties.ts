// What keeps a clock that is wrong from deciding what was said last.
import type { Safety } from './mutation.ts';

export const CLOCK_SAFETIES: readonly Safety[] = [
  {
    name: 'One clock',
    purpose:
      'What arrives is dated by the clock of the database alone, and nothing counts as said, or changed, later than that (rule 20).',
    mutations: [
      {
        id: 'version-ahead',
        breaks: 'lets the time of a change win that lies after what tells of it',
        file: 'src/database/records/merge-records.ts',
        replace: { '`least(${changedAt}, ${saidAt}), ${saidAt}': '`${changedAt}, ${saidAt}' },
        red: {
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'snapshot-ahead',
        breaks: 'lets an export whose clock is ahead win over what is said until then',
        file: 'src/database/records/snapshot.ts',
        replace: {
          'least(${asOf}::timestamptz, ${arrivedAt ?? null}::timestamptz, now())': '${asOf}::timestamptz',
        },
        red: {
          'test/integration/database/snapshot.test.ts': [
            'rule 20: are as old as their arrival: a delete said after it counts',
          ],
        },
      },
      {
        id: 'snapshot-again',
        breaks: 'takes an export that is read twice for two, while its clock is ahead',
        file: 'src/database/records/snapshot.ts',
        replace: { 'when snapshot_told_as_of = ${asOf}::timestamptz then': 'when false then' },
        red: { 'test/integration/database/snapshot.test.ts': ['rule 20: are one when they are read twice'] },
      },
      {
        id: 'arrival-by-process',
        breaks: 'dates the arrival of an event by the clock of the server',
        file: 'src/database/records/events.ts',
        replace: { 'e.payload, now(),': 'e.payload, least(now(), ${new Date()}),' },
        red: {
          'test/integration/jobs/refused-event.test.ts': [
            'rule 20: an off that tells no time is as old as it is, although the clock of the server is behind',
          ],
        },
      },
    ],
  },
];
