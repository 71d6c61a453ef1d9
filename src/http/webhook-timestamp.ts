// What a `webhook-timestamp` says, also where it is not the seconds that are expected, and what is wrong with it.
import { type FieldProblem } from './ports.ts';

const TOLERANCE_S = 5 * 60;
const SECONDS = /^\d{1,11}$/;
const MILLISECONDS = /^\d{12,14}$/;
const DATE = /^\d{4}-\d{2}-\d{2}/;

/** clock: in the form expected, and too far from our time. form: in another form, whatever time it is. */
export interface TimestampProblem extends FieldProblem {
  readonly kind: 'clock' | 'form';
}

export interface ReadTimestamp {
  /** Since 1970; NaN where nothing of the kind can be read. */
  readonly seconds: number;
  readonly problem: TimestampProblem | null;
}

export function readTimestamp(text: string, now: Date): ReadTimestamp {
  if (SECONDS.test(text)) return { seconds: Number(text), problem: clockProblem(Number(text), now) };
  if (MILLISECONDS.test(text))
    return {
      seconds: Math.floor(Number(text) / 1000),
      problem: formProblem('MILLISECONDS', 'holds milliseconds'),
    };
  if (DATE.test(text))
    return { seconds: Math.floor(Date.parse(text) / 1000), problem: formProblem('DATE', 'holds a date') };
  return {
    seconds: Math.floor(Number(text)),
    problem: formProblem('NOT_SECONDS', 'is no whole number of seconds'),
  };
}

function clockProblem(seconds: number, now: Date): TimestampProblem | null {
  const aheadS = seconds - Math.floor(now.getTime() / 1000);
  if (Math.abs(aheadS) <= TOLERANCE_S) return null;
  const side = aheadS > 0 ? 'ahead of' : 'behind';
  return {
    kind: 'clock',
    field: 'webhook-timestamp',
    code: aheadS > 0 ? 'CLOCK_AHEAD' : 'CLOCK_BEHIND',
    message: `is ${ageText(Math.abs(aheadS))} ${side} Koppel's clock, and five minutes are accepted: set the clock of the machine that signs, and sign anew when an event is sent again.`,
  };
}

function ageText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

function formProblem(code: string, what: string): TimestampProblem {
  const message = `${what}; whole seconds since 1970 are expected, in the header and in what is signed.`;
  return { kind: 'form', field: 'webhook-timestamp', code, message };
}
