// Which machines a request may be sent to: public ones, this machine where it was named as such, and what operations
// allow. Judged on the address that is connected to, so that a name which later points elsewhere (DNS rebinding) leads
// neither to the network of the practice nor to the metadata service of a cloud.
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from './loopback.ts';

/** Answers with every address of a name. */
export type Resolve = (
  hostname: string,
  options: LookupOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface GuardOptions {
  /** Addresses and ranges (`10.1.0.0/16`) that are not public and may be asked all the same. */
  readonly allowed?: readonly string[];
  /** Default: what the system says. */
  readonly resolve?: Resolve;
}

export interface AddressGuard {
  /** False for a host given as an address that may not be asked. A name is judged when it is looked up. */
  admits(hostname: string): boolean;
  /** For the agents: hands out only addresses that may be asked, and fails with ADDRESS_REFUSED where none is left. */
  readonly lookup: LookupFunction;
}

export const ADDRESS_REFUSED = 'ADDRESS_REFUSED';

class AddressRefusedError extends Error {
  readonly code = ADDRESS_REFUSED;

  constructor() {
    super('The name leads to no address that may be asked.');
    this.name = 'AddressRefusedError';
  }
}

export function createAddressGuard({ allowed = [], resolve = resolveAll }: GuardOptions = {}): AddressGuard {
  const ranges = allowed.map(parseRange);
  const isAllowed = (hostname: string, address: string): boolean =>
    isLoopback(hostname) ? rangeOf(address) === 'loopback' : isPublic(address) || isWithin(address, ranges);
  return {
    admits: (hostname) => {
      const address = hostname.replace(/^\[|\]$/g, '');
      return !ipaddr.isValid(address) || isAllowed(hostname, address);
    },
    lookup: (hostname, options, done) => {
      resolve(hostname, { ...options, all: true }, (error, found) => {
        const fit = found.filter(({ address }) => isAllowed(hostname, address));
        const [first] = fit;
        if (error !== null || first === undefined) done(error ?? new AddressRefusedError(), []);
        else if (options.all === true) done(null, fit);
        else done(null, first.address, first.family);
      });
    },
  };
}

function resolveAll(...[hostname, options, done]: Parameters<Resolve>): void {
  systemLookup(hostname, { ...options, all: true }, done);
}

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Whether `text` is an address or a range such as `10.1.0.0/16`. */
export function isAddressRange(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

function parseRange(text: string): Range {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** An IPv4 address that is written as an IPv6 one counts as what it is. */
function rangeOf(address: string): string {
  return ipaddr.process(address).range();
}

/**
 * All that is given out of IPv6. Outside of it lie forms that carry an IPv4 address (`::10.0.0.7`, translated ones), and what
 * may come to mean something some day. https://www.iana.org/assignments/ipv6-address-space
 */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3');

/** Everything that has a purpose of its own is refused: private, link-local, carrier, multicast, translated, reserved. */
function isPublic(address: string): boolean {
  if (rangeOf(address) !== 'unicast') return false;
  const given = ipaddr.process(address);
  return given.kind() === 'ipv4' || given.match(PUBLIC_IPV6);
}

function isWithin(address: string, ranges: readonly Range[]): boolean {
  const given = ipaddr.process(address);
  return ranges.some((range) => given.kind() === range[0].kind() && given.match(range));
}
