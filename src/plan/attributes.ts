// Attributes of a resource: flat, JSON, compared value by value.
export type AttributeValue = string | number | boolean | null;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What of `wanted` differs from `known`. Attributes that only `known` has are the portal's own and stay. */
export function diffAttributes(wanted: Attributes, known: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => filled(known[name]) !== filled(value)),
  );
}

export function isFilledAlike(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return filled(one) === filled(other);
}

/** Portals differ on whether an empty field is '' or null: to us it is the same. */
function filled(value: AttributeValue | undefined): AttributeValue {
  return value === undefined || value === '' ? null : value;
}

export function applyAttributes(changes: Attributes, known: Attributes): Attributes {
  return { ...known, ...changes };
}

export function isEmpty(attributes: Attributes): boolean {
  return Object.keys(attributes).length === 0;
}

/** There are attributes, and every one of them is empty: nothing worth making. */
export function isBlank(attributes: Attributes): boolean {
  return !isEmpty(attributes) && Object.values(attributes).every((value) => filled(value) === null);
}

export function sameAttributes(a: Attributes, b: Attributes): boolean {
  return isEmpty(diffAttributes(a, b)) && isEmpty(diffAttributes(b, a));
}
