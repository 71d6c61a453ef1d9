// Makes up one client or one contact from its number: the same number always gives the same record. Everything is
// invented; mail for example.nl reaches nobody.
import { FIRST_NAMES, HOUSES, LAST_NAMES, STREETS, TOWNS, TRADES } from './invented-words.ts';
import type { InventedClient, InventedContact } from './invented-records.ts';

const FIRST_CLIENT_NUMBER = 1001;
/** One client in this many is Belgian. */
const BELGIAN_EVERY = 40;

export function inventClient(index: number): InventedClient {
  const trade = pick(TRADES, index);
  const house = pick(HOUSES, index);
  const number = String(FIRST_CLIENT_NUMBER + index);
  const isBelgian = index % BELGIAN_EVERY === BELGIAN_EVERY - 1;
  return {
    key: `c-${number}`,
    number,
    name: `${trade} ${house} ${isBelgian ? 'BV' : 'B.V.'}`,
    kind: 'company',
    status: 'client',
    street: pick(STREETS, index),
    houseNumber: String((index % 180) + 1),
    postalCode: isBelgian ? '2000' : `${String(1100 + index)} ${'ABDEGHJKLN'.charAt(index % 10)}X`,
    city: isBelgian ? 'Antwerpen' : pick(TOWNS, index),
    country: isBelgian ? 'BE' : 'NL',
    phone: `030 555 ${digits(index, 4)}`,
    email: `info@${domainOf(index)}`,
    website: `https://www.${domainOf(index)}`,
    kvkNumber: isBelgian ? null : `99${digits(index, 6)}`,
    enterpriseNumber: isBelgian ? enterpriseNumber(index) : null,
  };
}

/** `place`: how many contacts were made up before, of all clients together. */
export function inventContact(clientIndex: number, place: number): InventedContact {
  const firstName = pick(FIRST_NAMES, place * 17);
  const { infix, lastName } = splitName(pick(LAST_NAMES, place * 11));
  return {
    key: `p-${digits(place + 1, 5)}`,
    clientKey: `c-${FIRST_CLIENT_NUMBER + clientIndex}`,
    personKey: null,
    firstName,
    infix,
    lastName,
    initials: `${firstName.charAt(0)}.`,
    email: `${plain(firstName)}.${plain(lastName)}@${domainOf(clientIndex)}`,
    phone: place % 3 === 0 ? `030 556 ${digits(place, 4)}` : null,
    mobile: `06 55${digits(place, 6)}`,
  };
}

function domainOf(index: number): string {
  return `${plain(pick(HOUSES, index))}${FIRST_CLIENT_NUMBER + index}.example.nl`;
}

function splitName(name: string): { infix: string | null; lastName: string } {
  const at = name.lastIndexOf(' ');
  return at < 0
    ? { infix: null, lastName: name }
    : { infix: name.slice(0, at), lastName: name.slice(at + 1) };
}

/** The last two digits are what 97 leaves of the first eight. */
function enterpriseNumber(index: number): string {
  const base = 9_990_000 + index;
  return `0${base}${String(97 - (base % 97)).padStart(2, '0')}`;
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}

/** Lower-case letters without accents. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

function pick(words: readonly string[], index: number): string {
  return words[index % words.length] ?? '';
}
