// Plays the practice software: sends each change as a signed webhook until it is accepted, and writes exports. Deliveries
// can be lost, doubled or late, as faults ask for.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sendSigned } from '../support/practice-calls.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Change, Practice } from './practice-model.ts';
import { toEvent, toExport } from './practice-wire.ts';

export type Delivery = 'normal' | 'lost' | 'doubled' | 'late';

export interface PracticeSender {
  /** The next `count` changes are delivered this way. */
  deliverNext(delivery: Delivery, count: number): void;
  send(change: Change): void;
  /** Waits until all that is to be delivered was accepted. */
  flush(): Promise<void>;
  /** Changes that no webhook told Koppel, since the last time this was asked. */
  takeLost(): readonly Change[];
  /** Drops an export into the watched folder; resolves when it is there, not when it was read. */
  writeExport(
    practice: Practice,
    options?: { leftOut?: ReadonlySet<string>; cutOff?: boolean },
  ): Promise<void>;
  /** Whether an export that lacks records was written since everything last agreed. */
  hasDeceived(): boolean;
  /** Everything agrees, and the last export that was read was a whole one. */
  noteAgreement(): void;
  /** Whether an export waits to be read. */
  hasUnread(): Promise<boolean>;
  readonly counts: { sent: number; accepted: number; refused: number };
}

export interface SenderOptions {
  readonly practice: string;
  readonly secret: string;
  /** Where the server answers now; null while it is away. */
  readonly address: () => string | null;
  readonly sourceFolder: string;
  readonly newId: () => string;
}

const ACCEPTED_WITHIN_MS = 240_000;
const LATE_MS = 1_500;
const PAUSE_MS = 150;
const AT_A_TIME = 8;
const NOBODY: ReadonlySet<string> = new Set();

export function openPracticeSender(options: SenderOptions): PracticeSender {
  const counts = { sent: 0, accepted: 0, refused: 0 };
  const underWay = new Set<Promise<void>>();
  const planned: Delivery[] = [];
  let lost: Change[] = [];
  let exports = 0;
  let hasDeceived = false;
  const slots = createSlots(AT_A_TIME);
  const deliver = async (id: string, change: Change): Promise<void> => {
    const end = Date.now() + ACCEPTED_WITHIN_MS;
    while (!(await slots.run(() => tryOnce(options, { id, change, counts })))) {
      if (Date.now() > end) throw new Error(`The webhook ${id} was not accepted in time.`);
      await delay(PAUSE_MS);
    }
  };
  const start = (work: Promise<void>): void => {
    const tracked = work.finally(() => underWay.delete(tracked));
    // Whoever flushes hears of it.
    tracked.catch(() => undefined);
    underWay.add(tracked);
  };
  const send = (change: Change): void => {
    const delivery = planned.shift() ?? 'normal';
    const id = `msg_${options.newId()}`;
    counts.sent += 1;
    if (delivery === 'lost') lost.push(change);
    else if (delivery === 'late') start(delay(LATE_MS).then(() => deliver(id, change)));
    else start(deliver(id, change));
    if (delivery === 'doubled') start(deliver(id, change));
    if (delivery === 'doubled') start(delay(LATE_MS).then(() => deliver(`${id}_again`, change)));
  };
  return {
    counts,
    send,
    deliverNext: (delivery, count) => {
      for (let left = count; left > 0; left -= 1) planned.push(delivery);
    },
    flush: async () => {
      planned.length = 0;
      while (underWay.size > 0) await Promise.all(underWay);
    },
    takeLost: () => {
      const taken = lost;
      lost = [];
      return taken;
    },
    writeExport: async (practice, { leftOut = NOBODY, cutOff = false } = {}) => {
      exports += 1;
      if (leftOut.size > 0) hasDeceived = true;
      const text = toExport(practice, { asOf: new Date(), leftOut });
      const folder = join(options.sourceFolder, `export-${String(exports).padStart(6, '0')}`);
      await mkdir(folder);
      await writeFile(join(folder, 'records.ndjson'), cutOff ? withoutLastLines(text) : text);
      await writeFile(join(folder, 'done'), '');
    },
    hasDeceived: () => hasDeceived,
    noteAgreement: () => (hasDeceived = false),
    hasUnread: async () => (await readdir(options.sourceFolder)).some((name) => name.startsWith('export-')),
  };
}

function withoutLastLines(text: string): string {
  const lines = text.split('\n');
  return `${lines.slice(0, Math.ceil(lines.length / 2)).join('\n')}\n`;
}

interface Attempt {
  readonly id: string;
  readonly change: Change;
  readonly counts: PracticeSender['counts'];
}

/** A server that is away, too busy or of another time is asked again, with the same id. */
async function tryOnce(
  { address, practice, secret }: SenderOptions,
  { id, change, counts }: Attempt,
): Promise<boolean> {
  const at = address();
  if (at === null) return false;
  const call = { id, practice, secret, event: toEvent(change) };
  const answer = await sendSigned(at, call).catch(() => null);
  await answer?.text().catch(() => undefined);
  if (answer?.status === 202) counts.accepted += 1;
  else counts.refused += 1;
  return answer?.status === 202;
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
