// Fields of what is wrong somewhere, by name: software that writes names with a capital means the same.

/** Every field of that name, but for capitals and spaces; that of the very name comes first. */
export function looseFields(value: unknown, field: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const isSame = (name: string): boolean => name.trim().toLowerCase() === field.toLowerCase();
  const same = Object.entries<unknown>({ ...value }).filter(([name]) => isSame(name));
  return same.sort(([one], [other]) => Number(other === field) - Number(one === field)).map(([, of]) => of);
}

/** The one that it can be; undefined where several could be meant. */
export function looseField(value: unknown, field: string): unknown {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, field))
    return looseFields(value, field)[0];
  const same = looseFields(value, field);
  return same.length === 1 ? same[0] : undefined;
}
