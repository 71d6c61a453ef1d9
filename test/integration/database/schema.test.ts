import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { SCHEMA_FILE, schemaText } from '../../schema/schema-text.ts';

describe('the types of the tables', () => {
  it('are those of a migrated database; after a migration, npm run schema writes them', async () => {
    expect(await readFile(SCHEMA_FILE, 'utf8')).to.equal(await schemaText());
  });
});
