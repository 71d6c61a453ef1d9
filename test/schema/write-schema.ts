// npm run schema: writes the types of the database's tables after a migration was added.
import { writeFile } from 'node:fs/promises';
import { releaseServers } from '../support/released-at-end.ts';
import { SCHEMA_FILE, schemaText } from './schema-text.ts';

await writeFile(SCHEMA_FILE, await schemaText());
await releaseServers();
