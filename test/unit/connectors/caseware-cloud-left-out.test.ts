// What an answer of CaseWare Cloud leaves out says nothing: neither that nobody has a right left, nor that somebody is a contact.
import { expect } from 'chai';
import { person } from '../../../connectors/caseware-cloud/resources/person.ts';
import { entityRole } from '../../../connectors/caseware-cloud/resources/entity-role.ts';
import { settingsSchema, type CaseWareSettings } from '../../../connectors/caseware-cloud/settings.ts';
import type { Session } from '../../../connectors/connector.ts';

type Row = Readonly<Record<string, unknown>>;

describe('CaseWare Cloud, of what it leaves out', () => {
  let sent: string[];
  beforeEach(() => {
    sent = [];
  });

  /** `listed` and `read`: the same people as a list and as a reading of one shows them. */
  const portalOf = ({ listed, read }: { listed: readonly Row[]; read: readonly Row[] }) =>
    ({
      settings: settingsSchema.parse({}),
      send: ({ method, path, query }) => {
        sent.push(`${method} ${path}`);
        const [, kind, guid] = path.split('/');
        if (kind === 'entities') return Promise.resolve({ status: 200, body: { CWGuid: 'e-1' } });
        if (guid === undefined)
          return Promise.resolve({ status: 200, body: query?.page === 1 ? listed : [] });
        const one = read.find(({ CWGuid }) => CWGuid === guid);
        return Promise.resolve(one === undefined ? { status: 404, body: null } : { status: 200, body: one });
      },
      now: () => new Date('2026-11-29T10:00:00Z'),
      remember: (_key, reading) => reading(),
      forget: () => undefined,
      renew: () => undefined,
      mayCall: () => true,
    }) satisfies Session<CaseWareSettings>;

  describe('the kinds of object that somebody has rights on', () => {
    const anna = { CWGuid: 'u-1', Type: 'A' };
    const piet = { CWGuid: 'u-2', Type: 'A' };
    const none = { AssignedObjectTypes: [] };
    const some = { AssignedObjectTypes: ['Entity'] };
    const trace = async (listed: readonly Row[], read: readonly Row[]) => {
      const target = { key: '', portalId: 'u-1 r', parents: { entity: 'e-1', person: 'u-1' } };
      const [traced] = await entityRole.trace!(portalOf({ listed, read }), [target]);
      return traced;
    };
    const lists = [anna, { ...piet, ...some }];

    it('left out of the reading of a person tells nothing of this person', async () => {
      expect(await trace(lists, [anna, { ...piet, ...some }])).to.equal('unknown');
    });

    it('empty tells nothing in a portal that shows them in lists alone', async () => {
      expect(
        await trace(lists, [
          { ...anna, ...none },
          { ...piet, ...none },
        ]),
      ).to.equal('unknown');
    });

    it('empty tells that no right is left where the same reading has shown one of somebody else', async () => {
      const read = [
        { ...anna, ...none },
        { ...piet, ...some },
      ];
      expect(await trace(lists, read)).to.equal('none');
      expect(await trace([anna, piet], read), 'lists leave it out').to.equal('none');
    });

    it('are looked for in ten people at most, those first of whom a list shows them', async () => {
      const many = Array.from({ length: 40 }, (_, n) => ({ CWGuid: `m-${n}`, Type: 'A' }));
      const listed = [...many, { ...piet, ...some }];
      const read = [...many, { ...anna, ...none }, { ...piet, ...some }];
      expect(await trace(listed, read)).to.equal('none');
      sent = [];
      expect(await trace(many, read)).to.equal('unknown');
      expect(sent.filter((request) => request.startsWith('GET /users/m-'))).to.have.length(10);
    });
  });

  describe('whether somebody is a contact or a colleague', () => {
    const EMAIL = 'anna@example.nl';
    const row = { CWGuid: 'u-1', Email: EMAIL };
    const creation = { key: EMAIL, portalId: null, parents: {}, attributes: { Email: EMAIL } };
    const contact = { ...row, OwnerType: 'Contact' };
    const staff = { ...row, OwnerType: 'Staff' };
    const listed = async (session: Session<CaseWareSettings>) => {
      const keys: string[] = [];
      for await (const { key } of person.list!(session, {})) keys.push(key);
      return keys;
    };

    for (const [shown, left] of [
      ['left out', row],
      ['empty', { ...row, OwnerType: null }],
    ] as const) {
      it(`is read of the person alone where a list shows it ${shown}`, async () => {
        for (const [read, found] of [
          [contact, [EMAIL]],
          [staff, []],
        ] as const) {
          const portal = portalOf({ listed: [left], read: [read] });
          expect((await person.find(portal, creation)).map(({ key }) => key)).to.deep.equal(found);
          expect(await listed(portal)).to.deep.equal(found);
        }
      });

      it(`is not known where the reading of the person shows it ${shown}, too: never adopted, and the address is in use`, async () => {
        const portal = portalOf({ listed: [left], read: [left] });
        expect(await person.find(portal, creation)).to.deep.equal([]);
        expect(await listed(portal)).to.deep.equal([]);
        const refusing: typeof portal = {
          ...portal,
          send: (request) =>
            request.method === 'GET'
              ? portal.send(request)
              : Promise.resolve({ status: 400, body: { errorMessage: 'Email already in use' } }),
        };
        const inUse = { status: 'refused', what: 'EMAIL_IN_USE' };
        expect(await person.create(refusing, creation)).to.include(inUse);
        const change = { ...creation, portalId: 'own', before: {}, changes: { Email: EMAIL } };
        expect(await person.update!(refusing, change)).to.include(inUse);
      });
    }

    it('costs no reading where the list shows it', async () => {
      await person.find(portalOf({ listed: [contact], read: [contact] }), creation);
      expect(sent.filter((request) => request.startsWith('GET /users/'))).to.deep.equal([]);
    });
  });
});
