// Draws what happens next at the practice: clients and contacts come, change, are unlinked, deleted and brought back.
// Pure but for the random numbers: a label for people, and the records as they are afterwards.
import {
  contactsOf,
  humanOf,
  isEligible,
  mayBePushed,
  type Change,
  type ClientFields,
  type ContactFields,
  type Practice,
} from './practice-model.ts';
import type { Random } from './seeded-random.ts';

export interface Drawn {
  readonly label: string;
  readonly changes: readonly Change[];
}

export interface Drawing {
  readonly practice: Practice;
  readonly random: Random;
  /** The moment of the change, later than every one before. */
  readonly at: number;
  /** How far ahead the clock of the server is that writes it. */
  readonly aheadMs: number;
  /** Whether more may be said of a record now. */
  readonly isFree: (key: string) => boolean;
  /** Other each time: makes keys, numbers and addresses that nobody had. */
  readonly serial: () => number;
}

type Draw = (drawing: Drawing) => Drawn | null;

/** Not counting those that were deleted. */
const MOST_CLIENTS = 12;
const MOST_CONTACTS = 40;

export function drawChange(drawing: Drawing): Drawn {
  return drawOneOf(drawing, DRAWS);
}

const TRIES = 200;

/** Draws until something is possible; a new client always is. */
function drawOneOf(drawing: Drawing, draws: readonly Draw[]): Drawn {
  for (let left = TRIES; left > 0; left -= 1) {
    const drawn = drawing.random.pick(draws)(drawing);
    if (drawn?.changes.every(({ fields }) => drawing.isFree(fields.key)) === true) return drawn;
  }
  return addClient(drawing);
}

/** What makes the portal be asked for everything there is: something changed, something made. */
export function drawTraffic(drawing: Drawing): Drawn {
  return drawOneOf(drawing, [addContact, addContact, editClient, editContact, makeRoom]);
}

/** A small change to a record that is there: what bursts are made of. */
export function drawSmallChange(drawing: Drawing): Drawn {
  return drawOneOf(drawing, [editClient, editContact]);
}

function oneOf<Item>(random: Random, items: readonly Item[]): Item | null {
  return items.length === 0 ? null : random.pick(items);
}

export function chooseClient({ practice, random }: Drawing, fits: (client: ClientFields) => boolean) {
  return oneOf(random, [...practice.clients.values()].map(({ now }) => now).filter(fits));
}

export function chooseContact({ practice, random }: Drawing, fits: (contact: ContactFields) => boolean) {
  return oneOf(random, [...practice.contacts.values()].map(({ now }) => now).filter(fits));
}

export const isThere = ({ deleted }: { deleted: boolean }): boolean => !deleted;

export function client(
  { at, aheadMs }: Drawing,
  fields: Omit<ClientFields, 'changedAt' | 'aheadMs'>,
): Change {
  return { record: 'client', fields: { ...fields, changedAt: at, aheadMs } };
}

export function contact(
  { at, aheadMs }: Drawing,
  fields: Omit<ContactFields, 'changedAt' | 'aheadMs'>,
): Change {
  return { record: 'contact', fields: { ...fields, changedAt: at, aheadMs } };
}

const addClient = (drawing: Drawing): Drawn => {
  const id = drawing.serial();
  const fields = {
    key: `c${id}`,
    number: String(10_000 + id),
    name: `Bedrijf ${id} B.V.`,
    kind: 'company',
    status: drawing.random.pick(['client', 'prospect'] as const),
    city: drawing.random.pick(CITIES),
    phone: drawPhone(drawing),
    linked: true,
    deleted: false,
  } as const;
  const contacts = Array.from({ length: 1 + drawing.random.whole(3) }, () =>
    newContact(drawing, fields.key, {}),
  );
  return { label: `add client ${fields.key}`, changes: [client(drawing, fields), ...contacts] };
};

const addAnotherClient: Draw = (drawing) =>
  isFull(drawing.practice.clients, MOST_CLIENTS) ? null : addClient(drawing);

