// What keeps old or partial news from being believed.
import type { Safety } from './mutation.ts';

export const BELIEVING_SAFETIES: readonly Safety[] = [
  {
    name: 'The order in which it was said',
    purpose:
      'What was said last counts, for a record and for each switch, in whatever order and by however many writers it comes; on equal times off and delete win (rule 20).',
    mutations: [
      {
        id: 'tombstone-older',
        breaks: 'takes what was said before a delete for news of the record',
        file: 'src/database/records/merge-records.ts',
        replace: { 's.counts and t.present_at > o.said_at as is_later': 's.counts as is_later' },
        red: {
          'test/integration/database/intake.test.ts': [
            'rule 20: a late, older record cannot bring it back, nor one of the same moment',
          ],
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'tombstone-first',
        breaks: 'forgets a delete of a record never seen',
        file: 'src/database/records/intake.ts',
        replace: {
          'least(${changedAt}, now())${unseen})':
            'least(${changedAt}, now())${unseen}) limit (select count(*) from ${sql.raw(kind)} e where e.source_key = ${sourceKey})',
        },
        red: {
          'test/integration/database/intake.test.ts': [
            'rule 20: a delete that arrives before its record holds against it',
          ],
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'order-unlocked',
        breaks: 'judges from a row that another writer is about to replace',
        file: 'src/database/records/merge-records.ts',
        replace: { 'order by source_key for no key update': 'order by source_key' },
        red: {
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'order-new',
        breaks: 'switches the links of a new record by who looked first',
        file: 'src/database/records/merge-links.ts',
        replace: {
          'where (excluded.said_at, not excluded.enabled, excluded.settings::text collate "C")\n        > (l.said_at, not l.enabled, l.settings::text collate "C")':
            'where (l.enabled, l.settings) is distinct from (excluded.enabled, excluded.settings)',
        },
        red: {
          'test/integration/database/intake-together.test.ts': [
            'rule 20: of two that tell of a new record at once, the one that was said later decides',
          ],
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'order-tie',
        breaks: 'lets on win over off where both were said at the same moment',
        file: 'src/database/records/merge-links.ts',
        replace: {
          '(excluded.said_at, not excluded.enabled,': '(excluded.said_at, excluded.enabled,',
          '(l.said_at, not l.enabled,': '(l.said_at, l.enabled,',
        },
        red: {
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'order-delete-tie',
        breaks: 'lets a record win over its delete where both were said at the same moment',
        file: 'src/database/records/intake.ts',
        replace: { 'where c.said_at <= excluded.said_at': 'where c.said_at < excluded.said_at' },
        red: {
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'order-ahead',
        breaks: 'lets a clock that is ahead win over what is said until then',
        file: 'src/database/records/merge-links.ts',
        replace: { 'else least(i.said_at, now()) end': 'else i.said_at end' },
        red: {
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
    ],
  },
  {
    name: 'Half a snapshot revokes nothing',
    purpose:
      'Absence means something only in two complete snapshots, and only for what was last said before them (rule 20).',
    mutations: [
      {
        id: 'snapshot-once',
        breaks: 'deletes what one snapshot lacks',
        file: 'src/database/records/snapshot.ts',
        replace: { 'case when missing_since <> ${asOf} then': 'case when true then' },
        red: {
          'test/integration/database/snapshot.test.ts': [
            'rule 20: missing once is remembered, missing twice is a delete',
          ],
        },
      },
      {
        id: 'snapshot-newer',
        breaks: 'counts a record as missing that is newer than the snapshot',
        file: 'src/database/records/snapshot.ts',
        replace: {
          'where deleted_at is null and said_at < ${asOf} and not': 'where deleted_at is null and not',
        },
        red: {
          'test/integration/database/snapshot.test.ts': [
            'rule 20: a record that changed after the snapshot, or at its very moment, is not missing from it',
          ],
        },
      },
      {
        id: 'snapshot-half',
        breaks: 'takes an export without contacts for complete',
        file: 'src/intake/import-files.ts',
        replace: { 'if (!isThere) refuseExport(': "if (!isThere && kind === 'client') refuseExport(" },
        red: { 'test/unit/intake/import-files.test.ts': ['needs both files'] },
      },
      {
        id: 'snapshot-unchanged',
        breaks: 'takes "unchanged" for an answer while an export lacks a record',
        file: 'src/database/records/source-turns.ts',
        replace: { 'case when ${WANTS_EXPORT} then null else source_etag end': 'source_etag' },
        red: {
          'test/integration/jobs/read-source-address.test.ts': [
            'rule 20: is asked for a second export while the first lacks a record',
          ],
        },
      },
      {
        id: 'old-export-looks-fresh',
        breaks: 'takes a source for read just now that hands out the same old export again and again',
        file: 'src/domain/source-state.ts',
        replace: { '(sourceAsOf ?? sourceReadAt ??': '(sourceReadAt ?? sourceAsOf ??' },
        red: {
          'test/integration/answers/practice-status.test.ts': [
            'takes a source for as old as what it hands out says, however often that is read',
          ],
        },
      },
      {
        id: 'etag-of-before',
        breaks:
          'asks by the ETag of an export before the last, so that what that one said is taken for what holds',
        file: 'src/database/records/practices.ts',
        replace: {
          'source_etag = ${accepted.etag},': 'source_etag = coalesce(${accepted.etag}, source_etag),',
        },
        red: {
          'test/integration/jobs/read-source-address.test.ts': [
            'is not asked by the ETag of an export before the last that it imported',
          ],
        },
      },
      {
        id: 'cut-off-compressed',
        breaks: 'takes a compressed export that was cut off for a whole one',
        file: 'src/portal-http/download.ts',
        replace: { '    decompress: false,': '    decompress: true,' },
        red: {
          'test/integration/jobs/read-source-address.test.ts': [
            'imports nothing of a compressed answer that was cut off, although its rows are whole',
          ],
        },
      },
      {
        id: 'snapshot-unkeyed',
        breaks: 'concludes absence although a row could not be told',
        file: 'src/intake/import-files.ts',
        replace: {
          'if (asOf === null || checked.rowsWithoutKey > 0) return null;': 'if (asOf === null) return null;',
        },
        red: {
          'test/unit/intake/import-files.test.ts': [
            'says nothing about absence when a row has no readable key',
          ],
        },
      },
    ],
  },
  {
    name: 'A restore holds the connection',
    purpose:
      'After a restore nothing is sent until the records are whole, nothing known of a portal is believed, and no fence is handed out twice.',
    mutations: [
      {
        id: 'restore-holds',
        breaks: 'goes on with the records of the backup',
        file: 'src/database/ledger/restore.ts',
        replace: {
          "      state = case when state in ('active', 'quarantined') then 'stopped' else state end, probe_at = null\n":
            '      state = state\n',
        },
        red: {
          'test/integration/engine/restored.test.ts': [
            'lets nobody in again who was unlinked or deleted since, and proves it',
            'is held until a complete snapshot younger than the restore was read, and nothing sent before can land',
          ],
        },
      },
      {
        id: 'restore-doubts',
        breaks: 'believes what the backup says about the portals',
        file: 'src/database/ledger/restore.ts',
        replace: {
          "doubtful = doubtful or state in ('present', 'waiting', 'declined', 'absent')":
            'doubtful = doubtful',
        },
        red: {
          'test/integration/engine/restored.test.ts': [
            'takes away again what was given since and has been cut meanwhile',
          ],
        },
      },
      {
        id: 'fences-after-restore',
        breaks: 'does not remember how far the fences were raised',
        file: 'src/database/migrations/0007-restore.ts',
        replace: { "  perform setval('fence', above);\n": '' },
        red: {
          'test/integration/engine/restored.test.ts': [
            'gets no fence that was handed out already, also after a second restore',
          ],
        },
      },
    ],
  },
];
