// The partnership with the environment of a client. It arises by itself when a request is accepted [seed], and is the
// parent of everything else; several clients may share one. Never ended, unless the settings say so.
import type { Seen, Target } from '../../connector.ts';
import { endPartner, listPartners, partnerSchema } from '../assumed.ts';
import { bareRecord, KEPT, lookOneByOne, readRows, seenOf, seenResource } from '../../kit/listed-resource.ts';
import { takeAway } from '../look-below.ts';
import { partnershipTask } from '../manual-tasks.ts';
import type { EConnectSession } from '../settings.ts';

export const partnership = seenResource({
  scope: 'connection',
  evidence: 'assumed',
  ...KEPT,
  removalBy: ({ endPartnershipWithLastLink }) => (endPartnershipWithLastLink ? 'remove' : 'keep'),
  repeat: 'find',
  staysOnceThere: true,

  see,
  async observe(session, targets) {
    const look = () => lookOneByOne(targets, (target) => see(session, target));
    let seen = await look();
    if (seen.some(({ state }) => state === 'absent')) {
      // A session does not know a partnership that is younger than itself. [seed]
      session.renew();
      seen = await look();
    }
    return seen.map((one) => (one.state === 'absent' ? NOT_VISIBLE : one));
  },

  async *list(session) {
    const partners = await readRows(session, listPartners(), partnerSchema);
    for (const { id, domain, status } of partners) {
      if (status === 'active') yield bareRecord(id, domain.toLowerCase());
    }
  },

  // The other side loses access at once, and the keys die. [doc]
  remove: (session, { portalId }) => takeAway(session, endPartner(portalId), { done: portalId }),

  manual: partnershipTask,
});

const NOT_VISIBLE: Seen = { state: 'waiting', on: 'portal', what: 'PARTNERSHIP_NOT_VISIBLE', soon: true };

async function see(session: EConnectSession, { key }: Target): Promise<Seen> {
  const partner = await findPartner(session, key);
  return seenOf(partner === null ? null : bareRecord(partner, key));
}

/** The id of the active partner with this environment; null when there is none. */
export async function findPartner(session: EConnectSession, environment: string): Promise<string | null> {
  const rows = await readRows(session, listPartners(environment), partnerSchema);
  const partner = rows.find(
    ({ domain, status }) => status === 'active' && domain.toLowerCase() === environment,
  );
  return partner?.id ?? null;
}