function isFull(records: Practice['clients'] | Practice['contacts'], most: number): boolean {
  return [...records.values()].filter(({ now }) => !now.deleted).length >= most;
}

const CITIES = ['Utrecht', 'Gent', 'Assen', 'Zwolle'];

export const drawPhone = ({ random }: Drawing): string => `030 ${100_000 + random.whole(900_000)}`;

export function newContact(drawing: Drawing, clientKey: string, given: Partial<ContactFields>): Change {
  const id = drawing.serial();
  return contact(drawing, {
    key: `p${id}`,
    clientKey,
    personKey: null,
    firstName: `Voornaam${id}`,
    lastName: `Naam${id}`,
    email: `p${id}@example.nl`,
    mobile: drawPhone(drawing),
    linked: true,
    deleted: false,
    ...given,
  });
}

const addContact: Draw = (drawing) => {
  const owner = chooseClient(drawing, isThere);
  if (owner === null || isFull(drawing.practice.contacts, MOST_CONTACTS)) return null;
  return { label: `add contact at ${owner.key}`, changes: [newContact(drawing, owner.key, {})] };
};

/** The same human at another client: one person in the portal, with access to both. */
const addSameHuman: Draw = (drawing) => {
  const known = chooseContact(drawing, (one) => isThere(one) && one.email !== null && isAlone(drawing, one));
  const owner = chooseClient(drawing, (one) => isThere(one) && one.key !== known?.clientKey);
  if (known === null || owner === null || isFull(drawing.practice.contacts, MOST_CONTACTS)) return null;
  const personKey = known.personKey ?? `h-${known.key}`;
  const { firstName, lastName, email } = known;
  const mobile = drawing.random.chance(0.3) ? drawPhone(drawing) : known.mobile;
  return {
    label: `add the human of ${known.key} at ${owner.key}`,
    changes: [
      contact(drawing, { ...known, personKey }),
      newContact(drawing, owner.key, { personKey, firstName, lastName, email, mobile }),
    ],
  };
};

/** Somebody else with the same address: one of the two has to wait (rule 11). */
const addRival: Draw = (drawing) => {
  const known = chooseContact(
    drawing,
    (one) =>
      isEligible(drawing.practice, one) &&
      one.email !== null &&
      isAlone(drawing, one) &&
      one.personKey === null,
  );
  const owner = chooseClient(drawing, (one) => isThere(one) && one.key !== known?.clientKey);
  if (known === null || owner === null || isFull(drawing.practice.contacts, MOST_CONTACTS)) return null;
  return {
    label: `add a rival of ${known.key} at ${owner.key}`,
    changes: [newContact(drawing, owner.key, { email: known.email })],
  };
};

/** Nobody else has, or had at the last agreement, its address. */
function isAlone({ practice }: Drawing, { key, email }: ContactFields): boolean {
  return [...practice.contacts.values()].every(
    (other) => other.now.key === key || (other.now.email !== email && other.agreedEmail !== email),
  );
}

export const editClient: Draw = (drawing) => {
  const known = chooseClient(drawing, isThere);
  if (known === null) return null;
  const name = drawing.random.chance(0.3) ? `Bedrijf ${drawing.serial()} N.V.` : known.name;
  const city = drawing.random.pick(CITIES);
  return {
    label: `edit client ${known.key}`,
    changes: [client(drawing, { ...known, name, city, phone: drawPhone(drawing) })],
  };
};

const renumber: Draw = (drawing) => {
  const known = chooseClient(drawing, isThere);
  if (known === null) return null;
  const number = String(10_000 + drawing.serial());
  return { label: `renumber ${known.key}`, changes: [client(drawing, { ...known, number })] };
};

export const editContact: Draw = (drawing) => {
  const known = chooseContact(drawing, isThere);
  if (known === null) return null;
  return {
    label: `edit contact ${known.key}`,
    changes: [contact(drawing, { ...known, mobile: drawPhone(drawing) })],
  };
};

