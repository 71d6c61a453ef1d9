// What a session remembers about its connection (a role id, say). A process may hand one memory to all the sessions of
// a connection; entries are forgotten after a while, because people change such things in the portal.

export interface SessionMemory {
  remember<T>(key: string, read: () => Promise<T>, now: Date): Promise<T>;
  forget(key: string): void;
}

const KEEP_MS = 10 * 60_000;
/** Oldest out: a memory never grows with the size of a practice. */
const KEEP_ENTRIES = 2_000;

export function createSessionMemory(): SessionMemory {
  const entryByKey = new Map<string, { value: Promise<unknown>; expiresAt: number }>();

  function keep(key: string, value: Promise<unknown>, now: Date): void {
    entryByKey.delete(key);
    entryByKey.set(key, { value, expiresAt: now.getTime() + KEEP_MS });
    const oldest = entryByKey.keys().next();
    if (entryByKey.size > KEEP_ENTRIES && oldest.done !== true) entryByKey.delete(oldest.value);
    // A read that failed is asked again by whoever needs it next.
    value.catch(() => {
      if (entryByKey.get(key)?.value === value) entryByKey.delete(key);
    });
  }

  return {
    forget(key) {
      entryByKey.delete(key);
    },
    remember<T>(key: string, read: () => Promise<T>, now: Date): Promise<T> {
      const known = entryByKey.get(key);
      // One key is always read by one call site, so what it stored has the type it asks for: the one cast.
      if (known !== undefined && known.expiresAt > now.getTime()) return known.value as Promise<T>;
      const value = read();
      keep(key, value, now);
      return value;
    },
  };
}
