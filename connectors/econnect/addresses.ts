// Where the portal's services beside the REST service are. Pure.
import type { EConnectSettings } from './settings.ts';

type Addresses = Pick<EConnectSettings, 'identityAddress' | 'soapAddress'>;

const REAL_HOST = /(^|\.)econnect\.eu$/;

/** The SOAP service of acceptance is not public: there the settings must name it. */
export function services(baseUrl: string, settings: Addresses): Readonly<Record<string, string>> {
  const soap = settings.soapAddress ?? derivedSoap(baseUrl);
  return {
    identity: settings.identityAddress ?? derivedIdentity(baseUrl),
    ...(soap === null ? {} : { soap }),
  };
}

/** `psb.econnect.eu` → `identity.econnect.eu`, `accp-psb…` → `accp-identity…` [doc] */
function derivedIdentity(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  if (!REAL_HOST.test(hostname)) return `${folderOf(baseUrl)}/identity`;
  return `https://${hostname.replace(/(^|-)psb\./, '$1identity.')}`;
}

/** [doc accp.econnect.eu, SOAP authentication]; anywhere else it stands beside the base address. */
function derivedSoap(baseUrl: string): string | null {
  const { hostname } = new URL(baseUrl);
  if (hostname === 'psb.econnect.eu') return 'https://api.everbinding.nl/soap/v3.1';
  return REAL_HOST.test(hostname) ? null : `${folderOf(baseUrl)}/soap/v3.1`;
}

/** The address without its last step. */
function folderOf(address: string): string {
  const { origin, pathname } = new URL(address.replace(/\/+$/, ''));
  return `${origin}${pathname.slice(0, pathname.lastIndexOf('/'))}`;
}
