// Every failure Koppel tells apart, named by who must act. Messages are constant sentences and `details` are ids and
// codes, so that an error is safe to log as it is: no names, addresses or secrets can get in. What is logged is English; what
// a person may read is there in every language.
import type { Text } from './domain/text.ts';

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

interface ErrorInit {
  readonly code: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

export abstract class KoppelError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;
  readonly text: Text;

  constructor(text: Text, init: ErrorInit) {
    super(text.en, { cause: init.cause });
    this.name = new.target.name;
    this.text = text;
    this.code = init.code;
    this.details = init.details ?? {};
  }
}

/** Nobody has to act: back off and try again. `mayHaveLanded` tells whether the request may have reached the portal. */
export class TransientError extends KoppelError {
  readonly mayHaveLanded: boolean;

  constructor(text: Text, init: ErrorInit & { mayHaveLanded: boolean }) {
    super(text, init);
    this.mayHaveLanded = init.mayHaveLanded;
  }
}

/** Nobody has to act: wait exactly as long as told. Costs no attempt. */
export class RateLimitedError extends KoppelError {
  readonly retryAfterMs: number;

  constructor(text: Text, init: ErrorInit & { retryAfterMs: number }) {
    super(text, init);
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
  constructor(problems: readonly Text[]) {
    const list = (lang: keyof Text): string => problems.map((problem) => `\n  - ${problem[lang]}`).join('');
    super(
      { en: `Koppel cannot start:${list('en')}`, nl: `Koppel kan niet starten:${list('nl')}` },
      { code: 'CONFIG' },
    );
  }
}

/** Whoever gave the command or the request must act: it names the thing at fault and the remedy. */
export class UsageError extends KoppelError {
  constructor(text: Text, details?: ErrorDetails) {
    super(text, { code: 'USAGE', ...(details === undefined ? {} : { details }) });
  }
}
