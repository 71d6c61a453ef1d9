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
        replace: [{ from: 's.counts and t.present_at > o.said_at as is_later', to: 's.counts as is_later' }],
        red: [
          {
            file: 'test/integration/database/intake.test.ts',
            title: 'rule 20: a late, older record cannot bring it back, nor one of the same moment',
          },
          {
            file: 'test/integration/database/order-of-saying.test.ts',
            title: 'records end, whatever the order, the batches and the writers',
          },
        ],
      },
      {
        id: 'tombstone-first',
        breaks: 'forgets a delete of a record never seen',
        file: 'src/database/records/intake.ts',
        replace: [
          {
            from: 'least(${changedAt}, now())${unseen})',
            to: 'least(${changedAt}, now())${unseen}) limit (select count(*) from ${sql.raw(kind)} e where e.source_key = ${sourceKey})',
          },
        ],
        red: [
          {
            file: 'test/integration/database/intake.test.ts',
            title: 'rule 20: a delete that arrives before its record holds against it',
          },
          {
            file: 'test/integration/database/order-of-saying.test.ts',
            title: 'records end, whatever the order, the batches and the writers',
          },
        ],
      },
      {
        id: 'order-unlocked',
        breaks: 'judges from a row that another writer is about to replace',
        file: 'src/database/records/merge-records.ts',
        replace: [{ from: 'order by source_key for no key update', to: 'order by source_key' }],
        red: [
          {
            file: 'test/integration/database/order-of-saying.test.ts',
            title: 'records end, whatever the order, the batches and the writers',
          },
        ],
      },
      {
        id: 'order-new',
        breaks: 'switches the links of a new record by who looked first',
        file: 'src/database/records/merge-links.ts',
        replace: [
          {
            from: 'where (excluded.said_at, not excluded.enabled, excluded.settings::text collate "C")\n        > (l.said_at, not l.enabled, l.settings::text collate "C")',
            to: 'where (l.enabled, l.settings) is distinct from (excluded.enabled, excluded.settings)',
          },
        ],
        red: [
          {
            file: 'test/integration/database/intake-together.test.ts',
            title: 'rule 20: of two that tell of a new record at once, the one that was said later decides',
          },
          {
            file: 'test/integration/database/order-of-saying.test.ts',
            title: 'records end, whatever the order, the batches and the writers',
          },
        ],
      },
      {
        id: 'order-tie',
        breaks: 'lets on win over off where both were said at the same moment',
        file: 'src/database/records/merge-links.ts',
        replace: [
          { from: '(excluded.said_at, not excluded.enabled,', to: '(excluded.said_at, excluded.enabled,' },
          { from: '(l.said_at, not l.enabled,', to: '(l.said_at, l.enabled,' },
        ],
        red: [
          {
            file: 'test/integration/database/order-of-saying.test.ts',
            title: 'records end, whatever the order, the batches and the writers',
          },
        ],
      },
      {
        id: 'order-delete-tie',
        breaks: 'lets a record win over its delete where both were said at the same moment',
        file: 'src/database/records/intake.ts',
        replace: [{ from: 'where c.said_at <= excluded.said_at', to: 'where c.said_at < excluded.said_at' }],
        red: [
          {
            file: 'test/integration/database/order-of-saying.test.ts',
            title: 'records end, whatever the order, the batches and the writers',
          },
        ],
      },
      {
        id: 'order-ahead',
        breaks: 'lets a clock that is ahead win over what is said until then',
        file: 'src/database/records/merge-links.ts',
        replace: [{ from: 'else least(i.said_at, now()) end', to: 'else i.said_at end' }],
        red: [
          {
            file: 'test/integration/database/order-of-saying.test.ts',
            title: 'records end, whatever the order, the batches and the writers',
          },
        ],
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
        replace: [{ from: 'case when missing_since <> ${asOf} then', to: 'case when true then' }],
        red: [
          {
            file: 'test/integration/database/snapshot.test.ts',
            title: 'rule 20: missing once is remembered, missing twice is a delete',
          },
        ],
      },
      {
        id: 'snapshot-newer',
        breaks: 'counts a record as missing that is newer than the snapshot',
        file: 'src/database/records/snapshot.ts',
        replace: [
          {
            from: 'where deleted_at is null and said_at < ${asOf} and not',
            to: 'where deleted_at is null and not',
          },
        ],
        red: [
          {
            file: 'test/integration/database/snapshot.test.ts',
            title:
              'rule 20: a record that changed after the snapshot, or at its very moment, is not missing from it',
          },
        ],
      },
      {
        id: 'snapshot-half',
        breaks: 'takes an export without contacts for complete',
        file: 'src/intake/import-files.ts',
        replace: [
          { from: 'if (!isThere) refuseExport(', to: "if (!isThere && kind === 'client') refuseExport(" },
        ],
        red: [{ file: 'test/unit/intake/import-files.test.ts', title: 'needs both files' }],
      },
      {
        id: 'snapshot-unchanged',
        breaks: 'takes "unchanged" for an answer while an export lacks a record',
        file: 'src/database/records/source-turns.ts',
        replace: [{ from: 'case when ${WANTS_EXPORT} then null else source_etag end', to: 'source_etag' }],
        red: [
          {
            file: 'test/integration/jobs/read-source-address.test.ts',
            title: 'rule 20: is asked for a second export while the first lacks a record',
          },
        ],
      },
      {
        id: 'old-export-looks-fresh',
        breaks: 'takes a source for read just now that hands out the same old export again and again',
        file: 'src/domain/source-state.ts',
        replace: [{ from: '(sourceAsOf ?? sourceReadAt ??', to: '(sourceReadAt ?? sourceAsOf ??' }],
        red: [
          {
            file: 'test/integration/answers/practice-status.test.ts',
            title: 'takes a source for as old as what it hands out says, however often that is read',
          },
        ],
      },
      {
        id: 'etag-of-before',
        breaks:
          'asks by the ETag of an export before the last, so that what that one said is taken for what holds',
        file: 'src/database/records/practices.ts',
        replace: [
          {
            from: 'source_etag = ${accepted.etag},',
            to: 'source_etag = coalesce(${accepted.etag}, source_etag),',
          },
        ],
        red: [
          {
            file: 'test/integration/jobs/read-source-address.test.ts',
            title: 'is not asked by the ETag of an export before the last that it imported',
          },
        ],
      },
      {
        id: 'cut-off-compressed',
        breaks: 'takes a compressed export that was cut off for a whole one',
        file: 'src/portal-http/download.ts',
        replace: [{ from: '    decompress: false,', to: '    decompress: true,' }],
        red: [
          {
            file: 'test/integration/jobs/read-source-address.test.ts',
            title: 'imports nothing of a compressed answer that was cut off, although its rows are whole',
          },
        ],
      },
      {
        id: 'snapshot-unkeyed',
        breaks: 'concludes absence although a row could not be told',
        file: 'src/intake/import-files.ts',
        replace: [
          {
            from: 'if (asOf === null || checked.rowsWithoutKey > 0) return null;',
            to: 'if (asOf === null) return null;',
          },
        ],
        red: [
          {
            file: 'test/unit/intake/import-files.test.ts',
            title: 'says nothing about absence when a row has no readable key',
          },
        ],
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
        replace: [
          {
            from: "      state = case when state in ('active', 'quarantined') then 'stopped' else state end, probe_at = null\n",
            to: '      state = state\n',
          },
        ],
        red: [
          {
            file: 'test/integration/engine/restored.test.ts',
            title: 'lets nobody in again who was unlinked or deleted since, and proves it',
          },
          {
            file: 'test/integration/engine/restored.test.ts',
            title:
              'is held until a complete snapshot younger than the restore was read, and nothing sent before can land',
          },
        ],
      },
      {
        id: 'restore-doubts',
        breaks: 'believes what the backup says about the portals',
        file: 'src/database/ledger/restore.ts',
        replace: [
          {
            from: "doubtful = doubtful or state in ('present', 'waiting', 'declined', 'absent')",
            to: 'doubtful = doubtful',
          },
        ],
        red: [
          {
            file: 'test/integration/engine/restored.test.ts',
            title: 'takes away again what was given since and has been cut meanwhile',
          },
        ],
      },
      {
        id: 'fences-after-restore',
        breaks: 'does not remember how far the fences were raised',
        file: 'src/database/migrations/0007-restore.ts',
        replace: [{ from: "  perform setval('fence', above);\n", to: '' }],
        red: [
          {
            file: 'test/integration/engine/restored.test.ts',
            title: 'gets no fence that was handed out already, also after a second restore',
          },
        ],
      },
    ],
  },
];
