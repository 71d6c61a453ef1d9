// What keeps CaseWare Cloud from being misread: numbers that it pads, texts that would end a search early, its bucket of tokens,
// and roles that it does not show.
import type { Safety } from './mutation.ts';

const CORRECTED = 'test/unit/connectors/caseware-cloud-corrected.test.ts';
const KEY_TAKEN = 'test/unit/connectors/caseware-cloud-key-taken.test.ts';
const BUDGET = 'test/integration/database/request-budget.test.ts';
const MIGRATED = 'test/integration/database/contact-groups.test.ts';

export const CASEWARE_SAFETIES: readonly Safety[] = [
  {
    name: 'CaseWare Cloud as it is',
    purpose:
      'A record that is there is found, so that none is made beside it; what is sent fits the bucket of tokens; nobody is given twice what they have.',
    mutations: [
      {
        id: 'caseware-padding',
        breaks: 'searches a client number as the practice writes it only',
        file: 'connectors/caseware-cloud/entity-number.ts',
        replace: { '[number.padStart(LENGTH), number]': '[number]' },
        red: {
          [CORRECTED]: [
            'EntityNo is searched with exactly 10 characters, spaces on the left, and bare where nothing is found',
          ],
        },
      },
      {
        id: 'caseware-bare',
        breaks: 'finds nothing more on the day on which the portal pads no longer',
        file: 'connectors/caseware-cloud/entity-number.ts',
        replace: { '[number.padStart(LENGTH), number]': '[number.padStart(LENGTH)]' },
        red: {
          [CORRECTED]: [
            'EntityNo is searched with exactly 10 characters, spaces on the left, and bare where nothing is found',
          ],
        },
      },
      {
        id: 'caseware-made-unread',
        breaks: 'takes for not made what was made and then could not be read back, and makes another',
        file: 'connectors/caseware-cloud/resources/address.ts',
        replace: {
          'await afterLanding(() => readMade(session, entityGuid, id))':
            'await readMade(session, entityGuid, id)',
        },
        red: {
          'test/integration/engine/lost-and-refused-records.test.ts': [
            'what was made, but could not be read back, is not made twice',
          ],
        },
      },
      {
        id: 'caseware-staff-adopted',
        breaks: 'takes for a contact of whom the portal does not say what they are',
        file: 'connectors/caseware-cloud/resources/person.ts',
        replace: {
          '(await readUser(session, row.CWGuid))?.OwnerType;':
            '(await readUser(session, row.CWGuid))?.OwnerType ?? OWNER_TYPE;',
        },
        red: {
          'test/unit/connectors/caseware-cloud-left-out.test.ts': [
            'is not known where the reading of the person shows it',
          ],
        },
      },
      {
        id: 'caseware-half-changed',
        breaks: 'forgets a role that was given where the one before could not be taken away right after it',
        file: 'connectors/caseware-cloud/resources/entity-role.ts',
        replace: { 'await (given === null ? takeOthers() : afterLanding(takeOthers))': 'await takeOthers()' },
        red: {
          'test/integration/caseware-cloud/another-role.test.ts': [
            'takes both away where the new one was given, and the old one answered with',
          ],
        },
      },
      {
        id: 'caseware-group-half-changed',
        breaks: 'the same of the group on the entity',
        file: 'connectors/caseware-cloud/resources/group-role.ts',
        replace: {
          'await afterLanding(() => session.send({ ...old, accept: [404] }))':
            'await session.send({ ...old, accept: [404] })',
        },
        red: {
          'test/integration/caseware-cloud/another-role.test.ts': [
            'of the group on the entity, keeps one of them where only the new one was answered, and the setting is taken back',
          ],
        },
      },
      {
        id: 'caseware-proof-left-behind',
        breaks: 'takes for gone a group of a proof that is still there',
        file: 'connectors/caseware-cloud/proofs.ts',
        replace: {
          'return !isShown && (status !== 404 ||': 'return isShown || !isShown || (status !== 404 ||',
        },
        red: {
          'test/unit/connectors/caseware-cloud-sandbox.test.ts': [
            'lets a proof name the group that is still there although its deletion was answered (',
          ],
        },
      },
      {
        id: 'caseware-escapes',
        breaks: 'lets a quote in an e-mail end the search early',
        file: 'connectors/caseware-cloud/search.ts',
        replace: { "text.replace(/[\\\\']/g, '\\\\$&')": 'text' },
        red: {
          'test/unit/connectors/caseware-cloud-search.test.ts': [
            'puts text in single quotes and escapes quotes and backslashes inside with a backslash',
          ],
        },
      },
      {
        id: 'caseware-letter-case',
        breaks: 'refuses for good whom a search that minds letter case does not show',
        file: 'connectors/caseware-cloud/resources/person.ts',
        replace: { 'const others = (await readAllHolders(': 'const others = (await readHolders(' },
        red: {
          [KEY_TAKEN]: [
            'looks in the list for who has the e-mail, and searches for it as it stands there from then on',
          ],
        },
      },
      {
        id: 'caseware-any-status',
        breaks: 'believes of few statuses only that they may refuse a second record',
        file: 'connectors/caseware-cloud/write-record.ts',
        replace: { 'if (response.status >= 400) return why': 'if (response.status === 409) return why' },
        red: {
          [KEY_TAKEN]: [
            'is believed of any status that refuses, and of "forbidden" only where somebody has the key',
          ],
        },
      },
      {
        id: 'caseware-whole-seconds',
        breaks: 'reckons with tokens that the portal gives back at the next second only',
        file: 'src/database/portal/request-budget.ts',
        replace: {
          'floor(extract(epoch from now - tokens_at))': 'extract(epoch from now - tokens_at)',
          'coalesce(ceil((least(': 'coalesce(((least(',
        },
        red: { [BUDGET]: ['keeps to a bucket that only its headers tell of, with two processes on it'] },
      },
      {
        id: 'caseware-bucket-shared',
        breaks: 'keeps to itself what one process was told of the bucket',
        file: 'src/database/portal/request-budget.ts',
        replace: { 'tokens = case when too_far then left_over else left_over - cost end,': 'tokens = null,' },
        red: { [BUDGET]: ['waits until the bucket that the portal told of can pay, in every process'] },
      },
      {
        id: 'caseware-given-again',
        breaks:
          'lets connections of the version before give everybody the access anew that they have by way of a group',
        file: 'src/database/migrations/0026-contact-groups.ts',
        replace: { [` || '{"accessBy": "contact-group"}'`]: '' },
        red: { [MIGRATED]: ['goes on with its contact groups, and sends nothing anew'] },
      },
    ],
  },
];
