// What the options of `koppel import` ask for.
import type { ImportRequest } from '../../intake/import-files.ts';

export interface ImportOptions {
  readonly practice: string;
  readonly clients?: string;
  readonly contacts?: string;
  readonly records?: string;
  readonly complete?: boolean;
  readonly asOf?: Date;
  readonly skipInvalid?: boolean;
  readonly dryRun?: boolean;
  readonly maxProblems: number;
}

/** What the options ask of an import, but for whom to hand it to. */
export function toRequest(options: ImportOptions, now: Date): Omit<ImportRequest, 'intake'> {
  const { practice: practiceId, clients, contacts, records, complete, asOf } = options;
  return {
    practiceId,
    ...(clients === undefined ? {} : { clients }),
    ...(contacts === undefined ? {} : { contacts }),
    ...(records === undefined ? {} : { records }),
    ...(complete === undefined ? {} : { complete }),
    ...(asOf === undefined ? {} : { asOf }),
    skipInvalid: options.skipInvalid === true,
    now,
    maxProblems: options.maxProblems,
  };
}
