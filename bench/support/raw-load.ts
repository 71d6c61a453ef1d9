// The same requests as a first load sends, by the HTTP client of the house, and nothing else: no records, no ledger, no queue,
// no limit. What this does in a second is the ceiling for everything that does more.
import { randomUUID } from 'node:crypto';
import type { EligibleClient, Session } from '../../connectors/connector.ts';
import { connectorOf } from '../../src/app/portals.ts';
import { openPortalHttp } from '../../src/portal-http/portal-http.ts';
import { openSession } from '../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../src/portal-http/request-budget.ts';
import { createSessionMemory } from '../../src/portal-http/session-memory.ts';
import { createTokenCache } from '../../src/portal-http/token-cache.ts';
import type { Company } from './companies.ts';
import type { BenchPortal } from './portal.ts';

const connector = connectorOf('caseware-cloud');

/** So many companies at a time, each with two contacts. Resolves to requests a second. */
export async function loadRaw(
  portal: BenchPortal,
  companies: readonly Company[],
  atOnce: number,
): Promise<{ readonly requests: number; readonly perSecond: number }> {
  await portal.reset();
  const http = openPortalHttp({ maxSockets: atOnce });
  const session = openSession({
    connector,
    baseUrl: portal.url,
    settings: connector.settings.parse({}),
    credentials: portal.credentials,
    budget: unlimitedBudget,
    timeoutMs: 30_000,
    now: () => new Date(),
    tokens: createTokenCache(),
    memory: createSessionMemory(),
    http,
  });
  const waiting = companies.map((company, n) => ({ company, n })).values();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const { company, n } of waiting) await makeOne(session, eligible(company, n));
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  http.close();
  const { total } = await portal.counts();
  return { requests: total, perSecond: total / seconds };
}

/** In the order in which they are wanted: what one hangs below was made before it. */
async function makeOne(session: Session, client: EligibleClient): Promise<void> {
  const made = new Map<string, { readonly type: string; readonly portalId: string }>();
  const { claims } = connector.wanted(client, session.settings);
  for (const { type, ref, key, parents, attributes } of claims) {
    const above = parents.map((parent) => made.get(parent) ?? { type: '', portalId: '' });
    const outcome = await connector.resources[type]?.create(session, {
      ...{ key, portalId: null, attributes },
      parents: Object.fromEntries(above.map((parent) => [parent.type, parent.portalId])),
    });
    if (outcome?.status !== 'done') throw new Error(`The sandbox answered ${String(outcome?.status)}.`);
    made.set(ref, { type, portalId: outcome.portalId });
  }
}

const NOTHING = {
  ...{
    street: null,
    houseNumber: null,
    houseNumberAddition: null,
    building: null,
    postalCode: null,
    country: null,
  },
  ...{ phone: null, email: null, website: null, facebook: null, twitter: null, linkedin: null },
  ...{ enterpriseNumber: null, wkCustomerNumber: null },
};
const SAID = { deleted: false, sourceChangedAt: new Date(0) };

/** What the files of `writeRecordFiles` say. */
function eligible({ kvkNumber, name }: Company, n: number): EligibleClient {
  const client = {
    ...{ ...NOTHING, ...SAID, id: randomUUID(), sourceKey: `c${n}`, number: String(100_000 + n), name },
    ...({ kind: 'company', status: 'client', city: 'Utrecht', kvkNumber } as const),
  };
  const contacts = [1, 2].map((m) => ({
    contact: {
      ...{ ...SAID, id: randomUUID(), clientId: client.id, sourceKey: `k${n}-${m}`, personKey: null },
      ...{ firstName: 'Anna', infix: null, lastName: `Contact ${m}`, initials: null },
      ...{ email: `contact${n}.${m}@example.nl`, phone: null, mobile: null },
    },
    linkSettings: {},
  }));
  return { client, contacts, linkSettings: {}, employees: [] };
}
