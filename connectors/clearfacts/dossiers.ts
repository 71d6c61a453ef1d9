// Dossiers as the portal shows them: one by its number, or all of them in pages.
import { readAllSettings, readDossierSettings, readWholeDossier, type DossierSettings } from './assumed.ts';
import { listIncomplete } from '../../src/portal-http/parse-answer.ts';
import { listAdministrations, readAdministration, type Administration } from './documented.ts';
import { query } from './graphql.ts';
import type { ClearFactsSession } from './settings.ts';

export interface ShownDossier {
  readonly number: string;
  readonly shown: Administration;
  /** Null where the assumed calls may not be made. */
  readonly settings: DossierSettings | null;
}

/** The type whose proof says that assumed calls about dossiers may be made too. */
const ASSUMED_WITH = 'user';
const PAGE = 50;

export function maySeeSettings(session: ClearFactsSession): boolean {
  return session.mayCall(ASSUMED_WITH);
}

/** Null: the portal does not show it. */
export async function findDossier(session: ClearFactsSession, number: string): Promise<ShownDossier | null> {
  if (number === '') return null;
  const read = maySeeSettings(session) ? readWhole : readShown;
  const shown = await read(session, number);
  return shown?.shown.companyNumber === number ? { number, ...shown } : null;
}

async function readShown(session: ClearFactsSession, number: string) {
  const { data } = await query(session, readAdministration(number));
  const shown = data?.administration ?? null;
  return shown === null ? null : { shown, settings: null };
}

async function readWhole(session: ClearFactsSession, number: string) {
  const { data } = await query(session, readWholeDossier(number));
  const shown = data?.administration ?? null;
  return shown === null ? null : { shown, settings: data?.dossierSettings ?? null };
}

/** Null: the portal does not show the dossier. */
export async function findSettings(
  session: ClearFactsSession,
  number: string,
): Promise<DossierSettings | null> {
  const { data } = await query(session, readDossierSettings(number));
  return data?.dossierSettings ?? null;
}

/**
 * Pages of all dossiers. How many a page holds is the portal's to say: the list ends where one is empty. Throws when it only
 * repeats itself.
 */
export async function* listDossiers(session: ClearFactsSession): AsyncGenerator<readonly Administration[]> {
  const seen = new Set<string>();
  for (let offset = 0; ;) {
    const { data } = await query(session, listAdministrations(offset, PAGE));
    const dossiers = data?.administrations ?? [];
    if (dossiers.length === 0) return;
    const fresh = dossiers.filter(({ companyNumber }) => !seen.has(companyNumber));
    if (fresh.length === 0) throw listIncomplete();
    for (const { companyNumber } of fresh) seen.add(companyNumber);
    yield fresh;
    offset += dossiers.length;
  }
}

/** The settings of a page of dossiers in one request, remembered for what is listed below each of them. */
export async function listSettings(
  session: ClearFactsSession,
  dossiers: readonly Administration[],
): Promise<readonly ShownDossier[]> {
  const bare = dossiers.map((shown) => ({ number: shown.companyNumber, shown, settings: null }));
  if (!maySeeSettings(session)) return bare;
  const { data } = await query(session, readAllSettings(bare.map(({ number }) => number)));
  const all: ShownDossier[] = [];
  for (const [index, each] of bare.entries()) {
    const settings = data?.[`d${index}`] ?? null;
    session.forget(memoryKey(each.number));
    await rememberedSettings(session, each.number, () => Promise.resolve(settings));
    all.push({ ...each, settings });
  }
  return all;
}

/** As listed a moment ago, or else asked for. Never for a decision about a write. */
export function rememberedSettings(
  session: ClearFactsSession,
  number: string,
  read: () => Promise<DossierSettings | null> = () => findSettings(session, number),
): Promise<DossierSettings | null> {
  return session.remember(memoryKey(number), read);
}

function memoryKey(number: string): string {
  return `dossier-settings:${number}`;
}
