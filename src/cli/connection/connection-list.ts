// Lists connections: of one practice, or of all.
import { listConnections, type StoredConnection } from '../../database/portal/connections.ts';
import type { Store } from '../../database/open-store.ts';
import { listPracticeIds } from '../../database/records/practices.ts';
import { CONNECTION_STATE_TEXTS } from '../../domain/connection.ts';
import type { Language, Text } from '../../domain/text.ts';
import { connectionFields } from './connection-line.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { CommandContext } from '../frame/run-command.ts';

const HEADS = {
  en: ['practice', 'connection', 'portal', 'state', 'limits', 'proven', 'address'],
  nl: ['kantoor', 'verbinding', 'portaal', 'toestand', 'grenzen', 'bewezen', 'adres'],
} as const satisfies Record<Language, unknown>;
const AT_A_TIME: Text = { en: 'at a time', nl: 'tegelijk' };
const DOCUMENTED: Text = { en: 'documented', nl: 'gedocumenteerd' };
const PER_SECOND: Text = { en: 'per second', nl: 'per seconde' };

export async function showConnections(
  { foundation, out, lang }: CommandContext,
  practiceId?: string,
): Promise<void> {
  if (practiceId !== undefined) await findPractice(foundation.store, practiceId);
  const connections = await readConnections(foundation.store, practiceId);
  if (connections.length === 0)
    out.line({
      en: 'There are no connections yet; add one with `koppel connection add`.',
      nl: 'Er zijn nog geen verbindingen; voeg er een toe met `koppel connection add`.',
    });
  else {
    out.table(
      HEADS[lang],
      connections.map((connection) => [
        connection.practiceId,
        connection.name,
        connection.portal,
        `${CONNECTION_STATE_TEXTS[connection.state][lang]}${connection.stopReason === null ? '' : `\n${connection.stopReason}`}`,
        `${connection.concurrency} ${AT_A_TIME[lang]}\n${connection.requestsPerSecond} ${PER_SECOND[lang]}`,
        [
          ...connection.provenTypes,
          ...connection.documentedTypes.map((type) => `${type} (${DOCUMENTED[lang]})`),
        ].join('\n') || '-',
        connection.baseUrl,
      ]),
    );
  }
  out.result({ connections: connections.map(connectionFields) });
}

async function readConnections(store: Store, practiceId?: string): Promise<readonly StoredConnection[]> {
  const practiceIds = practiceId === undefined ? await store.inSystem(listPracticeIds) : [practiceId];
  const connections: StoredConnection[] = [];
  // Row-level security lets a transaction see one practice, so there is one for each.
  for (const id of practiceIds) connections.push(...(await store.inPractice(id, listConnections)));
  return connections;
}
