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
        replace: [{ from: 'if (outdated.size > 0)', to: 'if (outdated.size < 0)' }],
        red: [
          { file: FILE, title: 'is kept by its record, the last of each, where it says something else' },
          {
            file: 'test/integration/engine/open-events.test.ts',
            title:
              'a row of an export that was outdated is told of its record, with its age, until the record is said anew',
          },
        ],
      },
      {
        id: 'outdated-link-dropped',
        breaks: 'forgets that a link was said otherwise, because something newer said it too',
        file: 'src/database/records/intake.ts',
        replace: [{ from: 'for (const key of links.outdated) outdated.add(key);', to: '' }],
        red: [
          {
            file: FILE,
            title:
              'is kept of a link that was switched otherwise since, or off at that moment, though nothing else is told',
          },
        ],
      },
      {
        id: 'outdated-delete-dropped',
        breaks: 'forgets a delete that is older than its record',
        file: 'src/database/records/intake.ts',
        replace: [{ from: 'statements: [deletion] }', to: 'statements: [] }' }],
        red: [{ file: FILE, title: 'is kept of a delete that is older than the record' }],
      },
      {
        id: 'outdated-closed',
        breaks: 'forgets it although nothing was said of the record since',
        file: 'src/database/records/outdated.ts',
        replace: [{ from: 'r.data_said_at = o.overtaken_by', to: 'r.data_said_at > now()' }],
        red: [{ file: FILE, title: 'is kept where it was said later, of a version that is older' }],
      },
    ],
  },
];
