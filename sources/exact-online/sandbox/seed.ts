// What was in an administration before. Nobody is told: what is seeded happened long ago.
import { z } from 'zod';
import { needShape } from '../../../connectors/sandbox-kit/answer.ts';
import { NO_CONTENT, refuse, type Answer } from './answer.ts';
import { DIVISION } from './fields.ts';
import { newSubscription } from './hook-routes.ts';
import * as rows from './rows.ts';
import { newDivision, now, PRACTICE_DIVISION, TOPICS, type SandboxState } from './sandbox-state.ts';

const list = z.array(z.record(z.string(), z.unknown())).default([]);
const seedSchema = z.strictObject({
  /** Where the rows stand; it must be there or among `divisions`. */
  division: z.int().default(PRACTICE_DIVISION),
  /** Wire fields. `granted`: the consent of the user holds for it. */
  divisions: z.array(z.looseObject({ Code: z.int(), granted: z.boolean().default(true) })).default([]),
  /** Wire fields, dates as texts. */
  classificationNames: list,
  classifications: list,
  accounts: list,
  contacts: list,
  /** Of another user of the firm. */
  subscriptions: z.array(z.strictObject({ Topic: z.enum(TOPICS), CallbackURL: z.url() })).default([]),
});

const OTHER_USER = '5e000000-0000-4000-8000-000000000002';

/** Adds to what is there. What cannot be is refused, and what stood before it in the list is there. */
export function seed(state: SandboxState, body: unknown): Answer {
  const data = needShape(seedSchema, body);
  const { length } = state.outbox;
  try {
    for (const { granted, ...about } of data.divisions) {
      const fields = { ...rows.readRow(about, DIVISION, []), Code: about.Code };
      state.divisions.set(about.Code, { ...newDivision(fields), granted });
    }
    const division = state.divisions.get(data.division);
    if (division === undefined) return refuse(400, 'division is no administration');
    const place = { state, division };
    for (const each of data.classificationNames) rows.putClassificationName(place, each);
    for (const each of data.classifications) rows.putClassification(place, each);
    for (const each of data.accounts) rows.putAccount(place, each);
    for (const each of data.contacts) rows.putContact(place, each);
    for (const { Topic, CallbackURL } of data.subscriptions)
      state.subscriptions.push(
        newSubscription({
          topic: Topic,
          url: CallbackURL,
          division: data.division,
          at: now(state),
          user: OTHER_USER,
        }),
      );
  } finally {
    state.outbox.length = length;
  }
  return NO_CONTENT;
}
