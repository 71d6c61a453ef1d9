// The values of classifications, by which a firm switches links: listed when everything is read, and when a value comes up that
// nobody knows. An account names them by id, the settings by code.
import type { SourceSession } from '../source.ts';
import { parse, readRows } from './read-pages.ts';
import { divisionOf, type ExactSettings } from './settings.ts';
import { isKnown, unknownValues, type CodeById } from './tell-client.ts';
import { classificationSchema, type Account } from './wire-schemas.ts';

export async function readCodes(session: SourceSession<ExactSettings>): Promise<CodeById> {
  const { settings } = session;
  if (Object.keys(settings.links).length === 0 && settings.person.classification === undefined) return {};
  const path = `/api/v1/${divisionOf(settings)}/crm/AccountClassifications`;
  const rows = await readRows(session, { path, query: { $select: 'ID,Code,Description' } });
  return Object.fromEntries(
    rows.map((row) => {
      const { ID, Code } = parse(classificationSchema, row);
      return [ID, Code];
    }),
  );
}

export async function learnCodes(
  session: SourceSession<ExactSettings>,
  accounts: readonly Account[],
  known: CodeById,
): Promise<CodeById> {
  return unknownValues(accounts, session.settings, known).length === 0 ? known : readCodes(session);
}

/** A code of the settings that Exact does not list: whoever it would switch is left as it is. */
export function linkProblems({ links }: ExactSettings, codeById: CodeById): readonly string[] {
  return Object.values(links).every((rule) => isKnown(rule, codeById)) ? [] : ['CLASSIFICATION_UNKNOWN'];
}
