// The dossier of a client, known by its Belgian enterprise number. The accounting package brings it within a quarter of an
// hour, or never when the number is missing there or wrong [doc]: found, never made.
import type { Attributes, PortalRecord, Seen } from '../../connector.ts';
import { KEPT, seenResource } from '../../kit/listed-resource.ts';
import { findDossier, listDossiers, listSettings, type ShownDossier } from '../dossiers.ts';
import type { ClearFactsSession } from '../settings.ts';

const DAY_MS = 86_400_000;

export const NOT_VISIBLE = {
  state: 'waiting',
  on: 'portal',
  what: 'DOSSIER_NOT_VISIBLE',
  soon: true,
  overdue: { afterMs: DAY_MS, what: 'DOSSIER_NOT_FOUND' },
} as const satisfies Seen;

export const dossier = seenResource({
  scope: 'client',
  evidence: 'doc',
  ...KEPT,
  repeat: 'find',

  /** One that stops showing is never gone: whoever is in it is in again once it shows, and is taken out of it by its number. */
  isObserved: true,
  async see(session: ClearFactsSession, { key }) {
    const found = await findDossier(session, key);
    return found === null ? NOT_VISIBLE : { state: 'present', record: toRecord(found) };
  },
  async *list(session) {
    for await (const page of listDossiers(session)) {
      for (const shown of await listSettings(session, page)) yield toRecord(shown);
    }
  },
});

/** What is in it is the portal's own: shown to people, never wished. */
function toRecord({ number, shown, settings }: ShownDossier): PortalRecord {
  const { accountManager, slug } = shown;
  const attributes = {
    ...(typeof accountManager === 'string' ? { accountManager } : {}),
    ...(typeof slug === 'string' ? { slug } : {}),
    ...(settings === null ? {} : attributesOf(settings)),
  };
  return { portalId: number, key: number, attributes };
}

export function attributesOf({
  configuration,
  paymentModule,
  financialMenu,
  responsible,
}: NonNullable<ShownDossier['settings']>): Attributes {
  return { configuration, paymentModule, financialMenu, responsible };
}
