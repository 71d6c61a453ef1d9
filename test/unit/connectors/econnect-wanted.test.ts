import { expect } from 'chai';
import { numberOf, partyOf, partyOfNumber } from '../../../connectors/econnect/party.ts';
import { authorisationRequest } from '../../../connectors/econnect/resources/authorisation-request.ts';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import { partnership } from '../../../connectors/econnect/resources/partnership.ts';
import { settingsSchema } from '../../../connectors/econnect/settings.ts';
import { wanted } from '../../../connectors/econnect/wanted.ts';
import type { EligibleClient } from '../../../connectors/connector.ts';
import type { Client } from '../../../src/domain/client.ts';
import type { Contact } from '../../../src/domain/contact.ts';
import { client, contact } from '../../support/contract/sample-records.ts';

const RONALD = 'ronald@kantoor.example.nl';
const CAROL = 'carol@kantoor.example.nl';
const PARTY = 'NL:KVK:12345678';
const OWN = 'NL:KVK:87654321';
const ID = '7f000000-0000-4000-8000-000000000001';

const settings = (more: Record<string, unknown> = {}) =>
  settingsSchema.parse({ relationshipManagers: [{ email: RONALD }], ...more });

interface Situation {
  readonly client?: Partial<Client>;
  readonly link?: Record<string, unknown>;
  readonly contacts?: readonly { contact: Contact; link?: Record<string, unknown> }[];
  readonly settings?: Record<string, unknown>;
}

function want({ client: changes = {}, link = {}, contacts = [], settings: more = {} }: Situation = {}) {
  const eligible: EligibleClient = {
    client: client(changes),
    linkSettings: link,
    contacts: contacts.map((each) => ({ contact: each.contact, linkSettings: each.link ?? {} })),
    employees: [],
  };
  return wanted(eligible, settings(more));
}
const claimsOf = (type: string, situation: Situation = {}) =>
  want(situation).claims.filter((claim) => claim.type === type);
const keysOf = (type: string, situation: Situation = {}) => claimsOf(type, situation).map(({ key }) => key);
const refusalsOf = (situation: Situation) =>
  want(situation).refusals.map(({ subject, reason, field }) => [subject.kind, reason, field]);
const ANNA = { contact: contact() };

