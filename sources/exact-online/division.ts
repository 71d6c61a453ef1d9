// The administration that is read. Moved, or linked to another, it counts its row versions anew [doc: SystemSystemDivisions].
import type { SourceSession } from '../source.ts';
import { parse, readRows } from './read-pages.ts';
import { divisionOf, type ExactSettings } from './settings.ts';
import { DIVISION_FIELDS, divisionSchema, meSchema, type Division } from './wire-schemas.ts';

/** When it was last moved, as Exact writes it; '' where it does not show it. */
export async function readMove(session: SourceSession<ExactSettings>): Promise<string> {
  const own = divisionOf(session.settings);
  const division = (await listDivisions(session, own)).find(({ Code }) => Code === own);
  if (division === undefined) return '';
  return `${division.DivisionMoveDate ?? ''} ${division.DivisionHRLinkUnlinkDate ?? ''}`.trim();
}

/** The practice's own administration, else the main one [assumed]. Closed ones, and others' clients, are not proposed. */
export async function chooseDivision(session: SourceSession<ExactSettings>): Promise<ExactSettings> {
  const { settings } = session;
  if (settings.division !== undefined) return settings;
  const me = { path: '/api/v1/current/Me', query: { $select: 'CurrentDivision' } };
  const [row] = await readRows(session, me);
  const { CurrentDivision: current } = parse(meSchema, row);
  const all = await listDivisions(session, current);
  const own =
    all.find(({ IsPracticeDivision }) => IsPracticeDivision) ?? all.find((one) => one.IsMainDivision);
  return { ...settings, division: own?.Code ?? current };
}

async function listDivisions(session: SourceSession, from: number): Promise<readonly Division[]> {
  const path = `/api/v1/${from}/system/Divisions`;
  const rows = await readRows(session, { path, query: { $select: DIVISION_FIELDS } });
  return rows.map((row) => parse(divisionSchema, row));
}
