// Where reading Exact Online goes on: a row version per entity, as text because it is larger than a number holds, and what
// is the same for all of it.
import { z } from 'zod';

const version = z.string().regex(/^\d+$/).default('1');

export const cursorSchema = z.object({
  ...{ deleted: version, accounts: version, contacts: version },
  /** Code of a classification's value by its id, as they were last listed. */
  codeById: z.record(z.string(), z.string()).default({}),
  /** When the administration was last moved: row versions of before mean nothing. */
  moved: z.string().default(''),
});
export type ExactCursor = z.output<typeof cursorSchema>;
