// What keeps a file, or a value in it, from being taken for something that nobody said.
import type { Safety } from './mutation.ts';

const REWRITTEN_KEYS = 'test/unit/intake/rewritten-keys.test.ts';
const WRONG_ROWS = 'test/unit/intake/wrong-rows.test.ts';
const REFUSED_ROWS = 'test/integration/engine/refused-rows.test.ts';
const DOUBTFUL_EXPORTS = 'test/unit/intake/doubtful-exports.test.ts';
const SPREADSHEET_FILES = 'test/unit/intake/spreadsheet-files.test.ts';
const TIDY_RECORD = 'test/unit/intake/tidy-record.test.ts';

export const FILE_SAFETIES: readonly Safety[] = [
  {
    name: 'A wrong row costs itself',
    purpose:
      'What a row takes away gets through whatever else is wrong in it, or in the rows beside it (rule 22).',
    mutations: [
      {
        id: 'off-in-wrong-row',
        breaks: 'reads nothing of a record of which one field is wrong',
        file: 'src/intake/records/record-schema.ts',
        replace: { "const sourceKey = readCode(value, 'key');": 'const sourceKey = null;' },
        red: {
          [WRONG_ROWS]: [
            'is heard where it switches off, in the wrong row and in the others',
            'counts as a snapshot for all that it holds',
          ],
        },
      },
      {
        id: 'exclusion-through',
        breaks:
          'lets a client keep its access that is said to be suspect or private in an event with something else wrong',
        file: 'src/intake/records/record-schema.ts',
        replace: {
          'return { ...reading, statement: { ...statement, ...(excluded === undefined ? {} : { excluded }) } };':
            'return { ...reading, statement };',
        },
        red: {
          'test/integration/jobs/refused-event.test.ts': [
            'whatever else is wrong, until it is said otherwise later',
          ],
          'test/unit/intake/wrong-rows.test.ts': [
            'is heard where a client is private or suspect, in the wrong row, in one of another width and in the others',
          ],
        },
      },
      {
        id: 'exclusion-taken-back',
        breaks:
          'takes older data that come late for what a client is now, though it was said to be suspect since',
        file: 'src/database/records/merge-records.ts',
        replace: { 'if (excluding === undefined) return': 'if (excluding !== null) return' },
        red: {
          'test/integration/jobs/refused-event.test.ts': [
            'whatever else is wrong, until it is said otherwise later',
          ],
          'test/integration/database/order-of-saying.test.ts': [
            'records end, whatever the order, the batches and the writers',
          ],
        },
      },
      {
        id: 'off-without-zeros',
        breaks: 'hears a row whose key lost its zeros of a record that nobody knows',
        file: 'src/intake/files/write-files.ts',
        replace: { 'parsed: rename(parsed, only)': 'parsed' },
        red: {
          [WRONG_ROWS]: [
            'hears whom it switches off though the key of the record itself lost its zeros, and makes no second one',
          ],
        },
      },
      {
        id: 'off-under-number',
        breaks: 'takes a key with separators of thousands for another record',
        file: 'src/domain/plain-key.ts',
        replace: { 'byForm.get(plainKey(known))': 'byForm.get(known)' },
        red: { [WRONG_ROWS]: ['hears whom it switches off though a spreadsheet wrote its key as '] },
      },
      {
        id: 'off-of-several',
        breaks: 'hears a row whose key may be one of several of the first of them',
        file: 'src/intake/files/write-files.ts',
        replace: { 'others.length === 0 && saysSomething': 'others.length >= 0 && saysSomething' },
        red: {
          [REWRITTEN_KEYS]: [
            'and that means one of several is heard of none, and takes none of them for absent',
          ],
        },
      },
      {
        id: 'absent-under-other-key',
        breaks: 'takes for absent who may stand there with a key that a spreadsheet wrote anew',
        file: 'src/intake/import-files.ts',
        replace: { ', ...checked.maybeThere[kind]]': ']' },
        red: {
          [REWRITTEN_KEYS]: [
            'is heard of the one that it means: ',
            'is that of another known one twice: who may be the second is not taken for absent',
          ],
        },
      },
      {
        id: 'key-of-other-cell',
        breaks:
          'takes another cell for the key of a row with a separator too many, and its record for absent',
        file: 'src/intake/files/read-csv.ts',
        replace: { 'hasKey(columns, cells) && keys.size === 1': 'columns.length > 0' },
        red: { [WRONG_ROWS]: ['whose it is nobody can tell'] },
      },
      {
        id: 'off-beside-wrong-row',
        breaks: 'hears nothing of an import that is refused for one row',
        file: 'src/intake/import-files.ts',
        replace: {
          'const canSkip = checked':
            'if (checked.problems.count > 0 && !request.skipInvalid) return refuse(problems); const canSkip = checked',
        },
        red: { [WRONG_ROWS]: ['is heard where it switches off, in the wrong row and in the others'] },
      },
      {
        id: 'off-in-doubtful-file',
        breaks: 'hears nothing of an export of which something is wrong as a whole',
        file: 'src/intake/import-files.ts',
        replace: {
          'const canSkip = checked':
            'if (isDoubtful || checked.fatal) return refuse(problems); const canSkip = checked',
        },
        red: {
          [DOUBTFUL_EXPORTS]: [
            'is heard where it takes away, and tells nothing by absence',
            'because it is one file of two is heard where it takes away',
          ],
        },
      },
      {
        id: 'refused-row-forgotten',
        breaks: 'keeps nothing of a row that was refused at its record',
        file: 'src/intake/files/write-files.ts',
        replace: { 'await noteRefused(request, chunk);': '' },
        red: {
          [REFUSED_ROWS]: [
            'keeps its record from being called in sync',
            'is over once the same export says it rightly, and not by an older one',
          ],
        },
      },
      {
        id: 'refused-row-in-sync',
        breaks: 'calls in sync a record of which the last row, or reading, was refused',
        file: 'src/database/ledger/standing-facts.ts',
        replace: { 'union all select key, said_at from source_refusal where kind = ${kind}': '' },
        red: { [REFUSED_ROWS]: ['keeps its record from being called in sync'] },
      },
      {
        id: 'off-in-refused-folder',
        breaks:
          'hears nothing of an export in a watched folder whose files cannot be told apart, or are no files of records',
        file: 'src/intake/read-folder.ts',
        replace: {
          'for (const file of listAlone(found))': 'for (const file of listAlone(found).slice(0, 0))',
        },
        red: { [DOUBTFUL_EXPORTS]: ['in a watched folder, is heard where it takes away'] },
      },
      {
        id: 'absence-in-doubtful-file',
        breaks: 'takes for absent whom an export lacks of which something is wrong as a whole',
        file: 'src/intake/import-files.ts',
        replace: {
          'complete: false, asOf: isEarly': 'complete, asOf: isEarly',
          'work.complete && !checked.fatal': 'work.complete',
        },
        red: {
          [DOUBTFUL_EXPORTS]: [
            'is heard where it takes away, and tells nothing by absence',
            'because it is one file of two is heard where it takes away',
          ],
        },
      },
      {
        id: 'off-behind-quote',
        breaks: 'reads nothing of a row behind a quote that does not fit',
        file: 'src/intake/files/csv-rows.ts',
        replace: {
          "splitLoosely(first.text ?? '', delimiter)": "readCells(first.text ?? '', delimiter).cells",
        },
        red: { [WRONG_ROWS]: ['never closes', 'is heard where the client is suspect'] },
      },
      {
        id: 'source-skips-wrong-rows',
        breaks: 'refuses every export of a source that has a wrong row',
        file: 'src/intake/read-source.ts',
        replace: { 'skipInvalid: true': 'skipInvalid: false' },
        red: {
          'test/integration/jobs/read-source.test.ts': [
            'rule 22: a wrong row costs itself: the others are a snapshot, and what is wrong is listed',
          ],
        },
      },
      {
        id: 'quote-costs-its-row',
        breaks: 'takes the rows behind a quote that does not end for a part of its cell',
        file: 'src/intake/files/csv-rows.ts',
        replace: {
          'const isRow = held.length > 0 && isWhole(readCells(next.text, delimiter));':
            'const isRow = false;',
        },
        red: {
          'test/unit/intake/read-csv.test.ts': [
            'does not take the next row for a part of a cell whose quote it would close',
          ],
        },
      },
    ],
  },
  {
    name: 'What nobody means is no value',
    purpose: 'A word for nothing makes no two people one, and what a spreadsheet rounded names nobody.',
    mutations: [
      {
        id: 'nothing-is-nobody',
        breaks: 'takes the word for no other person for a person',
        file: 'src/intake/records/tidy-text.ts',
        replace: { "(use === 'identity' && NO_IDENTITY.test(text))": 'false' },
        red: { [TIDY_RECORD]: ['never makes two people one'] },
      },
      {
        id: 'rounded-number',
        breaks: 'takes a number that a spreadsheet has rounded for what it was',
        file: 'src/intake/records/clean-text.ts',
        replace: { 'ROUNDED.test(cleaned.text)': 'false' },
        red: { [TIDY_RECORD]: ['is a number that a spreadsheet has rounded, refused by field'] },
      },
      {
        id: 'guessed-encoding',
        breaks: 'guesses the letters of an encoding that cannot be told',
        file: 'src/intake/files/encoding.ts',
        replace: { 'return isCertain && hasLetter ?': 'return hasLetter || !isCertain ?' },
        red: { [SPREADSHEET_FILES]: ['is refused with one problem that names the cause: '] },
      },
    ],
  },
  {
    name: 'No message tells a value',
    purpose:
      'A problem can be logged, sent and kept: it names fields and places, also where a header is missing.',
    mutations: [
      {
        id: 'column-by-place',
        breaks: 'names a column by what stands in its cell',
        file: 'src/intake/files/columns.ts',
        replace: {
          "if (meant === null) return { code: 'UNKNOWN_COLUMN', field: place };":
            "if (meant === null) return { code: 'UNKNOWN_COLUMN', field: cell };",
        },
        red: { [SPREADSHEET_FILES]: ['no message tells anything of a cell, whatever stands where'] },
      },
      {
        id: 'field-by-place',
        breaks: 'names a field that is not known by its own name',
        file: 'src/intake/records/parse-strict.ts',
        replace: { 'field: `field ${given.indexOf(key) + 1}`': 'field: key' },
        red: { [SPREADSHEET_FILES]: ['no message tells anything of a cell, whatever stands where'] },
      },
    ],
  },
];
