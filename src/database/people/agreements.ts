// Changes that would show elsewhere too and wait until somebody agreed to exactly that: read, and agreed to.
import { sql } from 'kysely';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { Attributes } from '../../plan/attributes.ts';
import { json, type Tx } from '../open-store.ts';

/** What a change would show in: the key in the portal, and the client it is of, where the practice has it. */
interface Touched {
  readonly key: string;
  readonly client: string | null;
  readonly clientNumber: string | null;
}

export interface OpenChange {
  readonly id: string;
  readonly connectionId: string;
  readonly connection: string;
  readonly portal: string;
  readonly type: string;
  /** Natural key in the portal: the e-mail address of a user. */
  readonly key: string;
  readonly what: ReasonCode;
  readonly before: Attributes;
  readonly changes: Attributes;
  readonly touches: readonly Touched[];
  readonly clientIds: readonly string[];
}

/** Those that are still wished for. Shown to people, never logged. */
export async function listOpenChanges(
  tx: Tx,
  { id = null, connectionId = null }: { id?: string | null; connectionId?: string | null } = {},
): Promise<readonly OpenChange[]> {
  const { rows } = await sql<OpenChange>`
    select r.id, r.connection_id as "connectionId", c.name as connection, c.portal, r.type, r.key,
      r.unconfirmed ->> 'what' as what, r.attributes as before, r.unconfirmed -> 'changes' as changes,
      (select coalesce(jsonb_agg(jsonb_build_object('key', t.key, 'client', k.name, 'clientNumber', k.number) order by t.key), '[]')
        from jsonb_array_elements_text(r.unconfirmed -> 'touches') as t(key)
        left join lateral (select k.name, k.number from portal_resource d join claim cm on cm.resource_id = d.id
          join client k on k.id = cm.client_id
          where d.connection_id = r.connection_id and d.key = t.key and d.parents = '{}' and d.type <> r.type limit 1) k on true) as touches,
      array(select distinct cm.client_id from claim cm where cm.resource_id = r.id) as "clientIds"
    from portal_resource r join connection c on c.id = r.connection_id
    where r.unconfirmed is not null and r.state = 'present'
      and exists (select from claim cm where cm.resource_id = r.id and cm.released_at is null
        and cm.attributes @> (r.unconfirmed -> 'changes'))
      and (${id}::text is null or r.id::text = ${id}) and (${connectionId}::uuid is null or r.connection_id = ${connectionId})
    order by c.name, r.key, r.id for update of r`.execute(tx);
  return rows;
}

/** It holds for exactly this change and what it was shown to touch; whatever comes to it is asked anew. */
export async function writeAgreement(tx: Tx, { id, changes, touches }: OpenChange): Promise<void> {
  const agreed = { changes, touches: touches.map(({ key }) => key) };
  await sql`update portal_resource set confirmed = ${json(agreed)}, unconfirmed = null where id = ${id}`.execute(
    tx,
  );
}
