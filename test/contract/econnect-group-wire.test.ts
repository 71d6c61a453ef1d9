// The removal of a group in eConnect, which takes along whatever people put in it.
import { expect } from 'chai';
import {
  ANNA,
  API,
  BASE,
  CREDENTIALS,
  known,
  ORIGIN,
  OWN,
  PARTY,
  signsIn,
  type,
  useWire,
} from '../support/contract/econnect-nock.ts';
import { openEConnect } from '../support/contract/econnect-session.ts';

describe('A group of eConnect that nobody needs any more, on the wire', () => {
  const wire = useWire();
  const one = known(PARTY, 'g1', { partnership: 'p1' });
  const remove = () => type('group').remove!(wire.session, one);
  const rule = { id: 'r9', group: 'g1', organisation: PARTY, documents: 'purchase-invoices' };
  const share = { id: 's9', group: 'g1', location: 'documents', level: 'read' };
  const holds = [
    [`${API}/groups/g1/members`, {}, { email: ANNA }],
    [`${API}/shares`, { group: 'g1' }, { ...share, with: { kind: 'organisation', key: OWN } }],
    [`${API}/delegation-rules`, { group: 'g1' }, rule],
  ] as const;

  it('is deleted when nothing is in it', async () => {
    signsIn();
    for (const [path, query] of holds) wire.portal.get(path).query(query).reply(200, []);
    wire.portal.delete(`${API}/groups/g1`).reply(204);
    expect(await remove()).to.include({ status: 'done' });
  });

  for (const [index, [path, query, row]] of holds.entries()) {
    it(`is left to a person when something is: ${path.slice(API.length)}`, async () => {
      signsIn();
      for (const [empty, of] of holds.slice(0, index)) wire.portal.get(empty).query(of).reply(200, []);
      wire.portal.get(path).query(query).reply(200, [row]);
      expect(await remove()).to.include({ status: 'manual' });
    });
  }

  it('is left to a person where nobody has proven how to see what is in it', async () => {
    wire.session = openEConnect(`${ORIGIN}${BASE}`, CREDENTIALS, {
      mayCall: (type) => type !== 'group-member',
    });
    expect(await remove()).to.include({ status: 'manual' });
  });
});
