// Turns the names given with a command into a practice and a connection, or says which there are.
import { listConnections, type StoredConnection } from '../../database/portal/connections.ts';
import type { Store } from '../../database/open-store.ts';
import { readPractice, type StoredPractice } from '../../database/records/practices.ts';
import { UsageError } from '../../errors.ts';

export async function findPractice(store: Store, practiceId: string): Promise<StoredPractice> {
  const practice = await store.inPractice(practiceId, readPractice);
  if (practice === null) {
    const name = show(practiceId);
    throw new UsageError({
      en: `There is no practice ${name}; see \`koppel practice list\`, or add it with \`koppel practice add\`.`,
      nl: `Er is geen kantoor ${name}; zie \`koppel practice list\`, of voeg het toe met \`koppel practice add\`.`,
    });
  }
  return practice;
}

/** Without a name: the only connection there is. */
export async function findConnection(
  store: Store,
  practiceId: string,
  name?: string,
): Promise<StoredConnection> {
  await findPractice(store, practiceId);
  const connections = await store.inPractice(practiceId, listConnections);
  const names = connections.map((connection) => connection.name).join(', ');
  const [found, another] = connections.filter((connection) => name === undefined || connection.name === name);
  if (found === undefined && name !== undefined && connections.length > 0)
    throw new UsageError({
      en: `Practice ${practiceId} has no connection ${show(name)}; it has: ${names}.`,
      nl: `Kantoor ${practiceId} heeft geen verbinding ${show(name)}; wel: ${names}.`,
    });
  if (found === undefined)
    throw new UsageError({
      en: `Practice ${practiceId} has no connections; add one with \`koppel connection add\`.`,
      nl: `Kantoor ${practiceId} heeft geen verbindingen; voeg er een toe met \`koppel connection add\`.`,
    });
  if (another !== undefined)
    throw new UsageError({
      en: `Practice ${practiceId} has several connections (${names}): say which with --connection.`,
      nl: `Kantoor ${practiceId} heeft meerdere verbindingen (${names}): zeg welke met --connection.`,
    });
  return found;
}

/** For what is shown of all connections, or of the one that is named. Null: of all. */
export async function findOneConnection(
  store: Store,
  practiceId: string,
  name: string | undefined,
): Promise<StoredConnection | null> {
  if (name !== undefined) return findConnection(store, practiceId, name);
  await findPractice(store, practiceId);
  return null;
}

/** Never both: a switch that the practice software sets again at its next event would mislead. */
export function assertSwitchIsHere({ id, linksFrom }: StoredPractice): void {
  if (linksFrom === 'koppel') return;
  throw new UsageError({
    en: `The links of practice ${id} are switched in its practice software, on the card of the client or contact; here they can only be read. To move the switch to Koppel: koppel practice add ${id} --links-from koppel.`,
    nl: `De koppelingen van kantoor ${id} worden geschakeld in de praktijksoftware, op de kaart van de klant of contactpersoon; hier zijn ze alleen te lezen. Om in Koppel te schakelen: koppel practice add ${id} --links-from koppel.`,
  });
}

/** A name as it was typed, kept short and harmless. */
function show(name: string): string {
  return `"${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)}"`;
}
