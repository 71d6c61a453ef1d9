// The partnership with the environment of a client. It arises by itself when a request is accepted [seed], and is the
// parent of everything else; several clients may share one. Never ended, unless the settings say so.
import type { PortalRecord, ResourceType, Seen, Target } from '../../connector.ts';
import { madeByOthers } from '../../made-by-others.ts';
import { endPartner, listPartners, partnerSchema } from '../assumed.ts';
import { readRows } from '../../kit/listed-resource.ts';
import { partnershipTask } from '../manual-tasks.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';

export const partnership: ResourceType<EConnectSettings> = {
  scope: 'connection',
  evidence: 'assumed',
  managed: 'observed',
  create: madeByOthers,
  grantsAccess: false,
  onRemove: 'keep',
  removalBy: ({ endPartnershipWithLastLink }) => (endPartnershipWithLastLink ? 'remove' : 'keep'),
  repeat: 'find',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',
  staysOnceThere: true,

  async find(session, { key }) {
    const partner = await findPartner(session, key);
    return partner === null ? [] : [toRecord(partner, key)];
  },

  look: (session, targets) => lookAll(session, targets),

  async observe(session, targets) {
    let seen = await lookAll(session, targets);
    if (seen.some(({ state }) => state === 'absent')) {
      // A session does not know a partnership that is younger than itself. [seed]
      session.renew();
      seen = await lookAll(session, targets);
    }
    return seen.map((one) => (one.state === 'absent' ? NOT_VISIBLE : one));
  },

  async *list(session) {
    const partners = await readRows(session, listPartners(), partnerSchema);
    for (const { id, domain, status } of partners) {
      if (status === 'active') yield toRecord(id, domain.toLowerCase());
    }
  },

  // The other side loses access at once, and the keys die. [doc]
  async remove(session, { portalId }) {
    await session.send({ ...endPartner(portalId), accept: [404] });
    return { status: 'done', portalId };
  },

  manual: partnershipTask,
};

const NOT_VISIBLE: Seen = { state: 'waiting', on: 'portal', what: 'PARTNERSHIP_NOT_VISIBLE', soon: true };

async function lookAll(session: EConnectSession, targets: readonly Target[]): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const { key } of targets) {
    const partner = await findPartner(session, key);
    seen.push(partner === null ? { state: 'absent' } : { state: 'present', record: toRecord(partner, key) });
  }
  return seen;
}

/** The id of the active partner with this environment; null when there is none. */
export async function findPartner(session: EConnectSession, environment: string): Promise<string | null> {
  const rows = await readRows(session, listPartners(environment), partnerSchema);
  const partner = rows.find(
    ({ domain, status }) => status === 'active' && domain.toLowerCase() === environment,
  );
  return partner?.id ?? null;
}

function toRecord(id: string, key: string): PortalRecord {
  return { portalId: id, key, attributes: {} };
}
