// portals/clearfacts: the six profiles, the three configurations and what is left of one in the other. [seed]
import { expect } from 'chai';
import fc from 'fast-check';
import {
  activeCapabilities,
  communicationProfile,
  CAPABILITIES,
  CONFIGURATIONS,
  DEFAULT_CONFIGURATION,
  DEFAULT_PROFILE,
  effectiveRights,
  givesNothing,
  PROFILES,
  type Capability,
  type Configuration,
  type Profile,
} from '../../../connectors/clearfacts/capabilities.ts';

// The table as the portal's description gives it, column by column; the connector's own data is never read here.
const TABLE = `
capability          administrator full-access document-processing document-processing-archive full-feedback document-delivery
dossier-settings    yes           no          no                  no                          no            no
enter-documents     yes           yes         yes                 yes                         no            yes
process-documents   yes           yes         yes                 yes                         no            no
forward-documents   yes           yes         yes                 yes                         no            yes
approve-documents   yes           yes         yes                 yes                         no            yes
figures             yes           yes         no                  no                          yes           no
archive             yes           yes         no                  yes                         yes           no
history             yes           yes         no                  no                          yes           no
payments            if-activated  if-activated no                 no                          if-activated  no
financial           if-activated  if-activated no                 no                          if-activated  no`;
const [COLUMNS = [], ...ROWS] = TABLE.trim()
  .split('\n')
  .map((line) => line.split(/ +/));

const CAPPED: Record<Configuration, readonly string[]> = {
  B: ['figures', 'history', 'payments', 'financial'],
  C: [],
  D: ['enter-documents', 'process-documents', 'forward-documents', 'approve-documents'],
};

/** From least to most. */
const RIGHTS = ['no', 'if-activated', 'yes'] as const;
type Told = (typeof RIGHTS)[number];

function inTable(profile: Profile, capability: Capability): Told {
  const cell = ROWS.find(([name]) => name === capability)?.[COLUMNS.indexOf(profile)];
  const right = RIGHTS.find((each) => each === cell);
  if (right === undefined) throw new Error(`The table says nothing of ${profile} and ${capability}.`);
  return right;
}

const rank = (right: Told = 'no') => RIGHTS.indexOf(right);
const anyProfile = fc.constantFrom(...PROFILES);
const anyConfiguration = fc.constantFrom(...CONFIGURATIONS);
const anyCapability = fc.constantFrom(...CAPABILITIES);

describe('the rights of a client end user in ClearFacts', () => {
  it('are of six profiles, ten capabilities and three configurations; the defaults are Administrator and C', () => {
    expect(COLUMNS.slice(1)).to.deep.equal([...PROFILES]);
    expect(ROWS.map(([name]) => name)).to.deep.equal([...CAPABILITIES]);
    expect([...CONFIGURATIONS]).to.deep.equal(['B', 'C', 'D']);
    expect([DEFAULT_PROFILE, DEFAULT_CONFIGURATION]).to.deep.equal(['administrator', 'C']);
  });

  for (const profile of PROFILES) {
    for (const configuration of CONFIGURATIONS) {
      for (const capability of CAPABILITIES) {
        const isCapped = CAPPED[configuration].includes(capability);
        const expected = isCapped ? 'no' : inTable(profile, capability);
        it(`${profile} in a dossier of configuration ${configuration}: ${capability} is ${expected}`, () => {
          expect(effectiveRights(profile, configuration).rights[capability] ?? 'no').to.equal(expected);
        });
      }
    }
  }

  it('[seed] say who approves documents: whoever is shown those that await it, Document Delivery too', () => {
    const approve = (profile: Profile, configuration: Configuration) =>
      effectiveRights(profile, configuration).rights['approve-documents'];
    expect(PROFILES.filter((profile) => approve(profile, 'C') === 'yes')).to.deep.equal(
      PROFILES.filter((profile) => profile !== 'full-feedback'),
    );
    expect(PROFILES.filter((profile) => approve(profile, 'D') === 'yes')).to.deep.equal([]);
  });

  it('[seed] treat Full Access as Administrator in Communication, and no other profile', () => {
    expect(communicationProfile('full-access')).to.equal('administrator');
    for (const profile of PROFILES.filter((each) => each !== 'full-access'))
      expect(communicationProfile(profile)).to.equal(profile);
  });

  it('say what shows: all, all but read only, own documents and those awaiting approval, or nothing', () => {
    const sights = PROFILES.map((profile) => effectiveRights(profile, 'C').sees);
    expect(sights).to.deep.equal(['all', 'all', 'all', 'all', 'all, read only', 'own']);
  });

  it('are nothing for Document processing and Document Delivery on D, and for no other', () => {
    const empty = PROFILES.flatMap((profile) =>
      CONFIGURATIONS.filter((configuration) => givesNothing(profile, configuration)).map(
        (configuration) => `${profile} ${configuration}`,
      ),
    );
    expect(empty).to.deep.equal(['document-processing D', 'document-delivery D']);
    expect(effectiveRights('document-delivery', 'D').sees).to.equal('nothing');
    expect(effectiveRights('document-processing', 'D').sees).to.equal('nothing');
  });

  it('never exceed the profile nor the configuration', () => {
    fc.assert(
      fc.property(anyProfile, anyConfiguration, anyCapability, (profile, configuration, capability) => {
        const effective = rank(effectiveRights(profile, configuration).rights[capability]);
        const most = CAPPED[configuration].includes(capability) ? 'no' : 'yes';
        return effective <= rank(inTable(profile, capability)) && effective <= rank(most);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never grow by another module than the dossier has, nor beyond the effective rights', () => {
    fc.assert(
      fc.property(
        anyProfile,
        anyConfiguration,
        fc.subarray(['payments', 'financial'] as const),
        (profile, configuration, modules) => {
          const access = effectiveRights(profile, configuration);
          for (const capability of CAPABILITIES) {
            const right = access.rights[capability];
            const isModule = modules.some((module) => module === capability);
            const expected = right === 'yes' || (right === 'if-activated' && isModule);
            expect(activeCapabilities(access, modules).includes(capability)).to.equal(expected);
          }
        },
      ),
    );
  });
});
