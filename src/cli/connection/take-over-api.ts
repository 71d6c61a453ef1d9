// Takes over what an OpenAPI file says: the settings that follow from it, and that its calls need no proof any more. The audit
// trail says by which file.
import { writeAudit } from '../../database/people/audit.ts';
import {
  lockConnectionByName,
  setShownTypes,
  writeConnection,
  type StoredConnection,
} from '../../database/portal/connections.ts';
import { UsageError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import { parseOption } from '../frame/parse-option.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { CHANGED_MEANWHILE, listChanges } from './connection-line.ts';
import type { ApiCheck } from './show-api-check.ts';

/** Returns whether there was anything. Nothing is changed where a setting would not be accepted. */
export async function takeOver(
  { foundation: { store } }: CommandContext,
  check: Omit<ApiCheck, 'applied'>,
  by: string | undefined,
): Promise<boolean> {
  const { connection, connector, proposals, documented, file } = check;
  if (proposals.length === 0 && documented.length === 0) return false;
  const settings = parseOption('--openapi', connector.settings, withProposals(check));
  const { id, practiceId, name } = connection;
  await store.inPractice(practiceId, async (tx) => {
    const now = await lockConnectionByName(tx, name);
    if (!isSame(connection, now)) throw new UsageError(CHANGED_MEANWHILE);
    await writeConnection(tx, { ...connection, settings });
    const documentedTypes = [...connection.documentedTypes, ...documented];
    await setShownTypes(tx, id, { ...connection, documentedTypes });
    const details = { documented, settings: proposals.map(({ setting }) => setting), sha256: file.digest };
    await writeAudit(tx, [
      { practiceId, actor: actingUser(by), action: 'connection.documented', connectionId: id, details },
    ]);
  });
  return true;
}

function isSame(before: StoredConnection, now: StoredConnection | null): boolean {
  return now !== null && listChanges(before, now).length === 0;
}

function withProposals({ connection, proposals }: Pick<ApiCheck, 'connection' | 'proposals'>): unknown {
  return proposals.reduce<unknown>(
    (settings, { setting, value }) => withSetting(settings, setting.split('.'), value),
    connection.settings,
  );
}

function withSetting(settings: unknown, [name, ...below]: readonly string[], value: string): unknown {
  if (name === undefined) return value;
  const known = typeof settings === 'object' && settings !== null ? settings : {};
  return { ...known, [name]: withSetting(Reflect.get(known, name), below, value) };
}