describe('What eConnect should hold', () => {
  it('is a request, a partnership, an organisation, colleagues and a group for a client by itself', () => {
    expect(want().claims.map(({ type, key }) => `${type} ${key}`)).to.deep.equal([
      `authorisation-request ${PARTY}`,
      'partnership devries.example.nl',
      `organisation ${PARTY}`,
      `relationship-manager ${RONALD}`,
      `organisation-member ${RONALD}`,
      `group ${PARTY}`,
      `group-member ${RONALD}`,
    ]);
  });

  it('is a user, a connection and a place in the group for each contact', () => {
    const types = want({ contacts: [ANNA] }).claims.filter(({ subject }) => subject.kind === 'contact');
    expect(types.map(({ type, key }) => `${type} ${key}`)).to.deep.equal([
      'user anna@devries.example.nl',
      'user-connection ',
      'group-member anna@devries.example.nl',
    ]);
  });

  it('only names refs that are there, and parents of the types that each resource type says', () => {
    const shares = [{ location: 'documents', level: 'read', with: 'organisation' }];
    const { claims } = want({
      contacts: [{ ...ANNA, link: { role: 'Member', inviteToOwnOrganisation: 'Member' } }],
      settings: { shares, delegatePurchaseInvoices: true, ownOrganisation: OWN, members: [CAROL] },
    });
    const typeByRef = new Map(claims.map(({ ref, type }) => [ref, type]));
    expect(typeByRef.size).to.equal(claims.length);
    expect(new Set(claims.map(({ type }) => type))).to.deep.equal(new Set(Object.keys(econnect.resources)));
    for (const { type, parents, needs } of claims) {
      const below = econnect.resources[type]?.below ?? [];
      expect(
        parents.map((ref) => typeByRef.get(ref)),
        type,
      ).to.deep.equal(below);
      for (const need of needs) expect(typeByRef.has(need), `${type} needs ${need}`).to.equal(true);
    }
  });

  it('sends the request to whom the link says, else to the managing contact, else to the client', () => {
    const manager = { ...ANNA, link: { manager: true } };
    const attributesOf = (situation: Situation) =>
      claimsOf('authorisation-request', situation)[0]?.attributes;
    expect(attributesOf({})).to.deep.equal({ email: 'info@devries.example.nl', manager: false });
    expect(attributesOf({ contacts: [manager] })).to.deep.equal({
      ...{ email: 'anna@devries.example.nl', manager: true },
    });
    const link = { requestTo: ' Baas@Bakker.Example.NL ' };
    expect(attributesOf({ contacts: [manager], link })).to.deep.equal({
      ...{ email: 'baas@bakker.example.nl', manager: false },
    });
    expect(keysOf('partnership', { link })).to.deep.equal(['bakker.example.nl']);
  });

  it('has one environment for each address of a public mail service', () => {
    expect(keysOf('partnership', { client: { email: 'Jan@gmail.com' } })).to.deep.equal(['jan@gmail.com']);
  });

  it('puts the manager’s request of a domain first, and each address of a public mail service by itself', () => {
    const turn = (email: string, manager: boolean) =>
      authorisationRequest.serialiseBy?.(PARTY, { email, manager });
    expect(turn('a@bakker.example.nl', true)).to.deep.equal({ key: 'bakker.example.nl', priority: 0 });
    expect(turn('b@bakker.example.nl', false)).to.deep.equal({ key: 'bakker.example.nl', priority: 1 });
    expect(turn('a@gmail.com', true)?.key).to.not.equal(turn('b@gmail.com', true)?.key);
  });

  it('knows Belgian organisations by their enterprise number', () => {
    const belgian = { kvkNumber: null, enterpriseNumber: '0123456789' };
    expect(keysOf('organisation', { client: belgian })).to.deep.equal(['0208:0123456789']);
    expect(partyOf({ kvkNumber: null, enterpriseNumber: 'BE 0123.456.789' })).to.equal('0208:0123456789');
    expect(partyOf({ kvkNumber: '1234567', enterpriseNumber: '123' })).to.equal(null);
    for (const party of [PARTY, '0208:0123456789']) {
      expect(partyOfNumber(numberOf(party))).to.equal(party);
    }
  });

  it('names every colleague once, the primary manager first', () => {
    const situation = {
      settings: {
        relationshipManagers: [{ email: RONALD }, { email: CAROL, primary: true }],
        members: ['m@kantoor.example.nl', RONALD],
      },
      link: { staff: ['S@kantoor.example.nl', 'm@kantoor.example.nl'] },
    };
    expect(keysOf('relationship-manager', situation)).to.deep.equal([CAROL, RONALD]);
    const everyone = [CAROL, RONALD, 'm@kantoor.example.nl', 's@kantoor.example.nl'];
    expect(keysOf('organisation-member', situation)).to.deep.equal(everyone);
    expect(keysOf('group-member', situation)).to.deep.equal(everyone);
  });

  it('[seed] a client may have relationship managers of its own', () => {
    const situation = {
      settings: { relationshipManagers: [{ email: RONALD }] },
      link: { relationshipManagers: 'Carol@kantoor.example.nl; s@kantoor.example.nl' },
    };
    const own = ['carol@kantoor.example.nl', 's@kantoor.example.nl'];
    expect(keysOf('relationship-manager', situation)).to.deep.equal(own);
    expect(keysOf('organisation-member', situation)).to.deep.equal(own);
    const none = { ...situation, link: { relationshipManagers: [] } };
    expect(keysOf('relationship-manager', none)).to.deep.equal([RONALD]);
  });

  it('asks for no colleague as a member before the managers are connected', () => {
    const [member] = claimsOf('organisation-member', { settings: { members: [CAROL] } });
    expect(member?.needs).to.deep.equal([`manager:${RONALD}`]);
    expect(member?.attributes).to.deep.equal({ role: 'Member' });
  });

  it('gives a contact a role or an invitation only where its link says so, and the connection is there', () => {
    const link = { role: 'Administrator', inviteToOwnOrganisation: 'Member' };
    const ofContact = (type: string, more: Situation = {}) =>
      claimsOf(type, { contacts: [{ ...ANNA, link }], ...more }).filter(
        ({ subject }) => subject.kind === 'contact',
      );
    const connection = `connection:${ANNA.contact.id}`;
    expect(ofContact('organisation-member')[0]).to.deep.include({
      ...{ key: 'anna@devries.example.nl', needs: [connection], attributes: { role: 'Administrator' } },
    });
    expect(ofContact('guest-member')).to.deep.equal([]);
    const [guest] = ofContact('guest-member', { settings: { ownOrganisation: OWN } });
    expect(guest).to.deep.include({ key: OWN, attributes: { role: 'Member' } });
    expect(guest?.parents).to.deep.equal([connection, `user:${ANNA.contact.id}`]);
  });

  it('[seed] has colleagues in the group instead of as members, by the connection or the link of a client', () => {
    const groupOnly = { settings: { colleaguesAs: 'group-only', members: [CAROL] } };
    expect(keysOf('organisation-member', groupOnly)).to.deep.equal([]);
    expect(keysOf('group-member', groupOnly)).to.deep.equal([RONALD, CAROL]);
    expect(keysOf('organisation-member', { link: { colleaguesAs: 'group-only' } })).to.deep.equal([]);
    expect(keysOf('organisation-member', { ...groupOnly, link: { colleaguesAs: 'members' } })).to.deep.equal([
      ...[RONALD, CAROL],
    ]);
    // A contact with a role of its own is no colleague.
    const withRole = { ...groupOnly, contacts: [{ ...ANNA, link: { role: 'Member' } }] };
    expect(keysOf('organisation-member', withRole)).to.deep.equal([ANNA.contact.email?.toLowerCase()]);
  });

  it('[seed] has the financially responsible of a client in its group, where the connection wants only them', () => {
    const responsible = { ...ANNA, link: { financiallyResponsible: 'yes' } };
    const of = (contacts: Situation['contacts'], groupContacts?: string) =>
      claimsOf('group-member', {
        ...(contacts === undefined ? {} : { contacts }),
        settings: groupContacts === undefined ? {} : { groupContacts },
      }).filter(({ subject }) => subject.kind === 'contact').length;
    expect([of([ANNA]), of([ANNA], 'financially-responsible')]).to.deep.equal([1, 0]);
    expect(of([responsible], 'financially-responsible')).to.equal(1);
    expect(
      keysOf('user-connection', { contacts: [ANNA], settings: { groupContacts: 'financially-responsible' } }),
      'connected all the same',
    ).to.have.length(1);
  });

  it('shares what the settings say, and delegates invoices only where they say so', () => {
    const shares = [
      { location: 'documents', level: 'edit', with: 'group' },
      { location: 'inbox-in', level: 'read', with: 'organisation' },
      { location: 'inbox-out', level: 'full', with: { user: CAROL } },
    ];
    const claims = claimsOf('document-share', { settings: { shares } });
    expect(claims.map(({ key, attributes, needs }) => [key, attributes.level, needs])).to.deep.equal([
      ['documents:group:12345678', 'edit', []],
      [`inbox-in:organisation:${PARTY}`, 'read', ['organisation']],
      [`inbox-out:user:${CAROL}`, 'full', []],
    ]);
    expect(keysOf('delegation-rule')).to.deep.equal([]);
    expect(keysOf('delegation-rule', { settings: { delegatePurchaseInvoices: true } })).to.deep.equal([
      'purchase-invoices',
    ]);
  });

  it('names the group after the client and its number, so that two clients of one name have two groups', () => {
    expect(claimsOf('group')[0]?.attributes).to.deep.equal({ name: 'Bakkerij De Vries B.V. (12345678)' });
  });

  it('never takes an address, a number or a place for another one that was renamed', () => {
    const owners = (situation: Situation) =>
      new Set(want(situation).claims.map(({ type, owner }) => `${type} ${owner}`));
    const link = { role: 'Member', inviteToOwnOrganisation: 'Member' };
    const more = { ownOrganisation: OWN, shares: [{ location: 'documents', level: 'read', with: 'group' }] };
    const before = owners({ contacts: [{ ...ANNA, link }], settings: more });
    const after = owners({
      client: { kvkNumber: '22222222', email: 'info@nieuw.example.nl' },
      contacts: [{ contact: contact({ email: 'anna@nieuw.example.nl' }), link }],
      settings: {
        ...{ relationshipManagers: [{ email: CAROL }], ownOrganisation: 'NL:KVK:11111111' },
        shares: [{ location: 'inbox-in', level: 'read', with: 'group' }],
      },
    });
    // The group is the client's own, whatever it is called.
    expect([...before].filter((owner) => after.has(owner))).to.deep.equal([`group client:${ID}`]);
  });

  it('sees one human in contacts of two clients who share a person and an address', () => {
    const of = (id: string) => ({ contact: contact({ id, personKey: 'P1' }) });
    const users = claimsOf('user', { contacts: [of('c1'), of('c2')] });
    expect(users[0]?.owner).to.equal(users[1]?.owner);
    expect(users[0]?.ref).to.not.equal(users[1]?.ref);
  });

  it('ends a partnership only where the settings say so', () => {
    expect(partnership.removalBy?.(settings())).to.equal('keep');
    expect(partnership.removalBy?.(settings({ endPartnershipWithLastLink: true }))).to.equal('remove');
  });
});

