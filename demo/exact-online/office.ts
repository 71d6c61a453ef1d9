// An invented firm as Exact Online has it: relations of every kind, of whom some are clients with a link, and their contacts.
import { z } from 'zod';
import { createHash } from 'node:crypto';
import type { Sandbox } from '../story.ts';
import { readBackDoor } from '../back-door.ts';

export const LINKED = 'PORTAAL';
const CLIENTS = 40;
const SUPPLIERS = 10;

/** The same in every run. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const LINKED_ID = idOf('classification');

export function inventOffice() {
  const clients = Array.from({ length: CLIENTS }, (_, nth) => client(nth));
  const suppliers = Array.from({ length: SUPPLIERS }, (_, nth) => ({
    ...{ ID: idOf(`supplier ${nth}`), Code: String(9_000 + nth), Name: `Leverancier ${nth}`, Status: 'A' },
    ChamberOfCommerce: String(30_000_000 + nth),
  }));
  const contacts = clients.flatMap(({ ID }, nth) => [contact(ID, nth, 'anna'), contact(ID, nth, 'bart')]);
  return {
    classifications: [{ ID: LINKED_ID, Code: LINKED, Description: 'Werkt samen in het portaal' }],
    accounts: [...clients, ...suppliers],
    contacts,
  };
}

function client(nth: number) {
  return {
    ...{ ID: idOf(`client ${nth}`), Code: String(1_000 + nth), Name: `Relatie ${nth}`, Status: 'C' },
    ...{
      ChamberOfCommerce: String(20_000_000 + nth),
      Country: 'NL',
      City: 'Gouda',
      Classification1: LINKED_ID,
    },
  };
}

function contact(account: string, nth: number, first: string) {
  return {
    ...{ ID: idOf(`contact ${nth} ${first}`), Account: account, FirstName: first, LastName: `Relatie${nth}` },
    ...{ Email: `${first}@relatie${nth}.example.nl`, Phone: '0182 550000' },
  };
}

const stateSchema = z.object({
  divisions: z.array(
    z.object({
      accounts: z.array(
        z.object({
          ...{ ID: z.string(), Code: z.string(), Status: z.string().nullish() },
          Classification1: z.string().nullish(),
        }),
      ),
      contacts: z.array(z.object({ Account: z.string(), Email: z.string().nullish() })),
    }),
  ),
});

export interface WantedClient {
  readonly key: string;
  readonly number: string;
  readonly people: readonly string[];
}

/** Who should see what in the portal, by what stands in Exact Online and nowhere else. */
export async function readWanted(exact: Sandbox): Promise<readonly WantedClient[]> {
  const { divisions } = await readBackDoor(exact, '/state', stateSchema);
  return divisions.flatMap(({ accounts, contacts }) =>
    accounts.map(({ ID, Code, Status, Classification1 }) => {
      const isLinked = Status === 'C' && Classification1 === LINKED_ID;
      const own = isLinked ? contacts.filter(({ Account }) => Account === ID) : [];
      const people = own.flatMap(({ Email }) => Email ?? []).sort();
      return { key: ID, number: Code.trim(), people };
    }),
  );
}
