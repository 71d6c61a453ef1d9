// The credentials of a connection: read from where they are kept, checked, and sealed.
import { isDeepStrictEqual } from 'node:util';
import type { PortalConnector } from '../../../connectors/connector.ts';
import type { StoredConnection } from '../../database/portal/connections.ts';
import { UsageError } from '../../errors.ts';
import { credentialsContext } from '../../app/open-portals.ts';
import type { Sealer } from '../../secrets/seal.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readSecretJson } from '../frame/read-argument.ts';
import type { Terminal } from '../frame/terminal.ts';

interface Owner {
  readonly id: string;
  readonly practiceId: string;
  readonly connector: PortalConnector;
  readonly before: StoredConnection | null;
}

/** Sealed. Those of before where none are given, or the same. */
export async function chooseCredentials(
  { sealer, terminal }: { readonly sealer: Sealer; readonly terminal: Terminal },
  owner: Owner,
  from: string | undefined,
): Promise<string> {
  const { before, connector } = owner;
  if (from === undefined) {
    if (before !== null) return before.credentials;
    throw new UsageError({
      en: 'A new connection needs --credentials: @file, - for standard input, or env:NAME.',
      nl: 'Een nieuwe verbinding heeft --credentials nodig: @bestand, - voor standaardinvoer, of env:NAAM.',
    });
  }
  const credentials = parseOption(
    '--credentials',
    connector.credentials,
    await readSecretJson(terminal, '--credentials', from),
  );
  const context = credentialsContext(owner);
  if (before !== null && isSame(sealer.open(before.credentials, context), credentials))
    return before.credentials;
  return sealer.seal(JSON.stringify(credentials), context);
}

function isSame(opened: string, credentials: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(opened), JSON.parse(JSON.stringify(credentials)));
}
