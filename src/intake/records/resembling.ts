// The known name that a mistyped one was meant to be. Only then do problems show what was typed: any other text where a
// name is expected may be somebody's data.

/** Null where none is near, or several are equally. */
export function resembling(typed: string, known: readonly string[]): string | null {
  const name = compact(typed);
  if (name.length < 3 || name.length > 40) return null;
  const near = known
    .map((candidate) => ({ candidate, distance: distanceBetween(name, compact(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.min(2, Math.floor(compact(candidate).length / 3)))
    .sort((one, other) => one.distance - other.distance);
  const [best, second] = near;
  return best === undefined || second?.distance === best.distance ? null : best.candidate;
}

function compact(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** How many letters must be added, taken out, replaced or exchanged with their neighbour. */
function distanceBetween(one: string, other: string): number {
  let older: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const isSame = one[at - 1] === other[to - 1];
      const isExchanged = one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      next.push(
        Math.min(
          (row[to] ?? 0) + 1,
          (next[to - 1] ?? 0) + 1,
          (row[to - 1] ?? 0) + (isSame ? 0 : 1),
          isExchanged ? (older[to - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    older = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
