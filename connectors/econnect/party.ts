// The party id under which the portal knows an organisation: its number with the register it stands in. Pure. `NL:KVK:` [doc];
// that a Belgian number has `0208:`, its scheme in Peppol, is [assumed].
import type { Client } from '../../src/domain/client.ts';

const KVK = /^\d{8}$/;
/** Belgian numbers begin with 0 or 1. */
const ENTERPRISE = /^[01]\d{9}$/;

/** Null when the client has neither number in a form that the registers know. */
export function partyOf({ kvkNumber, enterpriseNumber }: Pick<Client, 'kvkNumber' | 'enterpriseNumber'>) {
  const kvk = kvkNumber?.replace(/\s/g, '') ?? '';
  if (KVK.test(kvk)) return `NL:KVK:${kvk}`;
  const enterprise = enterpriseNumber?.replace(/[\s.]/g, '').replace(/^BE/i, '') ?? '';
  return ENTERPRISE.test(enterprise) ? `0208:${enterprise}` : null;
}

/** The number as people write it. */
export function numberOf(party: string): string {
  return party.slice(party.lastIndexOf(':') + 1);
}

/** The party of a number as people write it; null when it is of no register that Koppel knows. */
export function partyOfNumber(number: string): string | null {
  if (KVK.test(number)) return `NL:KVK:${number}`;
  return ENTERPRISE.test(number) ? `0208:${number}` : null;
}
