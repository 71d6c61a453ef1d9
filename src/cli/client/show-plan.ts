// What `koppel plan` does: works out what the next run would do, and shows it.
import { randomUUID } from 'node:crypto';
import { connectorOf } from '../../app/portals.ts';
import {
  previewClient,
  previewPending,
  type ClientPreview,
  type PlannedOperation,
} from '../../answers/preview.ts';
import type { Language } from '../../domain/text.ts';
import { type AskingOptions } from '../frame/asking-options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import type { Output } from '../frame/output.ts';
import { reasonText } from '../../domain/reason-text.ts';
import { type CommandContext } from '../frame/run-command.ts';

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
    totals.held += preview.operations.filter(({ brake }) => brake === 'held').length;
    lines.push(...describePreview(preview, lang));
  }
  out.line(`${totals.operations} operations for ${totals.clients} clients.`);
  if (totals.left > 0) out.line(`${totals.left} of them are left to a person as tasks (koppel task list).`);
  if (totals.held > 0)
    out.line(`${totals.held} accesses would be held by the brake until somebody approves.`);
  for (const line of lines) out.line(line);
}

function describePreview(
  { client, operations, notPushed }: ClientPreview,
  lang: Language,
): readonly string[] {
  return [
    describeRecord(client, lang),
    ...operations.flatMap((operation) => [
      `  ${describeOperation(operation)}`,
      ...operation.fields.map(
        ({ field, before, after }) => `      ${field}: ${show(before)} → ${show(after)}`,
      ),
    ]),
    ...notPushed.map(({ about, reason }) => `  not pushed: ${about}: ${reason}, ${reasonText(reason, lang)}`),
    ...(operations.length === 0 ? ['  nothing to do'] : []),
  ];
}

function describeOperation({ action, type, about, brake, by }: PlannedOperation): string {
  const held = brake === null || brake === 'passes' ? '' : ` (brake: ${brake})`;
  const left = by === 'person' ? ' (left to a person)' : '';
  return `${action} ${type}: ${about.join(', ')}${held}${left}`;
}

function show(value: string | number | boolean | null): string {
  return value === null ? '-' : JSON.stringify(value);
}
