import { expect } from 'chai';
import { applyEvent } from '../../../src/intake/apply-event.ts';
import {
  connectionsOf,
  parseEvent,
  refuseUnknown,
  type PracticeEvent,
} from '../../../src/intake/records/event-schema.ts';
import { memoryIntake } from './memory-intake.ts';

const now = new Date('2026-11-22T09:00:00Z');
const clientData = {
  key: 'k1',
  kind: 'company',
  status: 'client',
  name: 'Bakkerij De Vries',
  links: { scim: true },
};

function event(type: string, data: unknown, timestamp = '2026-11-22T08:00:00Z'): PracticeEvent {
  const parsed = parseEvent({ type, timestamp, data }, { now, arrivedAt: now });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

function problemsOf(value: unknown): string[] {
  const parsed = parseEvent(value, { now, arrivedAt: now });
  return parsed.ok ? [] : parsed.problems.map(({ field, code }) => `${field} ${code}`);
}

describe('a webhook event', () => {
  it('carries a whole client, and its time when the record has none', () => {
    const { record } = event('client.upserted', clientData);
    expect(record).to.include({ sourceKey: 'k1' });
    expect(record.changedAt.toISOString()).to.equal('2026-11-22T08:00:00.000Z');
  });

  for (const [links, off] of [
    ['{"scim":false,"scim":true}', {}],
    ['{"scim":true,"scim":false}', { scim: { enabled: false, settings: {} } }],
  ] as const)
    it(`rule 22: gives nothing where a name stands twice, and takes away: ${links}`, () => {
      const data = JSON.stringify({ ...clientData, links: {} }).replace('"links":{}', `"links":${links}`);
      const payload = `{"type":"client.upserted","timestamp":"2026-11-22T08:00:00Z","data":${data}}`;
      const parsed = parseEvent(JSON.parse(payload), { now, arrivedAt: now, payload });
      if (parsed.ok) throw new Error('it was taken');
      expect(parsed.problems.map(({ field, code }) => `${field} ${code}`)).to.deep.equal([
        'data.links.scim DOUBLE_NAME',
      ]);
      expect(parsed.certain?.record).to.deep.include({ data: null, links: off });
    });

  for (const [what, data] of [
    ['alone', '"data":{"key":"k1","key":"k2"}'],
    ['behind another name that stands twice', '"data":{"reason":1,"reason":2,"key":"k1","key":"k2"}'],
    ['of two records', '"data":{"key":"k1"},"data":{"key":"k2"}'],
  ] as const)
    it(`rule 22: takes nothing from either of two keys, of which nobody can tell whose it is: ${what}`, () => {
      const payload = `{"type":"client.deleted","timestamp":"2026-11-22T08:00:00Z",${data}}`;
      const parsed = parseEvent(JSON.parse(payload), { now, arrivedAt: now, payload });
      expect(parsed.ok ? null : parsed.certain).to.equal(null);
    });

  for (const [what, said] of [
    ['in a name with a capital', { Links: { scim: false } }],
    ['in a name with a capital beside another', { links: { scim: true }, Links: { scim: false } }],
    ['by a member with a capital', { links: { scim: { Enabled: false } } }],
  ] as const)
    it(`rule 22: hears what is switched off ${what}`, () => {
      const data = { ...clientData, links: {}, ...said };
      const parsed = parseEvent(
        { type: 'client.upserted', timestamp: '2026-11-22T08:00:00Z', data },
        { now, arrivedAt: now },
      );
      expect(parsed.ok ? null : parsed.certain?.record).to.deep.include({
        links: { scim: { enabled: false, settings: {} } },
      });
    });

  it('tells which connections it switches', () => {
    expect(connectionsOf(event('client.upserted', clientData))).to.deep.equal(['scim']);
    expect(connectionsOf(event('client.deleted', { key: 'k1' }))).to.deep.equal([]);
  });

  it('is refused when it switches a connection that the practice does not have', () => {
    const switched = event('client.upserted', clientData);
    expect(refuseUnknown(switched, new Set(['scim', 'caseware']))).to.deep.equal({
      ok: true,
      event: switched,
    });
    const refused = refuseUnknown(switched, new Set(['caseware']));
    expect(refused.ok ? [] : refused.problems.map(({ field, code }) => `${field} ${code}`)).to.deep.equal([
      'data.links.scim UNKNOWN_CONNECTION',
    ]);
  });

  it('is refused naming the field below data', () => {
    const data = { ...clientData, kind: 'shop', nmae: 'x' };
    expect(problemsOf({ type: 'client.upserted', data })).to.have.members([
      'data.kind BAD_KIND',
      'data.nmae UNKNOWN_FIELD',
      'data.changedAt CHANGED_AT_MISSING',
    ]);
    expect(problemsOf({ type: 'client.upserted' })).to.deep.equal(['data MISSING']);
  });

  for (const [what, value] of [
    ['an event that nobody knows', { type: 'contact.updated', data: { links: { scim: false } } }],
    ['its type in capitals', { type: ' Contact.Upserted', data: { links: { scim: false } } }],
    ['its type as another program writes it', { type: 'contact_upserted', data: { links: { scim: false } } }],
    ['its type in one word', { type: 'ContactChanged', data: { links: { scim: false } } }],
    ['names in capitals', { Type: 'contact.upserted', Data: { Links: { scim: 'Nee' } } }],
    ['the letter for no', { type: 'contact.upserted', data: { links: { scim: 'N' } } }],
  ] as const)
    it(`rule 22: is refused with ${what}, and switches off`, () => {
      const named = 'Data' in value ? { ...value, Data: { ...value.Data, Key: 'p1' } } : value;
      const body = 'data' in named ? { ...named, data: { ...named.data, key: 'p1' } } : named;
      const parsed = parseEvent(body, { now, arrivedAt: now });
      expect(parsed.ok).to.equal(false);
      const certain = parsed.ok ? null : parsed.certain;
      expect(certain).to.have.property('type', 'contact.upserted');
      expect(certain?.record).to.deep.include({ sourceKey: 'p1', data: null });
      expect(certain?.record).to.have.deep.nested.property('links.scim.enabled', false);
    });

  for (const type of ['Client.Deleted', 'client_deleted', 'clientDeleted', 'client.delete', 'client:deletes'])
    it(`rule 22: is a delete all the same with its type written as ${type}`, () => {
      const parsed = parseEvent({ type, data: { key: 'k1' } }, { now, arrivedAt: now });
      expect(parsed.ok).to.equal(false);
      expect(parsed.ok ? null : parsed.certain?.type).to.equal('client.deleted');
    });

  it('is refused when it says nothing about when', () => {
    expect(problemsOf({ type: 'client.deleted', data: { key: 'k1' } })).to.deep.equal([
      'data.changedAt CHANGED_AT_MISSING',
    ]);
  });

  for (const value of [
    null,
    [],
    'text',
    7,
    {},
    { type: 'client.renamed', data: {} },
    { type: '__proto__', data: {} },
  ]) {
    it(`is refused when it is ${JSON.stringify(value)}`, () => {
      expect(parseEvent(value, { now, arrivedAt: now })).to.have.property('ok', false);
    });
  }

  it('is refused with ten thousand fields with a short answer', () => {
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 1]));
    expect(problemsOf({ type: 'client.upserted', data: fields, ...fields }).length).to.be.at.most(50);
  });

  it('is applied once, and again changes nothing', async () => {
    const intake = memoryIntake();
    const upserted = event('client.upserted', clientData);
    expect(await applyEvent(intake, 'jansen', upserted)).to.equal('applied');
    expect(await applyEvent(intake, 'jansen', upserted)).to.equal('unchanged');
    expect(intake.chunks[0]).to.deep.equal({ kind: 'client', rows: 1 });
  });

  it('is stale when something newer is known', async () => {
    const intake = memoryIntake();
    await applyEvent(intake, 'jansen', event('client.upserted', clientData));
    const older = '2026-11-22T07:00:00Z';
    expect(await applyEvent(intake, 'jansen', event('client.upserted', clientData, older))).to.equal('stale');
    expect(await applyEvent(intake, 'jansen', event('client.deleted', { key: 'k1' }, older))).to.equal(
      'stale',
    );
    expect(await applyEvent(intake, 'jansen', event('client.deleted', { key: 'k1' }))).to.equal('applied');
  });

  it('of a contact whose client is unknown is orphaned', async () => {
    const contact = event('contact.upserted', { key: 'p1', clientKey: 'k9' });
    expect(await applyEvent(memoryIntake(), 'jansen', contact)).to.equal('orphaned');
    expect(await applyEvent(memoryIntake(), 'jansen', event('contact.deleted', { key: 'p1' }))).to.equal(
      'applied',
    );
  });
});
