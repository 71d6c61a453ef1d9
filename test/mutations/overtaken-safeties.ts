// What keeps a request from leaving that a change of the practice has overtaken.
import type { Safety } from './mutation.ts';

const PLAN_TEST = 'test/integration/engine/plan-is-what-runs.test.ts';
const PLAN_LAW =
  'is what the run does: it carries out what goes, and holds what is held, whatever the ledger holds';

export const OVERTAKEN_SAFETIES: readonly Safety[] = [
  {
    name: 'The generation check',
    purpose:
      'A plan that the records have overtaken is not sent, and a change that came during a run is not forgotten at its end.',
    mutations: [
      {
        id: 'generation-sending',
        breaks: 'sends what was planned although the records have changed since',
        file: 'src/database/ledger/operations.ts',
        replace: { ' and d.generation = ${generation} and': ' and' },
        red: {
          'test/integration/database/intents.test.ts': [
            'rule 4: when the records have changed since the plan was made',
          ],
          'test/integration/engine/pushing.test.ts': [
            'rule 4: what changed after the plan was made does not leave any more',
          ],
          'test/integration/engine/suspect-while-queued.test.ts': [
            'rule 4: the same when it turns suspect between its plan and its request',
          ],
        },
      },
      {
        id: 'generation-ending',
        breaks: 'calls a client done although a change came while it was worked on',
        file: 'src/database/ledger/pairs.ts',
        replace: {
          'pending = generation <> ${end.generation} or ${retryAt}::timestamptz is not null':
            'pending = ${retryAt}::timestamptz is not null',
        },
        red: {
          'test/integration/database/ledger.test.ts': [
            'rule 9: a change while it worked keeps the client pending',
          ],
        },
      },
      {
        id: 'wish-overtaken',
        breaks: 'calls a client done although another thing was wished before the end of the run',
        file: 'src/engine/run-state.ts',
        replace: { ' || sameAttributes(tried, wanted);': ' || tried !== null;' },
        red: {
          'test/integration/engine/change-during-a-run.test.ts': [
            'in what somebody else says of a human they share: the last word stands',
            'after its own update, while the last of its contacts is let in: it is pushed again',
          ],
        },
      },
    ],
  },
  {
    name: 'Eligibility judged again before sending',
    purpose:
      'Whoever turns suspect or private, or is unlinked, stops even the work that is queued or planned already (rule 4): each run judges from the records, and the generation check is the last look.',
    mutations: [
      {
        id: 'eligibility-suspect',
        breaks: 'plans wishes of a client that is not eligible',
        file: 'src/engine/plan-client.ts',
        replace: { 'if (!judged.client.eligible) return { claims: [], refusals: [] };\n': '' },
        red: {
          'test/integration/engine/suspect-while-queued.test.ts': [
            'rule 4: no data of it leaves any more, and all ten accesses are revoked and verified',
          ],
        },
      },
      {
        id: 'paused-connection',
        breaks: 'sends on a connection that was paused or stopped meanwhile',
        file: 'src/database/ledger/operations.ts',
        replace: { " and c.state in ('active', 'quarantined')": '' },
        red: {
          'test/integration/database/intents.test.ts': [
            'when a person has paused the connection, or it was stopped',
          ],
        },
      },
    ],
  },
  {
    name: 'The plan is the whole decision',
    purpose:
      'Whether an operation goes, by whom, and what holds it is decided once, in the plan: what `koppel plan` and `koppel explain` show is what the run does, whatever the ledger holds.',
    mutations: [
      {
        id: 'held-goes',
        breaks: 'carries out what the plan says is held',
        file: 'src/engine/steps/perform-steps.ts',
        replace: { 'now: run.now() }).heldBy === null;': "now: run.now() }).heldBy !== 'need';" },
        red: { [PLAN_TEST]: [PLAN_LAW] },
      },
      {
        id: 'preview-without-brake',
        breaks: 'shows a plan without asking the brake',
        file: 'src/engine/gate-client.ts',
        replace: {
          'added.length === 0 ? new Set() : await ask(':
            'added.length === 0 || !write ? new Set() : await ask(',
        },
        red: {
          [PLAN_TEST]: [PLAN_LAW],
          'test/integration/answers/preview.test.ts': [
            'says which revokes the brake would hold, and which pass',
          ],
        },
      },
    ],
  },
  {
    name: 'Tasks that nobody wishes any more',
    purpose:
      'A person is asked to make only what is still wished for (rules 1, 2 and 4); a request that was sent names the partnership.',
    mutations: [
      {
        id: 'task-stays',
        breaks: 'leaves a task to make something open although nobody wishes it any more',
        file: 'src/engine/finish-run.ts',
        replace: { '      await endVainTasks(tx, run.run, withdrawn);\n': '' },
        red: {
          'test/integration/engine/vain-tasks.test.ts': [
            'is asked of nobody for a contact whose client is suspect',
          ],
        },
      },
      {
        id: 'sent-by-hand-stays',
        breaks: 'asks back no request that a person may have sent by the time its client is out',
        file: 'src/plan/make-plan.ts',
        replace: {
          "(resource.portalId !== null || resource.openTask === 'create')": 'resource.portalId !== null',
        },
        red: {
          'test/integration/econnect/manual-requests.test.ts': [
            'rule 4: is not to be sent any more once its client turns suspect, and asked back where it may have been',
          ],
        },
      },
      {
        id: 'address-moves-partnership',
        breaks: 'looks for a partnership at the new address of a client that was asked at another',
        file: 'src/plan/settle-claims.ts',
        replace: { ' ?? (this.isAskedFor(claim) ? held[0] : undefined)': '' },
        red: {
          'test/integration/econnect/requests-to-people.test.ts': [
            'an address that changes while it is open leaves the partnership where the client was asked',
          ],
        },
      },
    ],
  },
];
