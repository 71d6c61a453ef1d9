// What the options of `koppel connection add` make of a connection: address, policy and limits. What is not given stays.
import type { StoredConnection } from '../../database/portal/connections.ts';
import {
  limitsSchema,
  policySchema,
  type ConnectionLimits,
  type ConnectionPolicy,
} from '../../domain/connection.ts';
import { UsageError } from '../../errors.ts';
import { isLoopback } from '../../portal-http/loopback.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readJson } from '../frame/read-argument.ts';
import type { Terminal } from '../frame/terminal.ts';

export interface ConnectionOptions {
  readonly portal?: string;
  readonly url?: string;
  readonly credentials?: string;
  readonly settings?: string;
  readonly policy?: string;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly brakeCount?: number;
  readonly brakeShare?: number;
  readonly move?: boolean;
}

export function chooseAddress(before: StoredConnection | null, { url }: ConnectionOptions): string {
  if (url !== undefined) return checkPortalAddress(url);
  if (before !== null) return before.baseUrl;
  throw new UsageError({
    en: "A new connection needs --url: the base address of the portal's API.",
    nl: 'Een nieuwe verbinding heeft --url nodig: het basisadres van de API van het portaal.',
  });
}

/** Credentials go to this address: in the clear only where nobody can listen in. */
function checkPortalAddress(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError({
      en: '--url is not a web address; it begins with https://.',
      nl: '--url is geen webadres; dat begint met https://.',
    });
  const { protocol, hostname, username, password, search, hash, href } = new URL(text);
  const isAllowed = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  if (!isAllowed)
    throw new UsageError({
      en: '--url must begin with https:// (http:// only for this machine).',
      nl: '--url moet beginnen met https:// (http:// alleen voor deze machine).',
    });
  if (username !== '' || password !== '')
    throw new UsageError({
      en: '--url may not hold credentials; give them with --credentials.',
      nl: '--url mag geen toegangsgegevens bevatten; geef die met --credentials.',
    });
  if (search !== '' || hash !== '')
    throw new UsageError({
      en: '--url may not hold a ? or a #: give the base address alone.',
      nl: '--url mag geen ? of # bevatten: geef alleen het basisadres.',
    });
  return href.replace(/\/+$/, '');
}

export async function choosePolicy(
  terminal: Terminal,
  before: StoredConnection | null,
  { policy, brakeCount, brakeShare }: ConnectionOptions,
): Promise<ConnectionPolicy> {
  const given =
    policy === undefined
      ? (before?.policy ?? policySchema.parse({}))
      : parseOption('--policy', policySchema, await readJson(terminal, '--policy', policy));
  const brake = {
    ...given.brake,
    ...(brakeCount === undefined ? {} : { count: brakeCount }),
    ...(brakeShare === undefined ? {} : { share: brakeShare }),
  };
  return parseOption('--brake-count, --brake-share', policySchema, { ...given, brake });
}

export function chooseLimits(
  before: StoredConnection | null,
  { concurrency, rate }: ConnectionOptions,
): ConnectionLimits {
  return parseOption('--concurrency, --rate', limitsSchema, {
    ...before?.limits,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rate === undefined ? {} : { requestsPerSecond: rate }),
  });
}
