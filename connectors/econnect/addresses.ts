// Where the services of the portal beside the REST service are. Pure.
import type { EConnectSettings } from './settings.ts';

type Addresses = Pick<EConnectSettings, 'identityAddress' | 'soapAddress'>;

const REAL_HOST = /(^|\.)econnect\.eu$/;

/**
 * The address of the legacy service is not public, so that it is left out for the real portal until the settings name
 * it; anywhere else both services stand beside the base address.
 */
export function services(baseUrl: string, settings: Addresses): Readonly<Record<string, string>> {
  const soap = settings.soapAddress ?? derivedSoap(baseUrl);
  return {
    identity: settings.identityAddress ?? derivedIdentity(baseUrl),
    ...(soap === null ? {} : { soap: folderOf(soap) }),
  };
}

/** The last step of the service's one address, which is asked for exactly: no slash is added to it. */
export function soapPath({ soapAddress }: Addresses): string {
  if (soapAddress === null) return '/soap';
  const { pathname } = new URL(soapAddress);
  return pathname.slice(pathname.lastIndexOf('/'));
}

/** `psb.econnect.eu` → `identity.econnect.eu`, `accp-psb…` → `accp-identity…` [doc] */
function derivedIdentity(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  if (!REAL_HOST.test(hostname)) return `${folderOf(baseUrl)}/identity`;
  return `https://${hostname.replace(/(^|-)psb\./, '$1identity.')}`;
}

function derivedSoap(baseUrl: string): string | null {
  return REAL_HOST.test(new URL(baseUrl).hostname) ? null : `${folderOf(baseUrl)}/soap`;
}

/** The address without its last step. */
function folderOf(address: string): string {
  const { origin, pathname } = new URL(address.replace(/\/+$/, ''));
  return `${origin}${pathname.slice(0, pathname.lastIndexOf('/'))}`;
}
