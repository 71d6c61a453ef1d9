// Switches a link on or off from Koppel (docs/rules.md, "Whose switch it is"). Switching off is previewed: the accesses
// that it takes away are shown by name, and what the person then confirms is approved with it (rule 22).
import { writeAudit } from '../database/people/audit.ts';
import { approveRevokes, nameAccesses, type AccessName } from '../database/ledger/brake.ts';
import type { NamedRecord } from '../database/people/explain.ts';
import { readLinked, undoing, writeLink, type LinkSwitch } from '../database/records/links.ts';
import type { Store, Tx } from '../database/open-store.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { accessTypesOf } from '../engine/access-types.ts';
import { UsageError } from '../errors.ts';
import { previewClient, reasonNotPushed, type PreviewContext } from '../answers/preview.ts';

export interface SwitchRequest {
  readonly record: NamedRecord;
  readonly enabled: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

export interface SwitchPreview {
  /** The switch stands there already; nothing would be written. */
  readonly stands: boolean;
  readonly revokes: readonly AccessName[];
  /** Why a record that is switched on does not go out yet; null: nothing keeps it. */
  readonly waits: ReasonCode | null;
  /** Who gets access with it, by name and address: the portal may mail them. */
  readonly grants: readonly string[];
}

/** What each would take away, or wait for, once all of them are switched. In their order. Writes nothing. */
export async function previewSwitches(
  store: Store,
  context: PreviewContext,
  requests: readonly SwitchRequest[],
): Promise<readonly SwitchPreview[]> {
  return store.inPractice(context.connection.practiceId, (tx) =>
    undoing(tx, async () => {
      const seen: { readonly stands: boolean; readonly revokes: readonly AccessName[] }[] = [];
      for (const request of requests) {
        const link = toLink(context, request);
        const stands = (await readLinked(tx, link)) === request.enabled && request.settings === undefined;
        const { revokes } = await writeLinkAndPlan(tx, context, { request, link });
        seen.push({ stands, revokes: await nameAccesses(tx, revokes) });
      }
      const previews: SwitchPreview[] = [];
      for (const [index, { record, enabled }] of requests.entries()) {
        const waits = enabled ? await reasonOf(tx, context, record) : null;
        const grants = enabled && waits === null ? await grantsOf(tx, context, record) : [];
        previews.push({ stands: false, revokes: [], ...seen[index], waits, grants });
      }
      return previews;
    }),
  );
}

/**
 * Switches. `confirmed`: the resources whose access the person agreed to take away; when others have come to it since
 * then, nothing is written. Returns whether the switch changed.
 */
export async function switchLink(
  store: Store,
  context: PreviewContext,
  { confirmed, ...request }: SwitchRequest & { readonly confirmed: readonly string[] },
): Promise<boolean> {
  const link = toLink(context, request);
  return store.inPractice(link.practiceId, async (tx) => {
    const written = await writeLinkAndPlan(tx, context, { request, link });
    if (!written.changed) return false;
    const unseen = written.revokes.filter((id) => !confirmed.includes(id));
    if (unseen.length > 0) {
      throw new UsageError(
        'Other accesses have come to it since they were shown; nothing was changed. Try again.',
      );
    }
    if (written.revokes.length > 0)
      await approveRevokes(tx, written.revokes, context.connection.policy.brake.approvalHours);
    await writeAudit(tx, [auditOf(link, request, written.revokes.length)]);
    return true;
  });
}

interface Switching {
  readonly request: SwitchRequest;
  readonly link: LinkSwitch;
}

/** The revokes are those that the switch brings; what was due before it is no part of the question. */
async function writeLinkAndPlan(
  tx: Tx,
  context: PreviewContext,
  { request, link }: Switching,
): Promise<{ changed: boolean; revokes: readonly string[] }> {
  const { clientId } = request.record;
  if (request.enabled || clientId === null) return { changed: await writeLink(tx, link), revokes: [] };
  const before = new Set((await previewClient(tx, clientId, context))?.revokes ?? []);
  const changed = await writeLink(tx, link);
  const after = changed ? ((await previewClient(tx, clientId, context))?.revokes ?? []) : [];
  return { changed, revokes: after.filter((id) => !before.has(id)) };
}

/** By Koppel, that is: what a person does in the portal is a task. */
async function grantsOf(
  tx: Tx,
  context: PreviewContext,
  { clientId, id, kind }: NamedRecord,
): Promise<readonly string[]> {
  if (clientId === null) return [];
  const preview = await previewClient(tx, clientId, context);
  const types = accessTypesOf(context.connectorOf(context.connection.portal));
  const coming = (preview?.operations ?? []).filter(
    ({ action, type, by, subjects }) =>
      action === 'create' &&
      by === 'koppel' &&
      types.includes(type) &&
      (kind === 'client' || subjects.includes(id)),
  );
  return [...new Set(coming.flatMap(({ about }) => about))];
}

async function reasonOf(
  tx: Tx,
  context: PreviewContext,
  { clientId, kind, id }: NamedRecord,
): Promise<ReasonCode | null> {
  return clientId === null ? null : reasonNotPushed(tx, { clientId, subject: { kind, id } }, context);
}

function toLink({ connection }: PreviewContext, { record, enabled, settings }: SwitchRequest): LinkSwitch {
  return {
    practiceId: connection.practiceId,
    connectionId: connection.id,
    kind: record.kind,
    recordId: record.id,
    enabled,
    ...(settings === undefined ? {} : { settings }),
  };
}

function auditOf(link: LinkSwitch, { record, by }: SwitchRequest, revokes: number) {
  return {
    practiceId: link.practiceId,
    actor: by,
    action: link.enabled ? 'link.on' : 'link.off',
    connectionId: link.connectionId,
    ...(record.clientId === null ? {} : { clientId: record.clientId }),
    subjectId: record.id,
    details: { kind: record.kind, revokes, settings: Object.keys(link.settings ?? {}) },
  };
}
