// A profile in a dossier: there where the configuration of the dossier leaves the profile something to do. Nobody makes it;
// what needs it waits, so that no user is made, and mailed, who could do nothing. [seed: the configuration caps the profile]
import { KEPT, seenResource } from '../../kit/listed-resource.ts';
import type { PortalRecord, Seen, Target } from '../../connector.ts';
import { readProfile, type DossierSettings } from '../assumed.ts';
import { givesNothing, PROFILES } from '../capabilities.ts';
import { findSettings, maySeeSettings, rememberedSettings } from '../dossiers.ts';
import type { ClearFactsSession } from '../settings.ts';
import { attributesOf, NOT_VISIBLE } from './dossier.ts';

export const dossierProfile = seenResource({
  scope: 'client',
  below: ['dossier'],
  // Where the assumed calls may not be made nothing is asked, and a person sees to it.
  evidence: 'doc',
  ...KEPT,
  repeat: 'find',

  see: async (session: ClearFactsSession, target) =>
    (await lookAll(session, [target]))[0] ?? { state: 'absent' },
  async look(session, targets) {
    const seen = await lookAll(session, targets);
    return seen.map((one) => (one.state === 'present' ? one : { state: 'absent' as const }));
  },
  observe: lookAll,
  async *list(session, { dossier = '' }) {
    const settings = maySeeSettings(session) ? await rememberedSettings(session, dossier) : null;
    for (const profile of PROFILES) {
      if (settings === null || !givesNothing(profile, settings.configuration))
        yield toRecord(profile, settings);
    }
  },
});

const EMPTY = { state: 'waiting', on: 'practice', what: 'PROFILE_EMPTY' } as const satisfies Seen;

async function lookAll(session: ClearFactsSession, targets: readonly Target[]): Promise<readonly Seen[]> {
  if (!maySeeSettings(session))
    return targets.map(({ key }) => ({ state: 'present', record: toRecord(key, null) }));
  const read = new Map<string, DossierSettings | null>();
  const seen: Seen[] = [];
  for (const { key, parents } of targets) {
    const { dossier = '' } = parents;
    const settings = read.get(dossier) ?? (await findSettings(session, dossier));
    read.set(dossier, settings);
    seen.push(judge(key, settings));
  }
  return seen;
}

function judge(key: string, settings: DossierSettings | null): Seen {
  const profile = readProfile(key);
  if (settings === null || profile === undefined) return NOT_VISIBLE;
  return givesNothing(profile, settings.configuration)
    ? EMPTY
    : { state: 'present', record: toRecord(key, settings) };
}

function toRecord(profile: string, settings: DossierSettings | null): PortalRecord {
  const attributes = settings === null ? {} : attributesOf(settings);
  return { portalId: profile, key: profile, attributes };
}