/** A human at two clients changes at one of them first, sometimes at one of them only. */
const changeEmail: Draw = (drawing) => {
  const known = chooseContact(drawing, isThere);
  if (known === null) return null;
  const email = `p${drawing.serial()}@example.nl`;
  const same = [...drawing.practice.contacts.values()]
    .map(({ now }) => now)
    .filter((other) => isThere(other) && humanOf(other) === humanOf(known) && other.email === known.email);
  const chosen = drawing.random.chance(0.7) ? same : [known];
  return {
    label: `change the e-mail of ${chosen.map(({ key }) => key).join(', ')}`,
    changes: chosen.map((one) => contact(drawing, { ...one, email })),
  };
};

const loseEmail: Draw = (drawing) => {
  const known = chooseContact(
    drawing,
    (one) => isThere(one) && one.email !== null && isAlone(drawing, one) && one.personKey === null,
  );
  if (known === null) return null;
  return { label: `${known.key} loses its e-mail`, changes: [contact(drawing, { ...known, email: null })] };
};

const switchContact: Draw = (drawing) => {
  const known = chooseContact(drawing, isThere);
  if (known === null) return null;
  return {
    label: `${known.linked ? 'unlink' : 'relink'} contact ${known.key}`,
    changes: [contact(drawing, { ...known, linked: !known.linked })],
  };
};

const switchClient: Draw = (drawing) => {
  const known = chooseClient(drawing, isThere);
  if (known === null || (known.linked && drawing.random.chance(0.5))) return null;
  return {
    label: `${known.linked ? 'unlink' : 'relink'} client ${known.key}`,
    changes: [client(drawing, { ...known, linked: !known.linked })],
  };
};

const deleteContact: Draw = (drawing) => {
  const known = chooseContact(
    drawing,
    (one) => drawing.practice.clients.get(one.clientKey)?.now.deleted === false,
  );
  if (known === null) return null;
  return {
    label: `${known.deleted ? 'undelete' : 'delete'} contact ${known.key}`,
    changes: [contact(drawing, { ...known, deleted: !known.deleted })],
  };
};

const makeRoom: Draw = (drawing) =>
  isFull(drawing.practice.contacts, MOST_CONTACTS) ? deleteContact(drawing) : null;

/** Its contacts go with it, and come back with it. */
const deleteClient: Draw = (drawing) => {
  const known = chooseClient(drawing, () => true);
  if (known === null || (!known.deleted && drawing.random.chance(0.6))) return null;
  const deleted = !known.deleted;
  const contacts = contactsOf(drawing.practice, known.key).map(({ now }) =>
    contact(drawing, { ...now, deleted }),
  );
  const own = client(drawing, { ...known, deleted });
  return {
    label: `${deleted ? 'delete' : 'undelete'} client ${known.key}`,
    changes: deleted ? [...contacts, own] : [own, ...contacts],
  };
};

/** Rule 2. */
const turnIneligible: Draw = (drawing) => {
  const known = chooseClient(drawing, isThere);
  if (known === null || (mayBePushed(known) && drawing.random.chance(0.4))) return null;
  if (known.kind === 'person' || known.status === 'suspect')
    return {
      label: `${known.key} is a company and a client again`,
      changes: [client(drawing, { ...known, kind: 'company', status: 'client' })],
    };
  const turned = drawing.random.pick([{ kind: 'person' }, { status: 'suspect' }] as const);
  return {
    label: `${known.key} turns ${Object.values(turned).join('')}`,
    changes: [client(drawing, { ...known, ...turned })],
  };
};

const DRAWS: readonly Draw[] = [
  ...[addAnotherClient, addContact, addContact, addSameHuman, addRival],
  ...[editClient, editClient, renumber, editContact, editContact, changeEmail, changeEmail, loseEmail],
  ...[switchContact, switchContact, switchContact, switchClient, deleteContact, deleteClient, turnIneligible],
];
