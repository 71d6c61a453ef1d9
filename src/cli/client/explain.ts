// koppel explain: why a client or contact stands where it stands, and what would change it.
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { connectorOf } from '../../app/portals.ts';
import { explainRecord } from '../../answers/explain-record.ts';
import { addAskingOptions, type AskingOptions } from '../frame/asking-options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { findRecord } from '../frame/find-record.ts';
import { reasonText, remedyText } from '../frame/reason-text.ts';
import { runCommand, type CommandContext } from '../frame/run-command.ts';
import { showExplanation } from './show-explanation.ts';

const HELP = `
Answers for every record, also for one that is not linked, was deleted or was never attempted. Asks the portal
nothing and changes nothing. Exit code 2 when no record, or more than one, fits.

Examples:
  koppel explain 1001 --practice jansen
  koppel explain anna@example.nl --practice jansen --lang nl`;

export function addExplainCommand(program: Command): void {
  const command = program
    .command('explain')
    .argument('<client|contact>', 'its key, its id, a client number, or the e-mail address of a contact')
    .description('show why a client or contact stands where it stands, and what would change it');
  addAskingOptions(command)
    .addHelpText('after', HELP)
    .action((text: string, options: AskingOptions) =>
      runCommand(options, (context) => explain(context, text, options)),
    );
}

async function explain(
  { foundation, out }: CommandContext,
  text: string,
  options: AskingOptions,
): Promise<void> {
  const { store } = foundation;
  const { practice: practiceId, lang } = options;
  const connection = await findConnection(store, practiceId, options.connection);
  const record = await findRecord({ store, out }, practiceId, text);
  const explanation = await store.inPractice(practiceId, (tx) =>
    explainRecord(tx, record, { connection, connectorOf, now: new Date(), newId: randomUUID }),
  );
  showExplanation(out, explanation, lang);
  const { standing, firstNo } = explanation;
  out.result({
    practice: practiceId,
    connection: connection.name,
    ...explanation,
    standing: {
      ...standing,
      text: reasonText(standing.reason, lang),
      remedy: remedyText(standing.reason, lang),
    },
    firstNo:
      firstNo === null
        ? null
        : { ...firstNo, text: reasonText(firstNo.reason, lang), remedy: remedyText(firstNo.reason, lang) },
  });
}
