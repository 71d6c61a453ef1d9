import { expect } from 'chai';
import { judgeClient, judgeContact } from '../../../src/domain/eligibility.ts';
import { countReasons, inventPractice } from '../../../demo/invent-practice.ts';
import { CLIENT_CASES, CONTACT_CASES } from '../../../demo/practice-cases.ts';
import { playEvents } from '../../../demo/events.ts';

describe('The invented practice of the demo', () => {
  const practice = inventPractice();
  const clients = practice.clients.map(({ record }) => record);
  const contacts = practice.contacts.map(({ record }) => record);

  it('has 500 clients and 1,300 contacts', () => {
    expect(clients).to.have.length(500);
    expect(contacts).to.have.length(1300);
  });

  it('is the same each time', () => {
    expect(inventPractice()).to.deep.equal(practice);
  });

  it('gives every client and contact a key of its own, and every contact a client', () => {
    const clientKeys = new Set(clients.map(({ key }) => key));
    expect(clientKeys.size).to.equal(clients.length);
    expect(new Set(contacts.map(({ key }) => key)).size).to.equal(contacts.length);
    expect(contacts.filter(({ clientKey }) => !clientKeys.has(clientKey))).to.deep.equal([]);
  });

  it('writes to nobody: all addresses are below example.nl', () => {
    const emails = [...clients, ...contacts].flatMap(({ email }) => email ?? []);
    expect(emails.filter((email) => !/[@.a-z0-9 ]example\.nl$/.test(email))).to.deep.equal([]);
  });

  it('shares an address only where a case of the table says so', () => {
    const used = new Map<string, number>();
    for (const { email } of contacts) if (email !== null) used.set(email, (used.get(email) ?? 0) + 1);
    const shared = [...used.values()].filter((count) => count > 1);
    const expected = CONTACT_CASES.filter(({ size }) => size > 1).reduce(
      (sum, { groups }) => sum + groups,
      0,
    );
    expect(shared).to.have.length(expected);
  });

  it('holds every special case as often as the table says', () => {
    expect(sum(practice.expected.clients)).to.equal(500);
    expect(sum(practice.expected.contacts)).to.equal(1300);
    for (const { expected, clients: count } of CLIENT_CASES.filter((one) => one.expected !== 'IN_SYNC')) {
      expect(practice.expected.clients[expected], expected).to.equal(count);
    }
    expect(practice.expected.contacts).to.include({ EMAIL_MISSING: 28, EMAIL_IN_USE: 20, LINK_OFF: 60 });
  });

  it('expects of the rules what the rules say', () => {
    const excluded = practice.clients.flatMap(
      ({ record, linked }) => judgeClient({ ...record, deleted: false }, { enabled: linked }).reason ?? [],
    );
    expect(practice.expected.clients).to.include(countReasons(excluded));
    const clientByKey = new Map(practice.clients.map((client) => [client.record.key, client]));
    const excludedContacts = practice.contacts.flatMap(({ record, linked }) => {
      const owner = clientByKey.get(record.clientKey)!;
      const client = { ...owner.record, deleted: false };
      const link = { enabled: owner.linked };
      return judgeContact({ deleted: false }, { enabled: linked }, { client, link }).reason ?? [];
    });
    expect(practice.expected.contacts).to.include(countReasons(excludedContacts));
  });

  it('plays the events that the demo promises, with clients about which nothing is special', () => {
    const eyes = { peopleWithAccess: () => Promise.resolve([]), telephoneOf: () => Promise.resolve(null) };
    expect(playEvents(practice, 'caseware', eyes).map(({ type }) => type)).to.deep.equal([
      'client.new',
      'contact.telephone-changed',
      'contact.unlinked',
      'contact.deleted',
      'client.suspect',
      'client.unlinked',
      'client.relinked',
    ]);
  });
});

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
