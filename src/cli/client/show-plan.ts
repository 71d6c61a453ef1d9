// What `koppel plan` does: works out what the next run would do, and shows it.
import { randomUUID } from 'node:crypto';
import { connectorOf } from '../../app/portals.ts';
import { previewClient, previewPending, type ClientPreview } from '../../answers/preview.ts';
import { fieldName } from '../../domain/field-names.ts';
import type { Language, Text } from '../../domain/text.ts';
import { type AskingOptions } from '../frame/options.ts';
import { actionText } from '../frame/action-text.ts';
import { findConnection } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import type { Output } from '../frame/output.ts';
import { reasonText } from '../../domain/reason-text.ts';
import { type CommandContext } from '../frame/run-command.ts';
import { gateText } from './gate-text.ts';

export async function showPlan(
  context: CommandContext,
  text: string | undefined,
  options: AskingOptions,
): Promise<void> {
  const { foundation, out } = context;
  const { store } = foundation;
  const connection = await findConnection(store, options.practice, options.connection);
  const looking = { connection, connectorOf, now: () => new Date(), newId: randomUUID };
  const record = text === undefined ? null : await findRecord(context, options.practice, text);
  const previews = record === null ? previewPending(store, looking) : one();

  async function* one(): AsyncIterable<ClientPreview> {
    const clientId = record?.clientId ?? null;
    if (clientId === null) return;
    const preview = await store.inPractice(options.practice, (tx) => previewClient(tx, clientId, looking));
    if (preview !== null) yield preview;
  }

  const head = { practice: options.practice, connection: connection.name };
  if (out.json) await out.list({ head, name: 'clients', items: previews });
  else await showPreviews(out, previews, options.lang);
}

const WORDS = {
  of: { en: 'of them', nl: 'daarvan' },
  left: {
    en: 'left to a person as tasks (koppel task list)',
    nl: 'als taak aan een persoon overgelaten (koppel task list)',
  },
  braked: {
    en: 'held by the brake until somebody approves (koppel approve)',
    nl: 'vastgehouden door de rem tot iemand akkoord geeft (koppel approve)',
  },
  notPushed: { en: 'not pushed', nl: 'niet doorgezet' },
  nothing: { en: 'nothing to do', nl: 'niets te doen' },
} as const;

async function showPreviews(
  out: Output,
  previews: AsyncIterable<ClientPreview>,
  lang: Language,
): Promise<void> {
  const totals = { clients: 0, operations: 0, held: 0, left: 0 };
  // The sum first, though it is known last: the text of a plan is small beside the plan.
  const lines: string[] = [];
  for await (const preview of previews) {
    totals.clients += 1;
    totals.operations += preview.operations.length;
    totals.left += preview.operations.filter(({ by }) => by === 'person').length;
    totals.held += preview.operations.filter(({ heldBy }) => heldBy === 'brake').length;
    lines.push(...describePreview(preview, lang));
  }
  out.line(sumText(totals)[lang]);
  if (totals.left > 0) out.line(`${totals.left} ${WORDS.of[lang]}: ${WORDS.left[lang]}.`);
  if (totals.held > 0) out.line(`${totals.held} ${WORDS.of[lang]}: ${WORDS.braked[lang]}.`);
  for (const line of lines) out.line(line);
}

function sumText({ operations, clients }: { operations: number; clients: number }): Text {
  return {
    en: `${operations} ${operations === 1 ? 'operation' : 'operations'} for ${clients} ${clients === 1 ? 'client' : 'clients'}.`,
    nl: `${operations} ${operations === 1 ? 'stap' : 'stappen'} voor ${clients} ${clients === 1 ? 'klant' : 'klanten'}.`,
  };
}

function describePreview(
  { client, operations, notPushed }: ClientPreview,
  lang: Language,
): readonly string[] {
  return [
    describeRecord(client, lang),
    ...operations.flatMap((operation) => [
      `  ${actionText(operation.action, operation.type, lang)}: ${operation.about.join(', ')}${gateText(operation, lang)}`,
      ...operation.fields.map(
        ({ field, before, after }) => `      ${fieldName(field, lang)}: ${show(before)} → ${show(after)}`,
      ),
    ]),
    ...notPushed.map(
      ({ about, reason }) => `  ${WORDS.notPushed[lang]}: ${about}: ${reason}, ${reasonText(reason, lang)}`,
    ),
    ...(operations.length === 0 ? [`  ${WORDS.nothing[lang]}`] : []),
  ];
}

function show(value: string | number | boolean | null): string {
  return value === null ? '-' : JSON.stringify(value);
}
