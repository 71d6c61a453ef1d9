// Every failure Koppel tells apart, named by who must act. Messages are constant sentences and `details` are ids and
// codes, so that an error is safe to log as it is: no names, addresses or secrets can get in.

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

interface ErrorInit {
  readonly code: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

export abstract class KoppelError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(message: string, init: ErrorInit) {
    super(message, { cause: init.cause });
    this.name = new.target.name;
    this.code = init.code;
    this.details = init.details ?? {};
  }
}

/** Nobody has to act: back off and try again. `mayHaveLanded` tells whether the request may have reached the portal. */
export class TransientError extends KoppelError {
  readonly mayHaveLanded: boolean;

  constructor(message: string, init: ErrorInit & { mayHaveLanded: boolean }) {
    super(message, init);
    this.mayHaveLanded = init.mayHaveLanded;
  }
}

/** Nobody has to act: wait exactly as long as told. Costs no attempt. */
export class RateLimitedError extends KoppelError {
  readonly retryAfterMs: number;

  constructor(message: string, init: ErrorInit & { retryAfterMs: number }) {
    super(message, init);
    this.retryAfterMs = init.retryAfterMs;
  }
}

/** The data's owner must act: recorded, and not tried again until the data changes. */
export class RejectedError extends KoppelError {}

/** The same, but the portal answered as if it were done and told errors: what it did is looked at before it is believed. */
export class UnclearRefusalError extends RejectedError {}

/** Operations must act: the connection stops, with one alert. */
export class AccessError extends KoppelError {}

/** Whoever configures Koppel must act: start is refused and every problem listed. */
export class ConfigError extends KoppelError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Koppel cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, {
      code: 'CONFIG',
    });
    this.problems = problems;
  }
}

/** Whoever gave the command or the request must act: it names the thing at fault and the remedy. */
export class UsageError extends KoppelError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, { code: 'USAGE', ...(details === undefined ? {} : { details }) });
  }
}
