// What stands in a portal, or may come to stand there: the one place where statements say so (decision 24). On plain data it
// is `mayStand` of plan/known.ts. The resource is `r` in all of them.
import { sql } from 'kysely';

export const isMissing = sql`r.state in ('reserved', 'absent')`;

/** To be taken away, and not proven gone. */
export const isBeingRevoked = sql`r.revoke_state in ('revoke_pending', 'revoked_sent')`;

/** What gives it, or may. A removal that lands late does no harm to a revoke. */
export const isGrant = sql`o.action in ('create', 'update', 'resend')`;

/** A grant was never answered: whatever is known of it, it may be there, or land later. */
export const mayHaveLanded = sql`exists (select from operation o
  where o.resource_id = r.id and o.answered_at is null and ${isGrant})`;

export const mayStand = sql`(not ${isMissing} or ${mayHaveLanded})`;
