// A connection: one practice's configured access to one portal. The policies here are the same for every portal.
import { z } from 'zod';
import type { ShownTypes } from './call-permission.ts';
import type { Text } from './text.ts';

export const CONNECTION_STATES = ['active', 'paused', 'stopped', 'quarantined'] as const;
/** paused: by a person. stopped: by an access error or a restore, until a person resumes it. quarantined: the portal is down, probed slowly. */
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** As it is told of a connection: it is … */
export const CONNECTION_STATE_TEXTS = {
  active: { en: 'active', nl: 'actief' },
  paused: { en: 'paused', nl: 'gepauzeerd' },
  stopped: { en: 'stopped', nl: 'gestopt' },
  quarantined: {
    en: 'quarantined (the portal does not answer)',
    nl: 'in quarantaine (het portaal antwoordt niet)',
  },
} as const satisfies Record<ConnectionState, Text>;

/** After so many clients in a row of which the portal refused a write, with none taken between, it refuses every write. */
export const WRITES_REFUSED_AFTER = 3;

/** Settings every connection has, whatever its portal; the portal's own stand beside them under `portal`. */
export const policySchema = z.strictObject({
  /** Rule 16: what happens in the portal when a client may no longer be pushed. */
  onClientIneligible: z.enum(['revoke-contacts', 'deactivate', 'keep']).default('revoke-contacts'),
  /** Rule 17. */
  propagateUnlinks: z.enum(['automatic', 'manual']).default('automatic'),
  /** Rule 18. */
  revokeUnknownContacts: z.boolean().default(false),
  /** Rule 22. The brake is on above `count`, or above `share` of all accesses once more than `shareFloor` are due. */
  brake: z
    .strictObject({
      count: z.number().int().min(0).default(25),
      share: z.number().min(0).max(1).default(0.1),
      shareFloor: z.number().int().min(0).default(10),
      /** Rule 22: of a kind of record, more than this share that vanishes from a complete snapshot, and more than the floor. */
      absentShare: z.number().min(0).max(1).default(0.2),
      absentFloor: z.number().int().min(0).default(3),
      approvalHours: z.number().positive().max(168).default(24),
    })
    .prefault({}),
  /** How long after its time-out a request might still take effect in the portal, in milliseconds. */
  landingGraceMs: z.number().int().min(0).max(600_000).default(60_000),
  requestTimeoutMs: z.number().int().min(50).max(300_000).default(30_000),
  /** Rule 26: how soon Koppel looks again at what waits for somebody. It looks less often as the wait grows older. */
  lookAgainMs: z.number().int().min(50).max(86_400_000).default(900_000),
  /** The same for what the portal itself shows within minutes. */
  lookAgainSoonMs: z.number().int().min(50).max(3_600_000).default(60_000),
  /** Resource types that a person makes and takes away, although Koppel could. It still reads them back. */
  manualTypes: z.array(z.string().min(1).max(60)).max(50).default([]),
});
export type ConnectionPolicy = z.infer<typeof policySchema>;

/** Lowers (or, for a portal of one's own, raises) the connector's limits. */
export const limitsSchema = z.strictObject({
  concurrency: z.number().int().min(1).max(100).optional(),
  requestsPerSecond: z.number().positive().max(10_000).optional(),
});
export type ConnectionLimits = z.infer<typeof limitsSchema>;

export interface Connection extends ShownTypes {
  readonly id: string;
  readonly practiceId: string;
  readonly name: string;
  readonly portal: string;
  readonly state: ConnectionState;
  readonly stopReason: string | null;
  readonly policy: ConnectionPolicy;
  /** The portal's own settings, already validated by its connector. */
  readonly settings: unknown;
  readonly limits: ConnectionLimits;
}
