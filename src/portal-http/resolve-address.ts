// The address of a request: below the connection's base address or refused. A connector that builds a path from data
// can therefore never send a token to another host or outside its own API.
import { RejectedError } from '../errors.ts';
import type { PortalRequest } from '../../connectors/connector.ts';

export function resolveAddress(
  baseUrl: string,
  request: Pick<PortalRequest, 'path' | 'query' | 'method'>,
): string {
  const root = new URL(baseUrl.replace(/\/+$/, ''));
  const prefix = root.pathname === '/' ? '' : root.pathname;
  const url = new URL(`${root.origin}${prefix}${request.path}`);
  // '' is the address itself: a service with a single one.
  const isItself = request.path === '';
  const stays = url.origin === root.origin && (isItself || url.pathname.startsWith(`${prefix}/`));
  if (!stays || !(isItself || request.path.startsWith('/'))) {
    throw new RejectedError(
      {
        en: 'A request would leave the address of the connection.',
        nl: 'Een verzoek zou het adres van de verbinding verlaten.',
      },
      {
        code: 'ADDRESS_REFUSED',
        details: { method: request.method },
      },
    );
  }
  const query = encodeQuery(request.query ?? {});
  return query === '' ? url.href : `${url.href}${url.search === '' ? '?' : '&'}${query}`;
}

/** Percent-encodes everything, spaces and quotes included: not every portal reads `+` as a space. */
function encodeQuery(query: Readonly<Record<string, string | number>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeValue(String(value))}`)
    .join('&');
}

function encodeValue(value: string): string {
  return encodeURIComponent(value).replaceAll("'", '%27');
}
