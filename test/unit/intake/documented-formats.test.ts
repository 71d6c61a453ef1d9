import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { CLIENT_COLUMNS, CONTACT_COLUMNS } from '../../../src/intake/files/columns.ts';
import { parseEvent } from '../../../src/intake/records/event-schema.ts';
import { importFiles } from '../../../src/intake/import-files.ts';
import { PROBLEM_CODES } from '../../../src/intake/records/problems.ts';
import { memoryIntake } from './memory-intake.ts';
import { openTemporaryFolder } from './temporary-folder.ts';

const now = new Date('2026-11-22T09:00:00Z');
const readPage = (name: string): Promise<string> =>
  readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** The code blocks that are opened with these words. */
function examples(page: string, opening: string): string[] {
  return page
    .split(`\`\`\`${opening}\n`)
    .slice(1)
    .map((rest) => rest.split('```')[0] ?? '');
}

describe('the documentation of the formats', () => {
  it('shows files that can be imported as they stand', async () => {
    const page = await readPage('import.md');
    const folder = await openTemporaryFolder();
    const write = (name: string, opening: string): Promise<string> =>
      folder.write(name, examples(page, opening)[0] ?? '');
    const rest = { practiceId: 'jansen', skipInvalid: false, now };
    const paths = {
      clients: await write('clients.csv', 'csv clients'),
      contacts: await write('contacts.csv', 'csv contacts'),
    };
    const records = await write('records.ndjson', 'ndjson records');
    const fromCsv = await importFiles({ ...rest, ...paths, intake: memoryIntake() });
    const fromNdjson = await importFiles({ ...rest, records, intake: memoryIntake() });
    await folder.remove();
    expect([fromCsv.problems, fromNdjson.problems]).to.deep.equal([[], []]);
    expect([fromCsv.clients.applied, fromCsv.contacts.applied]).to.deep.equal([2, 2]);
    expect(fromNdjson.snapshot).not.to.equal(null);
  });

  it('shows events that are accepted as they stand', async () => {
    const events = examples(await readPage('webhook.md'), 'json event');
    expect(events).to.have.length(3);
    for (const text of events)
      expect(parseEvent(JSON.parse(text), { now, arrivedAt: now })).to.have.property('ok', true);
  });

  it('lists every column and every problem', async () => {
    const page = await readPage('import.md');
    for (const [documented] of [...Object.values(CLIENT_COLUMNS), ...Object.values(CONTACT_COLUMNS)]) {
      expect(page).to.contain(`| \`${documented}\``);
    }
    for (const code of PROBLEM_CODES) expect(page).to.contain(`| \`${code}\``);
  });
});
