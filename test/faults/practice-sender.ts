// Plays the servers of the practice software: each sends a change as a signed webhook until it is accepted. Deliveries can
// be lost, doubled or late, as faults ask for.
import { setTimeout as delay } from 'node:timers/promises';
import { sendSigned } from '../support/practice-calls.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Change } from './practice-model.ts';
import { toEvent, type Event } from './practice-wire.ts';

export type Delivery = 'normal' | 'lost' | 'doubled' | 'late';

export interface PracticeSender {
  /** The next `count` changes are delivered this way. */
  deliverNext(delivery: Delivery, count: number): void;
  /** `delivery`: left out, as planned. */
  send(change: Change, delivery?: Delivery): void;
  /** An event that is wrong somewhere; resolves once it was heard, although it is refused. */
  tell(event: Event): Promise<void>;
  /**
   * A server whose clock is ahead said something of it that has not arrived yet: it will count as said on arrival. More is
   * said of the record only then, so that everybody knows which was said last.
   */
  isUntold(key: string): boolean;
  /** Waits until what clocks ahead have said so far has arrived, of one record or of all. */
  whenTold(key?: string): Promise<void>;
  /** Waits until all that is to be delivered was accepted. */
  flush(): Promise<void>;
  /** No webhook tells it. */
  lose(change: Change): void;
  /** Of one of these records no webhook told, and nobody took that up yet. */
  isLost(keys: readonly string[]): boolean;
  /** Changes that no webhook told Koppel, since the last time this was asked. */
  takeLost(): readonly Change[];
  readonly counts: { sent: number; accepted: number; refused: number };
}

export interface SenderOptions {
  readonly practice: string;
  readonly secret: string;
  /** Where the server answers now; null while it is away. */
  readonly address: () => string | null;
  readonly newId: () => string;
}

const ACCEPTED_WITHIN_MS = 240_000;
const LATE_MS = 1_500;
const PAUSE_MS = 150;
const AT_A_TIME = 8;

export function openPracticeSender(options: SenderOptions): PracticeSender {
  const counts = { sent: 0, accepted: 0, refused: 0 };
  const underWay = new Set<Promise<void>>();
  const untold = new Map<string, Promise<unknown>>();
  const planned: Delivery[] = [];
  let lost: Change[] = [];
  const slots = createSlots(AT_A_TIME);
  const deliver = async (id: string, event: Event, heard = ACCEPTED): Promise<void> => {
    const end = Date.now() + ACCEPTED_WITHIN_MS;
    for (;;) {
      const status = await slots.run(() => tryOnce(options, { id, event }));
      counts[status === 202 ? 'accepted' : 'refused'] += 1;
      if (heard.includes(status)) return;
      if (Date.now() > end) throw new Error(`The webhook ${id} was not accepted in time.`);
      await delay(PAUSE_MS);
    }
  };
  const start = (work: Promise<void>): Promise<void> => {
    const tracked = work.finally(() => underWay.delete(tracked));
    // Whoever flushes hears of it.
    tracked.catch(() => undefined);
    underWay.add(tracked);
    return tracked;
  };
  const send = (change: Change, delivery = planned.shift() ?? 'normal'): void => {
    const id = `msg_${options.newId()}`;
    const { key, aheadMs, changedAt } = change.fields;
    const event = toEvent(change);
    counts.sent += 1;
    if (delivery === 'lost') lost.push(change);
    const ways = WAYS[delivery].map(({ lateMs, suffix }) =>
      start(delay(untilPast(changedAt) + lateMs).then(() => deliver(`${id}${suffix}`, event))),
    );
    if (aheadMs === 0 || ways.length === 0) return;
    const all = Promise.all(ways).catch(() => undefined);
    untold.set(key, all);
    void all.then(() => untold.get(key) === all && untold.delete(key));
  };
  return {
    counts,
    send,
    tell: (event) => start(deliver(`msg_${options.newId()}`, event, HEARD)),
    isUntold: (key) => untold.has(key),
    whenTold: async (key) => {
      const left = (): readonly Promise<unknown>[] =>
        [...untold].filter(([each]) => key === undefined || each === key).map(([, told]) => told);
      while (left().length > 0) await Promise.all(left());
    },
    deliverNext: (delivery, count) => {
      for (let left = count; left > 0; left -= 1) planned.push(delivery);
    },
    flush: async () => {
      planned.length = 0;
      while (underWay.size > 0) await Promise.all(underWay);
    },
    lose: (change) => lost.push(change),
    isLost: (keys) => lost.some(({ fields }) => keys.includes(fields.key)),
    takeLost: () => {
      const taken = lost;
      lost = [];
      return taken;
    },
  };
}

const ACCEPTED: readonly (number | null)[] = [202];
const HEARD: readonly (number | null)[] = [202, 422];

const WAYS: Readonly<Record<Delivery, readonly { lateMs: number; suffix: string }[]>> = {
  normal: [{ lateMs: 0, suffix: '' }],
  lost: [],
  late: [{ lateMs: LATE_MS, suffix: '' }],
  doubled: [
    { lateMs: 0, suffix: '' },
    { lateMs: 0, suffix: '' },
    { lateMs: LATE_MS, suffix: '_again' },
  ],
};

/** Moments are a millisecond apart, so that many changes at once lie ahead of the clock for a little while. */
export function untilPast(moment: number): number {
  return Math.max(0, moment + 1 - Date.now());
}

/** The status of the answer. A server that is away, too busy or of another time is asked again, with the same id. */
async function tryOnce(
  { address, practice, secret }: SenderOptions,
  { id, event }: { id: string; event: Event },
): Promise<number | null> {
  const at = address();
  if (at === null) return null;
  const answer = await sendSigned(at, { id, practice, secret, event }).catch(() => null);
  await answer?.text().catch(() => undefined);
  return answer?.status ?? null;
}

function createSlots(count: number): { run<T>(work: () => Promise<T>): Promise<T> } {
  let free = count;
  return {
    run: async (work) => {
      await waitFor(() => free > 0, { what: 'a free connection', timeoutMs: ACCEPTED_WITHIN_MS });
      free -= 1;
      try {
        return await work();
      } finally {
        free += 1;
      }
    },
  };
}
