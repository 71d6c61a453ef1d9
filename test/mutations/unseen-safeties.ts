// What keeps an answer from being called a proof where no reading shows what became of it.
import type { Safety } from './mutation.ts';

export const UNSEEN_SAFETIES: readonly Safety[] = [
  {
    name: 'What no reading shows',
    purpose:
      'A revoke is called verified by a documented reading only, or by one that a proof has seen work on that portal (rule 19).',
    mutations: [
      {
        id: 'unseen-verified',
        breaks: 'believes a reading that nobody has seen work',
        file: 'src/domain/call-permission.ts',
        replace: {
          "return ownPermission(place, name, 'absence') !== 'assumed';":
            'return place.connector.resources[name] !== undefined;',
        },
        red: {
          'test/integration/caseware-cloud/role-on-entity.test.ts': [
            'is revoked_sent after the answer, and never called verified; a person is asked',
          ],
        },
      },
      {
        id: 'not-found-proves',
        breaks: 'takes a 404 on an assignment for a proof that it is gone',
        file: 'connectors/caseware-cloud/resources/entity-role.ts',
        replace: {
          "  if (await isParentGone(session, target)) return 'parent-gone';": "  return 'parent-gone';",
        },
        red: {
          'test/integration/caseware-cloud/role-on-entity.test.ts': [
            'says of a 404 only what the person and the entity say: both there, and it is reported',
          ],
        },
      },
      {
        id: 'tried-forgotten',
        breaks: 'forgets with which role a grant was tried that was never answered',
        file: 'src/engine/plan-client.ts',
        replace: { 'tried: resource.tried,': 'tried: [],' },
        red: {
          'test/integration/caseware-cloud/another-role.test.ts': ['takes it away from whom is unlinked'],
        },
      },
      {
        id: 'tried-beside',
        breaks: 'gives another role beside one that may have landed',
        file: 'src/engine/steps/unseen.ts',
        replace: { "if (trace === 'unknown') {": "if (trace === 'unknown' && resource.tried.length > 9) {" },
        red: {
          'test/integration/caseware-cloud/another-role.test.ts': [
            'takes the role away that may have landed when the new one is given',
          ],
        },
      },
      {
        id: 'sign-in-proves',
        breaks: 'gives a role once more because the account can sign in',
        file: 'connectors/caseware-cloud/resources/entity-role.ts',
        replace: { "  return 'unknown';": "  return user.CanLogin === true ? 'none' : 'unknown';" },
        red: {
          'test/integration/caseware-cloud/role-on-entity.test.ts': [
            'is not given a second time because the account can sign in: a person looks',
          ],
        },
      },
      {
        id: 'described-proves',
        breaks: 'takes a reading that a file describes for one that shows what was revoked',
        file: 'src/domain/call-permission.ts',
        replace: { "call !== 'absence' && documentedTypes": 'documentedTypes' },
        red: {
          'test/unit/domain/call-permission.test.ts': [
            'a file never shows that what was revoked is missing from a reading',
          ],
        },
      },
      {
        id: 'left-out-proves',
        breaks: 'takes rights that an answer leaves out for none',
        file: 'connectors/caseware-cloud/resources/entity-role.ts',
        replace: { 'user.AssignedObjectTypes !== undefined && ': '' },
        red: {
          'test/unit/connectors/caseware-cloud-left-out.test.ts': [
            'left out of the reading of a person tells nothing of this person',
          ],
        },
      },
      {
        id: 'members-described',
        breaks: 'believes a reading of the members of a group that no proof has tried',
        file: 'connectors/caseware-cloud/resources/access.ts',
        replace: { "  assumedCalls: ['absence'],\n": '' },
        red: {
          'test/integration/caseware-cloud/members-unseen.test.ts': [
            'a revoke is revoked_sent after the answer, and never called verified; a person is asked',
          ],
        },
      },
      {
        id: 'unseen-listed',
        breaks: 'takes for gone who is missing from a list that no proof has tried',
        file: 'src/verify/verification.ts',
        replace: { ' && showsAbsence(place, entry[0])': '' },
        red: {
          'test/integration/caseware-cloud/members-unseen.test.ts': [
            'a verification reads no members, and so takes nobody for gone',
          ],
        },
      },
      {
        id: 'members-unproven',
        breaks: 'takes a reading of members that shows nobody for proven',
        file: 'connectors/caseware-cloud/proofs.ts',
        replace: {
          '  const giving = (isRemove: boolean) => assignMembers(':
            '  if ((await read()).length === 0) return null;\n  const giving = (isRemove: boolean) => assignMembers(',
        },
        red: {
          'test/unit/connectors/caseware-cloud-sandbox.test.ts': [
            'proves no reading of members in a portal that',
          ],
        },
      },
      {
        id: 'file-over-proof',
        breaks: 'goes on with a call that a file documents although a proof has seen the portal do otherwise',
        file: 'src/domain/call-permission.ts',
        replace: { 'documentedTypes: documentedTypes.filter(isKept),': 'documentedTypes,' },
        red: {
          'test/unit/domain/call-permission.test.ts': [
            'a proof that finds the portal otherwise overrules its file',
          ],
        },
      },
    ],
  },
  {
    name: "A person's word",
    purpose:
      'A task says what its confirmation is taken for: with which rights, as they are wished now. Whoever read it before a wish changed confirms nothing.',
    mutations: [
      {
        id: 'task-of-before',
        breaks: 'asks a person for what was there before',
        file: 'src/answers/task-steps.ts',
        replace: {
          'wanted: wantedOf(task.known, type?.rights).attributes,': 'wanted: task.known.attributes,',
        },
        red: {
          'test/integration/answers/task-steps.test.ts': [
            'names the rights that are wished now, also where the wish changed while it was open',
          ],
        },
      },
      {
        id: 'task-read-before',
        breaks: 'takes the word of somebody who read the task before the wish changed',
        file: 'src/database/ledger/settlements.ts',
        replace: {
          'update manual_task set id = gen_random_uuid() where': 'update manual_task set id = id where',
        },
        red: {
          'test/integration/answers/task-steps.test.ts': [
            'is not confirmed by whoever read it before the wish changed',
          ],
        },
      },
    ],
  },
];
