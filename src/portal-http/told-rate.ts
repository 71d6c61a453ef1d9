// What the headers of an answer tell about the portal's bucket of tokens.
import type { RateHeaders } from '../../connectors/connector.ts';
import type { ToldRate } from '../domain/rate-limit.ts';

/** Null where the headers are absent, or say nothing that can be counted with. */
export function readToldRate(
  headers: Readonly<Record<string, string>>,
  names: RateHeaders | undefined,
): ToldRate | null {
  if (names === undefined) return null;
  const [capacity, remaining, perSecond, cost] = [
    names.capacity,
    names.remaining,
    names.perSecond,
    names.cost,
  ].map((name) => Number((headers[name] ?? '').trim() || NaN));
  if (capacity === undefined || remaining === undefined || perSecond === undefined || cost === undefined)
    return null;
  const isUsable = [capacity, perSecond, cost].every((each) => each > 0) && Number.isFinite(remaining);
  return isUsable ? { capacity, remaining, perSecond, cost } : null;
}
