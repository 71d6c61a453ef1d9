// Draws what a fault is about: one record that is edited, or one whose link goes off, by unlinking or by deleting it.
import {
  chooseClient,
  chooseContact,
  client,
  contact,
  drawPhone,
  editClient,
  editContact,
  isThere,
  newContact,
  type Drawing,
} from './draw-change.ts';
import { mayBePushed, type Change } from './practice-model.ts';

export interface DrawnOne {
  readonly label: string;
  readonly change: Change;
}

type DrawOne = (drawing: Drawing) => DrawnOne | null;

const TRIES = 20;

export const drawEdit: DrawOne = (drawing) => {
  for (let left = TRIES; left > 0; left -= 1) {
    const drawn = drawing.random.pick([editClient, editContact, editContact])(drawing);
    const [change] = drawn?.changes ?? [];
    if (drawn !== null && change !== undefined && drawing.isFree(change.fields.key))
      return { label: drawn.label, change };
  }
  return null;
};

/** Another telephone number of this client or contact. */
export function drawChangeOf(drawing: Drawing, key: string): DrawnOne | null {
  if (!drawing.isFree(key)) return null;
  const { clients, contacts } = drawing.practice;
  const [owner, known] = [clients.get(key)?.now, contacts.get(key)?.now];
  const number = drawPhone(drawing);
  if (owner?.deleted === false)
    return { label: `edit client ${key}`, change: client(drawing, { ...owner, phone: number }) };
  if (known?.deleted === false)
    return { label: `edit contact ${key}`, change: contact(drawing, { ...known, mobile: number }) };
  return null;
}

/** Somebody new, of a client that is pushed. */
export function drawNewcomer(
  drawing: Drawing,
): (DrawnOne & { readonly key: string; readonly clientKey: string }) | null {
  const owner = chooseClient(drawing, mayBePushed);
  if (owner === null) return null;
  const change = newContact(drawing, owner.key, {});
  const { key } = change.fields;
  return { label: `add contact at ${owner.key}`, change, key, clientKey: owner.key };
}

/** Of a record whose link is on: of the given one, or of any. */
export function drawUnlink(drawing: Drawing, key?: string): DrawnOne | null {
  const fits = (one: { key: string; linked: boolean; deleted: boolean }): boolean =>
    one.linked && isThere(one) && drawing.isFree(one.key) && (key === undefined || one.key === key);
  // A client takes the access of all its contacts with it.
  const ofContact = key !== undefined || drawing.random.chance(0.8);
  const known = ofContact ? chooseContact(drawing, fits) : null;
  if (known !== null)
    return {
      label: `unlink contact ${known.key}`,
      change: contact(drawing, { ...known, linked: false }),
    };
  const owner = chooseClient(drawing, fits);
  if (owner === null) return null;
  return { label: `unlink client ${owner.key}`, change: client(drawing, { ...owner, linked: false }) };
}

function drawDelete(drawing: Drawing, key?: string): DrawnOne | null {
  const known = chooseContact(
    drawing,
    (one) => isThere(one) && drawing.isFree(one.key) && (key === undefined || one.key === key),
  );
  if (known === null) return null;
  return {
    label: `delete contact ${known.key}`,
    change: contact(drawing, { ...known, deleted: true }),
  };
}

/** By unlinking or by deleting. */
export function drawOff(drawing: Drawing, key?: string): DrawnOne | null {
  return drawing.random.chance(0.3)
    ? (drawDelete(drawing, key) ?? drawUnlink(drawing, key))
    : drawUnlink(drawing, key);
}
