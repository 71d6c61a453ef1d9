// The roles of the portal by name and number, read once per session: they are the same for every client.
import type { Session } from '../connector.ts';
import { readPages } from './read-pages.ts';
import type { CaseWareSettings } from './settings.ts';
import { roleSchema } from './wire-schemas.ts';

/** GET /roles [code] */
export async function roleNameById(session: Session<CaseWareSettings>): Promise<ReadonlyMap<number, string>> {
  return session.remember('roles', async () => {
    const nameById = new Map<number, string>();
    for await (const role of readPages(session, { method: 'GET', path: '/roles' }, roleSchema)) {
      nameById.set(role.Id, role.Name.trim());
    }
    return nameById;
  });
}

/** null when no role has the name, or more than one has: which one would be a guess. */
export async function findRoleId(session: Session<CaseWareSettings>, name: string): Promise<number | null> {
  const wanted = name.trim().toLowerCase();
  const nameById = await roleNameById(session);
  const ids = [...nameById].filter(([, known]) => known.toLowerCase() === wanted).map(([id]) => id);
  return ids.length === 1 ? (ids[0] ?? null) : null;
}
