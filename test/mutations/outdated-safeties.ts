// What keeps that which came too late to count from ending as a mere number.
import type { Safety } from './mutation.ts';

const FILE = 'test/integration/database/outdated.test.ts';

export const OUTDATED_SAFETIES: readonly Safety[] = [
  {
    name: 'What was outdated when it came',
    purpose:
      'It is kept by its record, where it says something else than what is known, until the record is said anew.',
    mutations: [
      {
        id: 'outdated-counted',
        breaks: 'only counts what is older than what is known',
        file: 'src/database/records/intake.ts',
        replace: { 'if (outdated.size > 0)': 'if (outdated.size < 0)' },
        red: {
          [FILE]: ['is kept by its record, the last of each, where it says something else'],
          'test/integration/engine/open-events.test.ts': [
            'a row of an export that was outdated is told of its record, with its age, until the record is said anew',
          ],
        },
      },
      {
        id: 'outdated-link-dropped',
        breaks: 'forgets that a link was said otherwise, because something newer said it too',
        file: 'src/database/records/intake.ts',
        replace: { 'for (const key of links.outdated) outdated.add(key);': '' },
        red: {
          [FILE]: [
            'is kept of a link that was switched otherwise since, or off at that moment, though nothing else is told',
          ],
        },
      },
      {
        id: 'outdated-delete-dropped',
        breaks: 'forgets a delete that is older than its record',
        file: 'src/database/records/intake.ts',
        replace: { 'statements: [deletion] }': 'statements: [] }' },
        red: { [FILE]: ['is kept of a delete that is older than the record'] },
      },
      {
        id: 'outdated-closed',
        breaks: 'forgets it although nothing was said of the record since',
        file: 'src/database/records/outdated.ts',
        replace: { 'r.data_said_at = o.overtaken_by': 'r.data_said_at > now()' },
        red: { [FILE]: ['is kept where it was said later, of a version that is older'] },
      },
    ],
  },
];
