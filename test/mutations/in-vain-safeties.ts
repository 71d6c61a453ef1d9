// What keeps what was asked for in vain from being forgotten, or asked for without end.
import type { Safety } from './mutation.ts';

const IN_VAIN_AGAIN = {
  'test/integration/engine/change-not-found.test.ts': [
    'rule 24: is tried less and less often where that goes on, and stays due',
  ],
};

export const IN_VAIN_SAFETIES: readonly Safety[] = [
  {
    name: 'What was tried in vain is not forgotten',
    purpose:
      'A change, or a request to be taken back, that the portal does not take is tried again by a later run, less and less often; what it refused is looked for before its unlink counts as done.',
    mutations: [
      {
        id: 'change-left',
        breaks: 'ends a run that has tried a change in vain without coming back for it',
        file: 'src/engine/finish-run.ts',
        replace: { "return operation.gate.by === 'koppel';": 'return false;' },
        red: IN_VAIN_AGAIN,
      },
      {
        id: 'change-over-and-over',
        breaks: 'sends a change again in the same run although a look has found nothing new',
        file: 'src/engine/steps/apply-look.ts',
        replace: { 'operation.isRevoke || isNews(resource, change)': 'operation.isRevoke || true' },
        red: IN_VAIN_AGAIN,
      },
      {
        id: 'withdrawal-left',
        breaks: 'ends a run that has asked for a request back in vain without coming back for it',
        file: 'src/engine/finish-run.ts',
        replace: { "if (action === 'withdraw') return !isAskedOfPerson(resource);": '' },
        red: {
          'test/integration/econnect/withdrawal-not-taken.test.ts': [
            'is asked for once a run, less and less often, and stands open meanwhile',
          ],
        },
      },
      {
        id: 'refused-and-given',
        breaks: 'takes a grant that was refused for one that cannot have been given',
        file: 'src/plan/apply-settlement.ts',
        replace: { 'return refused !== null || doubtful;': 'return false;' },
        red: {
          'test/integration/engine/grant-refused-and-given.test.ts': [
            'costs one look where it was refused and not given',
          ],
        },
      },
    ],
  },
];
