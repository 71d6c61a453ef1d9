import { expect } from 'chai';
import fc from 'fast-check';
import { openEventLine, takesAway } from '../../../src/intake/event-line.ts';
import { parseEvent } from '../../../src/intake/records/event-schema.ts';

const DATA = { key: '1', name: 'Bakkerij Eik', kind: 'company', status: 'client' };

describe('the line of received events', () => {
  it('knows what may take access away', () => {
    const told = (type: string, data: object): boolean => {
      const now = new Date();
      const body = { type, timestamp: '2026-11-20T10:00:00Z', data };
      const parsed = parseEvent(body, { now, arrivedAt: now });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return takesAway(parsed.event);
    };
    const changedAt = '2026-11-20T10:00:00Z';
    expect(told('client.deleted', { key: '1', changedAt })).to.equal(true);
    expect(told('client.upserted', { ...DATA, changedAt, links: { caseware: false, other: true } })).to.equal(
      true,
    );
    expect(told('client.upserted', { ...DATA, changedAt, links: { caseware: true } })).to.equal(false);
    expect(told('client.upserted', { ...DATA, changedAt })).to.equal(false);
  });

  it('law: nobody stands behind more than a round of another practice, and no switch-off behind anything else', () => {
    const sent = fc.array(fc.record({ practice: fc.nat(3), takesAway: fc.boolean() }), { maxLength: 400 });
    fc.assert(
      fc.property(sent, fc.nat(2_000), (events, flood) => {
        const line = openEventLine(() => 0);
        const places = [
          ...Array.from({ length: flood }, () => ({ practice: 9, takesAway: true })),
          ...events,
        ].map((event, index) => ({ ...event, index, place: line.placeOf(String(event.practice), event) }));
        const order = places.toSorted((a, b) => a.place - b.place || a.index - b.index);
        const offs = order.filter((event) => event.takesAway);
        expect(order.slice(0, offs.length).every((event) => event.takesAway)).to.equal(true);
        for (const practice of [0, 1, 2, 3]) {
          const first = order.findIndex((event) => event.practice === practice && event.takesAway);
          const own = places.find((event) => event.practice === practice);
          if (own?.takesAway !== true || own.place !== 1) continue;
          const before = order.slice(0, first).filter((event) => event.practice === 9);
          expect(before.length).to.be.at.most(20);
        }
      }),
    );
  });

  it('forgets after a minute how much a practice has sent', () => {
    let now = 0;
    const line = openEventLine(() => now);
    const place = () => line.placeOf('jansen', { takesAway: true });
    for (let n = 0; n < 200; n += 1) place();
    expect(place()).to.equal(11);
    now = 60_001;
    expect(place()).to.equal(1);
  });
});
