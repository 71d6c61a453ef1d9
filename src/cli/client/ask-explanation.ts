// What `koppel explain` does: asks why a record stands where it stands, and shows the answer.
import { randomUUID } from 'node:crypto';
import { connectorOf } from '../../app/portals.ts';
import { explainRecord } from '../../answers/explain-record.ts';
import { type AskingOptions } from '../frame/options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { findRecord } from '../frame/find-record.ts';
import { reasonText, whatToType, whyText } from '../../domain/reason-text.ts';
import { type CommandContext } from '../frame/run-command.ts';
import { showExplanation } from './show-explanation.ts';

export async function explain(context: CommandContext, text: string, options: AskingOptions): Promise<void> {
  const { foundation, out } = context;
  const { store } = foundation;
  const { practice: practiceId, lang } = options;
  const connection = await findConnection(store, practiceId, options.connection);
  const record = await findRecord(context, practiceId, text);
  const explanation = await store.inPractice(practiceId, (tx) =>
    explainRecord(tx, record, { connection, connectorOf, now: () => new Date(), newId: randomUUID }),
  );
  showExplanation(out, explanation, lang);
  const { standing, firstNo } = explanation;
  out.result({
    practice: practiceId,
    connection: connection.name,
    ...explanation,
    standing: {
      ...standing,
      text: whyText(standing, lang),
      remedy: whatToType(standing, lang),
    },
    firstNo:
      firstNo === null
        ? null
        : {
            ...firstNo,
            text: reasonText(firstNo.reason, lang),
            remedy: whatToType({ ...standing, reason: firstNo.reason }, lang),
          },
  });
}
