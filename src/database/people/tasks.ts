// Manual tasks: steps that a person must do in a portal, and what that person said about them.
import { sql } from 'kysely';
import type { Attributes } from '../../plan/attributes.ts';
import { CONFIRMED_BY_HAND, type KnownResource } from '../../plan/known.ts';
import type { Tx } from '../open-store.ts';
import type { PairKey } from '../ledger/pairs.ts';
import { allClaims, toClaims } from '../ledger/resources.ts';

export interface TaskToOpen {
  readonly resourceId: string;
  readonly action: 'create' | 'remove' | 'find-out';
}

/** Opens a task unless the same one is open already. */
export async function openTask(tx: Tx, pair: PairKey, task: TaskToOpen): Promise<void> {
  await sql`
    insert into manual_task (practice_id, connection_id, client_id, resource_id, action)
    values (${pair.practiceId}, ${pair.connectionId}, ${pair.clientId}, ${task.resourceId}, ${task.action})
    on conflict (resource_id, action) where status in ('open', 'contradicted') do nothing`.execute(tx);
}

/** Tasks that became pointless, because what they were about changed. */
export async function closeTasks(
  tx: Tx,
  resourceIds: readonly string[],
  actions: readonly TaskToOpen['action'][] = ['create', 'remove', 'find-out'],
): Promise<void> {
  await sql`
    update manual_task set status = 'closed', decided_at = coalesce(decided_at, now())
    where resource_id = any(${[...resourceIds]}::uuid[]) and action = any(${[...actions]}::text[])
      and status in ('open', 'contradicted')`.execute(tx);
}

/** The read-back contradicts what a person confirmed: the task is open again, and says so. */
export async function contradictTask(tx: Tx, resourceId: string): Promise<void> {
  await sql`
    update manual_task set status = 'contradicted' where id = (select id from manual_task
      where resource_id = ${resourceId} and status = 'confirmed' order by decided_at desc limit 1)`.execute(
    tx,
  );
}

export interface OpenTask {
  readonly id: string;
  readonly practiceId: string;
  readonly connectionId: string;
  readonly connection: string;
  readonly portal: string;
  readonly clientId: string;
  readonly resourceId: string;
  readonly type: string;
  /** The resource's natural key in the portal. */
  readonly key: string;
  readonly action: TaskToOpen['action'];
  readonly status: 'open' | 'contradicted';
  readonly openedAt: Date;
  readonly client: string | null;
  readonly clientNumber: string | null;
  readonly contact: string | null;
  readonly email: string | null;
  /** By which the portal knows what it hangs below, where it does and Koppel has seen it. */
  readonly parentId: string | null;
  /** What was last seen of that on which the client stands by itself, and everything else hangs. */
  readonly shown: Attributes | null;
  /** What is known of the resource, and who wants what of it. */
  readonly known: Pick<KnownResource, 'state' | 'revokeState' | 'attributes' | 'claims'>;
}

/** By which the portal knows the account that it is about, whatever address its contact has by now. */
const ACCOUNT = sql`(select a.key from portal_resource a where (a.id = r.id or a.id = any(r.parents))
  and a.key like '%@%' and a.key not like '%:%' order by a.id <> r.id limit 1)`;

/** Open tasks with the names a person needs to do them. Shown, never logged. */
export async function listTasks(tx: Tx): Promise<readonly OpenTask[]> {
  const { rows } = await sql<TaskRow>`
    select t.id, t.practice_id as "practiceId", t.connection_id as "connectionId", c.name as connection, c.portal,
      t.client_id as "clientId", t.resource_id as "resourceId", r.type, r.key, t.action, t.status, t.opened_at as "openedAt",
      k.name as client, k.number as "clientNumber", r.state, r.revoke_state as "revokeState", r.attributes,
      coalesce((select ${allClaims} from claim c where c.resource_id = r.id), '[]') as claims,
      (select p.portal_id from portal_resource p where p.id = r.parents[1] and not starts_with(p.portal_id, ${CONFIRMED_BY_HAND})) as "parentId",
      (select p.attributes from portal_resource p join claim cm on cm.resource_id = p.id
        where p.connection_id = t.connection_id and cm.client_id = t.client_id and cm.subject_kind = 'client'
          and cardinality(p.parents) = 0 order by p.created_at limit 1) as shown,
      (select nullif(concat_ws(' ', coalesce(p.first_name, p.initials), p.infix, p.last_name), '') from claim cm
        join contact p on p.id = cm.subject_id where cm.resource_id = r.id and cm.subject_kind = 'contact' limit 1) as contact,
      coalesce(${ACCOUNT}, (select p.email from claim cm join contact p on p.id = cm.subject_id
        where cm.resource_id = r.id and cm.subject_kind = 'contact' limit 1),
        case when t.action = 'create' then (select cm.attributes ->> 'email' from claim cm
          where cm.resource_id = r.id and cm.released_at is null order by cm.changed_at desc limit 1) end,
        r.attributes ->> 'email') as email
    from manual_task t join portal_resource r on r.id = t.resource_id join connection c on c.id = t.connection_id
    join client k on k.id = t.client_id
    where t.status in ('open', 'contradicted') order by t.opened_at, t.id`.execute(tx);
  return rows.map(({ state, revokeState, attributes, claims, ...task }) => ({
    ...task,
    known: { state, revokeState, attributes, claims: toClaims(claims) },
  }));
}

type TaskRow = Omit<OpenTask, 'known'> &
  Omit<OpenTask['known'], 'claims'> & { readonly claims: Parameters<typeof toClaims>[0] };

/** Marks a task confirmed; false when it is not open. */
export async function confirmTask(
  tx: Tx,
  id: string,
  { by, answer }: { by: string; answer: boolean },
): Promise<boolean> {
  const { rows } = await sql`
    update manual_task set status = 'confirmed', decided_at = now(), decided_by = ${by}, answer = ${answer}
    where id = ${id} and status in ('open', 'contradicted') returning id`.execute(tx);
  return rows.length > 0;
}

/** What a person made is looked for as soon as Koppel may read it, so that it is known by its own id from then on. */
export async function doubtConfirmedByHand(
  tx: Tx,
  connectionId: string,
  types: readonly string[],
): Promise<void> {
  await sql`
    update portal_resource r set doubtful = true,
      portal_id = case when starts_with(portal_id, ${CONFIRMED_BY_HAND}) then null else portal_id end
    where connection_id = ${connectionId} and type = any(${[...types]}::text[]) and state = 'present'
      and (starts_with(portal_id, ${CONFIRMED_BY_HAND})
        or exists (select from manual_task t where t.resource_id = r.id and t.status = 'confirmed'))`.execute(
    tx,
  );
}
