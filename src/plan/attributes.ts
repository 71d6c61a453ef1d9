// Attributes of a resource: flat, JSON, compared value by value.
export type AttributeValue = string | number | boolean | null;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What of `wanted` differs from `known`. Attributes that only `known` has are the portal's own and stay. */
export function diffAttributes(wanted: Attributes, known: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => (known[name] ?? null) !== value),
  );
}

export function applyAttributes(changes: Attributes, known: Attributes): Attributes {
  return { ...known, ...changes };
}

export function isEmpty(attributes: Attributes): boolean {
  return Object.keys(attributes).length === 0;
}

export function sameAttributes(a: Attributes, b: Attributes): boolean {
  return isEmpty(diffAttributes(a, b)) && isEmpty(diffAttributes(b, a));
}
