// What one key may ask: 60 calls in each minute of the clock and 5,000 a day of each administration, and ten errors of one
// endpoint in an hour. [doc]
import type { Spent } from '../../../connectors/sandbox-kit/portal.ts';
import { refuse } from './answer.ts';
import { now, type SandboxState, type Usage } from './sandbox-state.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const API = /^\/api\/v1\/([^/]+)\/([^(]*)/;
const ERRORS: readonly number[] = [400, 401, 403, 404];

interface Asked {
  /** `current` for the call that names none. */
  readonly division: string;
  readonly endpoint: string;
}

/** null: no call of the API. */
export function askedBy(path: string): Asked | null {
  const [, division, endpoint] = API.exec(path) ?? [];
  return division === undefined || endpoint === undefined ? null : { division, endpoint };
}

/** What this administration used until now. */
export function usageOf(state: SandboxState, division: string): Usage {
  const usage = state.usage.get(division) ?? { minute: 0, inMinute: 0, day: 0, inDay: 0 };
  const minute = Math.floor(now(state) / MINUTE_MS);
  const day = Math.floor(now(state) / DAY_MS);
  if (usage.minute !== minute) Object.assign(usage, { minute, inMinute: 0 });
  if (usage.day !== day) Object.assign(usage, { day, inDay: 0 });
  state.usage.set(division, usage);
  return usage;
}

export function spend(state: SandboxState, { division }: Asked): Spent {
  const { perMinute, perDay, minuteAlone, blockedStatus } = state.switches;
  if (state.blockedUntil > now(state))
    return { refusal: refuse(blockedStatus, 'The key is blocked: too many errors'), headers: {} };
  const usage = usageOf(state, division);
  // Who is signed in is not asked about an administration, and does not count by the day. [doc]
  const countsByDay = division !== 'current';
  const isMinuteUp = usage.inMinute >= (perMinute ?? Infinity);
  const isDayUp = countsByDay && usage.inDay >= (perDay ?? Infinity);
  const mayGo = !isMinuteUp && !isDayUp;
  if (mayGo) {
    usage.inMinute += 1;
    usage.inDay += Number(countsByDay);
  }
  const tellsDay = countsByDay && !(isMinuteUp && minuteAlone);
  return {
    refusal: mayGo ? null : refuse(429, 'Too many requests'),
    headers: { ...minuteHeaders(state, usage), ...(tellsDay && dayHeaders(usage, perDay)) },
  };
}

/** Times in milliseconds since the epoch. [doc] */
function minuteHeaders({ switches }: SandboxState, { minute, inMinute }: Usage): Record<string, string> {
  const { perMinute, minutelyReset } = switches;
  if (perMinute === null) return {};
  return {
    'x-ratelimit-minutely-limit': String(perMinute),
    'x-ratelimit-minutely-remaining': String(Math.max(0, perMinute - inMinute)),
    ...(minutelyReset && { 'x-ratelimit-minutely-reset': String((minute + 1) * MINUTE_MS) }),
  };
}

function dayHeaders({ day, inDay }: Usage, perDay: number | null): Record<string, string> {
  if (perDay === null) return {};
  return {
    'x-ratelimit-limit': String(perDay),
    'x-ratelimit-remaining': String(Math.max(0, perDay - inDay)),
    'x-ratelimit-reset': String((day + 1) * DAY_MS),
  };
}

/** One more than ten blocks the key: for an hour, and for an hour more each time that it happens again. [doc; how much longer: assumed] */
export function countError(state: SandboxState, { division, endpoint }: Asked, status: number): void {
  const at = now(state);
  const { errorsAnHour } = state.switches;
  if (!ERRORS.includes(status) || state.blockedUntil > at || errorsAnHour === null) return;
  const name = `${division} ${endpoint}`;
  const lately = [...(state.errors.get(name) ?? []).filter((each) => each > at - HOUR_MS), at];
  state.errors.set(name, lately);
  if (lately.length > errorsAnHour) blockKey(state);
}

export function blockKey(state: SandboxState): void {
  state.blocks += 1;
  state.blockedUntil = now(state) + state.blocks * HOUR_MS;
  state.errors.clear();
}
