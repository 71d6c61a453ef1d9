// What keeps old or partial news from being believed.
import type { Safety } from './mutation.ts';

export const BELIEVING_SAFETIES: readonly Safety[] = [
  {
    name: 'The tombstone',
    purpose:
      'A late, older record does not bring back what was deleted, also when the delete came first (rule 20).',
    mutations: [
      {
        id: 'tombstone-older',
        breaks: 'takes an older record for news of a deleted one',
        file: 'src/database/records/intake.ts',
        replace: [
          {
            from: 'where c.source_changed_at < excluded.source_changed_at\n      or (c.source_changed_at',
            to: 'where c.deleted_at is not null or c.source_changed_at < excluded.source_changed_at\n      or (c.source_changed_at',
          },
        ],
        red: [
          {
            file: 'test/integration/database/intake.test.ts',
            title: 'rule 20: a late, older record cannot bring it back, nor one of the same moment',
          },
        ],
      },
      {
        id: 'tombstone-first',
        breaks: 'forgets a delete of a record never seen',
        file: 'src/database/records/intake.ts',
        replace: [
          {
            from: 'values (${practiceId}, ${sourceKey}, ${changedAt}, ${changedAt})',
            to: 'select ${practiceId}, ${sourceKey}, ${changedAt}::timestamptz, ${changedAt}::timestamptz where exists (select from contact e where e.source_key = ${sourceKey})',
          },
        ],
        red: [
          {
            file: 'test/integration/database/intake.test.ts',
            title: 'rule 20: a delete that arrives before its record holds against it',
          },
        ],
      },
    ],
  },
  {
    name: 'Half a snapshot revokes nothing',
    purpose:
      'Absence means something only in two complete snapshots, and only for records older than the snapshot (rule 20).',
    mutations: [
      {
        id: 'snapshot-once',
        breaks: 'deletes what one snapshot lacks',
        file: 'src/database/records/intake.ts',
        replace: [{ from: 'case when r.missing_since < ${asOf} then', to: 'case when true then' }],
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
        file: 'src/database/records/intake.ts',
        replace: [
          {
            from: 'where r.deleted_at is null and r.source_changed_at < ${asOf}\n',
            to: 'where r.deleted_at is null\n',
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
            file: 'test/integration/jobs/read-source.test.ts',
            title: 'rule 20: is asked for a second export while the first lacks a record',
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
