import { expect } from 'chai';
import { PROFILES, type Configuration, type Profile } from '../../../connectors/clearfacts/capabilities.ts';
import { clearfacts } from '../../../connectors/clearfacts/clearfacts.ts';
import type { ResourceFact } from '../../../connectors/portal-views.ts';

const fact = (type: string, given: Partial<ResourceFact> = {}): ResourceFact => ({
  ...{ type, key: 'anna@bakker.example.nl', state: 'present', attributes: {} },
  ...{ waitingFor: null, since: null, parents: {} },
  ...given,
});
const told = (...facts: readonly ResourceFact[]) => clearfacts.remarks!(facts);
const rights = (profile: Profile, configuration: Configuration, modules: object = {}) =>
  told(fact('assignment', { parents: { user: { profile }, dossier: { configuration, ...modules } } }))[0]!;

describe('what ClearFacts says of a contact and a dossier in words', () => {
  it('[seed] is the profile, capped by the configuration', () => {
    expect(rights('administrator', 'B').en).to.equal(
      'Profile Administrator, in all dossiers; here (configuration B) it gives: change the dossier settings, enter documents, process documents, forward documents, approve documents that await it, digital archive. Sees: all documents.',
    );
    expect(rights('full-access', 'D').nl).to.equal(
      'Profiel Full Access, in alle dossiers; hier (configuratie D) geeft dat: cijfers en rapporten, digitaal archief, historiek leveranciers en klanten. Ziet: alle documenten. In Communicatie telt het als Administrator.',
    );
    expect(rights('document-delivery', 'D').en).to.include('gives: nothing. Sees: no documents.');
  });

  it('[seed] has the payment module and the menu Financial where the dossier has them', () => {
    expect(rights('full-feedback', 'C').en).not.to.match(/payment|Financial/);
    const both = rights('full-feedback', 'C', { paymentModule: true, financialMenu: true });
    expect(both.en).to.include('payment module, menu Financial. Sees: all documents, read only.');
    expect(rights('document-processing', 'C', { paymentModule: true }).en).not.to.include('payment');
  });

  it('[seed] tells the configuration, and to whom requests for accounts go', () => {
    const attributes = { configuration: 'D', responsible: 'client-group' };
    expect(told(fact('dossier', { attributes }))).to.deep.equal([
      {
        en: 'Dossier configuration D: full feedback only. Requests for accounts go to: the client group.',
        nl: 'Dossierconfiguratie D: alleen volledige terugkoppeling. Aanvragen voor accounts gaan naar: de klantgroep.',
      },
    ]);
  });

  it('says what is not known where nobody has proven the assumed calls', () => {
    const [remark] = told(fact('assignment', { parents: { user: { profile: 'full-access' }, dossier: {} } }));
    expect(remark?.en).to.include('is not known here');
    expect(told(fact('dossier'))).to.deep.equal([]);
  });

  it('says nothing of what is not there, and nothing of what it does not know', () => {
    expect(
      told(fact('assignment', { state: 'waiting', parents: { user: { profile: 'full-access' } } })),
    ).to.deep.equal([]);
    expect(
      told(fact('assignment', { parents: { user: { profile: 'emperor' }, dossier: {} } })),
    ).to.deep.equal([]);
  });

  it('has words for every profile in both languages', () => {
    for (const profile of PROFILES) {
      const { en, nl } = rights(profile, 'C');
      expect(`${en}${nl}`).not.to.include('undefined');
    }
  });
});

describe('what a person does by hand in ClearFacts', () => {
  const names = {
    ...{ client: 'Bakkerij Bakker', clientNumber: '1001', contact: 'Carla Vos' },
    ...{ email: 'carla@bakker.example.nl', key: 'carla@bakker.example.nl', wanted: {} },
  };
  const ACTIONS = ['create', 'remove', 'find-out'] as const;

  it('[seed] is done in Configuration › Users of the dossier, in both languages', () => {
    for (const type of ['user', 'assignment']) {
      for (const action of ACTIONS) {
        const task = clearfacts.resources[type]!.manual!(action, names)!;
        expect(task.en).to.have.length(task.nl.length);
        expect(task.en[0]).to.equal('Select the dossier of "Bakkerij Bakker" › Configuration › Users.');
        expect(task.nl[0]).to.equal('Kies het dossier van "Bakkerij Bakker" › Configuratie › Gebruikers.');
        expect(task.en.join(' ')).to.include(action === 'create' && type === 'user' ? 'agree' : names.email);
      }
    }
  });

  it('[doc] names the responsible and the address of the dossier, where the portal shows them', () => {
    const shown = { accountManager: 'dirk@kantoor.example.nl', slug: 'bakker-12' };
    for (const type of ['user', 'assignment']) {
      const task = clearfacts.resources[type]!.manual!('create', { ...names, shown })!;
      expect(task.en[0]).to.contain('has "bakker-12" in it. Responsible for it: dirk@kantoor.example.nl.');
      expect(task.nl[0]).to.contain('bevat "bakker-12". Verantwoordelijk: dirk@kantoor.example.nl.');
    }
  });

  it('[seed] takes the assignment to one dossier away, and nothing else', () => {
    const task = clearfacts.resources['assignment']!.manual!('remove', names)!;
    expect(task.en.at(-1)).to.match(/from this dossier only\. The user and the other dossiers stay/);
  });
});