describe('What eConnect cannot take', () => {
  const nobody = { client: { email: null } };
  for (const [situation, reason, field] of [
    [{ client: { kvkNumber: null } }, 'ORGANISATION_NUMBER_MISSING', 'kvkNumber'],
    [{ client: { kvkNumber: '123' } }, 'ORGANISATION_NUMBER_MISSING', 'kvkNumber'],
    [nobody, 'REQUEST_ADDRESS_MISSING', 'email'],
    [{ client: { email: 'info at example.nl' } }, 'EMAIL_INVALID', 'email'],
    [{ client: { name: ' ' } }, 'NAME_MISSING', 'name'],
    [{ client: { name: 'n'.repeat(90) } }, 'NAME_TOO_LONG', 'name'],
    [{ link: { requestTo: 'nobody' } }, 'LINK_SETTINGS_INVALID', 'requestTo'],
    [{ link: { staf: [] } }, 'LINK_SETTINGS_INVALID', 'staf'],
    [{ link: { 'jan@example.nl': 1 } }, 'LINK_SETTINGS_INVALID', undefined],
  ] as const) {
    it(`is reported for a client as ${reason}: ${JSON.stringify(situation)}`, () => {
      expect(refusalsOf(situation)).to.deep.equal([['client', reason, field]]);
    });
  }

  for (const [changes, link, reason, field] of [
    [{ email: null }, {}, 'EMAIL_MISSING', 'email'],
    [{ email: 'anna@localhost' }, {}, 'EMAIL_INVALID', 'email'],
    [{ email: `${'e'.repeat(244)}@example.nl` }, {}, 'EMAIL_TOO_LONG', 'email'],
    [{}, { role: 'Owner' }, 'LINK_SETTINGS_INVALID', 'role'],
    [{}, { manager: 'perhaps' }, 'LINK_SETTINGS_INVALID', 'manager'],
  ] as const) {
    it(`is reported for a contact as ${reason} of ${field}`, () => {
      expect(refusalsOf({ contacts: [{ contact: contact(changes), link }] })).to.deep.equal([
        ['contact', reason, field],
      ]);
    });
  }

  it('is not what a file of lines says in words', () => {
    const link = { staff: 'bas@kantoor.example.nl; eva@kantoor.example.nl' };
    expect(
      refusalsOf({ link, contacts: [{ contact: contact({}), link: { manager: 'yes' } }] }),
    ).to.deep.equal([]);
  });

  it('is fine up to the limits', () => {
    expect(refusalsOf({ client: { name: 'n'.repeat(89) } })).to.deep.equal([]);
  });

  it('in a client does not unlink its contacts: what they hang below is claimed all the same', () => {
    for (const situation of [{ client: { kvkNumber: null } }, nobody, { link: { staf: [] } }]) {
      const { claims } = want({ ...situation, contacts: [ANNA] });
      const refs = new Set(claims.map(({ ref }) => ref));
      const ofContact = claims.filter(({ subject }) => subject.kind === 'contact');
      expect(ofContact).to.have.length(3);
      for (const { parents } of ofContact) for (const ref of parents) expect(refs.has(ref)).to.equal(true);
    }
  });

  it('in one contact leaves the others alone', () => {
    const both = [{ contact: contact({ id: 'c1', email: null }) }, { contact: contact({ id: 'c2' }) }];
    expect(claimsOf('user', { contacts: both })).to.have.length(1);
  });

  it('is settings that name nobody, somebody twice, a place twice, or an address in the clear', () => {
    const share = { location: 'documents', level: 'read', with: 'group' };
    for (const more of [
      { relationshipManagers: [] },
      { relationshipManagers: [{ email: RONALD }, { email: RONALD.toUpperCase() }] },
      {
        relationshipManagers: [
          { email: RONALD, primary: true },
          { email: CAROL, primary: true },
        ],
      },
      { shares: [share, { ...share, level: 'full' }] },
      { soapAddress: 'http://soap.example.nl/service' },
      { ownOrganisation: '12345678' },
      { unknown: 1 },
    ]) {
      expect(() => settings(more), JSON.stringify(more)).to.throw();
    }
  });
});
