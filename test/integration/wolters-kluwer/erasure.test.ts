// In this portal the id of an account is the person's e-mail address, and its owner holds another one: what is kept of an
// erased person must not be either.
import { expect } from 'chai';
import { sql } from 'kysely';
import { eraseAsked } from '../../../src/actions/erase-contact.ts';
import type { ContactHandle } from '../../support/engine-records.ts';
import { askErasureOf, tracesOf } from '../../support/erasing.ts';
import { openPandaEngine, type PandaEngine } from '../../support/wolters-kluwer-engine.ts';

const EARLIER = 'earlier.wolken@example.nl';
const PERSON = {
  key: 'p-77',
  // As practice software may make it from two numbers of its own.
  personKey: 'zebra:17',
  firstName: 'Quirijn',
  lastName: 'Wolkenkrabber',
  email: 'quirijn.wolken@example.nl',
};
const WORDS = ['quirijn', 'wolken', 'zebra'];

describe('Wolters Kluwer: erasing a contact', () => {
  let engine: PandaEngine;
  let contact: ContactHandle;

  beforeEach(async () => {
    engine = await openPandaEngine({ policy: { landingGraceMs: 0 } });
    const client = await engine.bakker();
    contact = await engine.contact(client, { ...PERSON, email: EARLIER });
    await arrive(EARLIER);
    contact = await engine.change(contact, { email: PERSON.email });
    await arrive(PERSON.email);
  });
  afterEach(() => engine.close());

  /** Somebody confirms the account that was registered, and accepts to be invited. */
  async function arrive(email: string): Promise<void> {
    await engine.settle();
    await engine.panda.does('person confirm', { email });
    await engine.goOn();
    await engine.panda.does('person accept-invitation', { email });
    await engine.goOn();
    expect((await engine.panda.members()).join()).to.include(email);
  }

  async function erase(): Promise<void> {
    await askErasureOf(engine, contact.id);
    await engine.settle();
    await engine.goOn();
    expect(await eraseAsked(engine.store, engine.practiceId)).to.equal(1);
  }

  it('leaves no word of the person in any table', async () => {
    const before = (await tracesOf(engine.databaseUrl, WORDS)).join();
    for (const table of ['contact', 'portal_resource', 'operation'])
      expect(before).to.include(`koppel.${table}: `);
    await erase();
    expect(await tracesOf(engine.databaseUrl, WORDS)).to.deep.equal([]);
    expect(JSON.stringify((await engine.panda.state()).accounts), 'the portal keeps the person').to.include(
      PERSON.email,
    );
    expect(await engine.rows(sql`select from erased_record`)).to.have.length.above(0);
  });

  it('finds what belongs to the person whatever colons the key has, and nothing of another key', async () => {
    const owners = [
      'person:zebra:17:old@example.nl:place',
      'person:zebra:17',
      'person:zebra:1',
      'person:zebra',
    ];
    for (const owner of [...owners, 'person:zebra:17:3:old@example.nl'])
      await engine.rows(sql`
        insert into portal_resource (practice_id, connection_id, type, identity, key, owner)
        values (${engine.practiceId}, ${engine.connectionId}, 'account', ${`|${owner}`}, 'x', ${owner})`);
    const found = await engine.rows(
      sql<{
        owner: string;
      }>`select owner from resources_about(${contact.id}) where key = 'x' order by length(owner)`,
    );
    expect(found.map(({ owner }) => owner)).to.deep.equal([owners[1], owners[0]]);
  });
});
