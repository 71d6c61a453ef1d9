// Dossiers as the portal shows them: one by its number, or all of them in pages.
import { readAllSettings, readDossierSettings, readWholeDossier, type DossierSettings } from './assumed.ts';
import { listIncomplete } from '../../src/portal-http/parse-answer.ts';
import { listAdministrations, readAdministration } from './documented.ts';
import { query } from './graphql.ts';
import type { ClearFactsSession } from './settings.ts';

export interface ShownDossier {
  readonly number: string;
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
  if (!maySeeSettings(session)) {
    const { data } = await query(session, readAdministration(number));
    return data?.administration?.companyNumber === number ? { number, settings: null } : null;
  }
  const { data } = await query(session, readWholeDossier(number));
  return data?.administration?.companyNumber === number ? { number, settings: data.dossierSettings } : null;
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
 * Pages of the numbers of all dossiers. How many a page holds is the portal's to say: the list ends where one is empty. Throws
 * when it only repeats itself.
 */
export async function* listNumbers(session: ClearFactsSession): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  for (let offset = 0; ;) {
    const { data } = await query(session, listAdministrations(offset, PAGE));
    const numbers = (data?.administrations ?? []).map(({ companyNumber }) => companyNumber);
    if (numbers.length === 0) return;
    const fresh = numbers.filter((number) => !seen.has(number));
    if (fresh.length === 0) throw listIncomplete();
    for (const number of fresh) seen.add(number);
    yield fresh;
    offset += numbers.length;
  }
}

/** The settings of a page of dossiers in one request, remembered for what is listed below each of them. */
export async function listSettings(
  session: ClearFactsSession,
  numbers: readonly string[],
): Promise<readonly ShownDossier[]> {
  if (!maySeeSettings(session)) return numbers.map((number) => ({ number, settings: null }));
  const { data } = await query(session, readAllSettings(numbers));
  const shown: ShownDossier[] = [];
  for (const [index, number] of numbers.entries()) {
    const settings = data?.[`d${index}`] ?? null;
    session.forget(memoryKey(number));
    await rememberedSettings(session, number, () => Promise.resolve(settings));
    shown.push({ number, settings });
  }
  return shown;
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
