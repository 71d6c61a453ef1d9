// A dossier that stops showing to the token: whoever is in it keeps it on their list of dossiers, and is in again once it shows.
import { expect } from 'chai';
import { sql } from 'kysely';
import { findForgottenPairs } from '../../../src/database/ledger/sweep.ts';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

const [BAKERY, BREWERY] = [enterpriseNumber(6_000_001), enterpriseNumber(6_000_002)];
const ANNA = 'anna@bakker.example.nl';
const HUMAN = { email: ANNA, personKey: 'h-1' };
const HOUR_MS = 3_600_000;

describe('ClearFacts: a dossier that stops showing', () => {
  let engine: ClearFactsEngine;
  let bakery: ClientHandle;
  let anna: ContactHandle;

  beforeEach(async () => {
    engine = await openClearFactsEngine();
    bakery = await engine.clientWith(BAKERY);
    anna = await engine.contact(bakery, HUMAN);
    await engine.settle();
  });
  afterEach(() => engine.close());

  const show = (companyNumber: string, visibleAfterMs: number) =>
    engine.clearfacts.seed({ dossiers: [{ companyNumber, name: 'Een dossier', visibleAfterMs }] });
  const hide = (companyNumber: string) => show(companyNumber, HOUR_MS);
  const dossiers = async () => (await engine.clearfacts.user(ANNA))?.companyNumbers;
  const assignments = async () =>
    (await engine.resources('assignment')).map(({ state, revokeState }) => `${state} ${revokeState}`);
  async function verify(): Promise<void> {
    const { practiceId, connectionId, ports } = engine;
    await engine.passTime();
    await engine.rows(sql`update portal_resource set created_at = created_at - interval '1 hour'`);
    await verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
    await engine.goOn();
  }

  it('proves nothing about who is in it, and an unlink still takes it off the list', async () => {
    await hide(BAKERY);
    await verify();
    expect(await assignments()).to.deep.equal(['present null']);
    await engine.unlink(anna);
    await engine.goOn();
    expect(await dossiers()).to.deep.equal([]);
    expect(await assignments()).to.deep.equal(['absent revoked_verified']);
  });

  it('is waited for as soon as something is to be done in it, and keeps its number', async () => {
    await hide(BAKERY);
    await verify();
    expect((await engine.resources('dossier')).map(({ portalId }) => portalId)).to.deep.equal([BAKERY]);
    const piet = await engine.contact(bakery, { email: 'piet@bakker.example.nl' });
    await engine.goOn();
    expect(await engine.reasonOf(bakery)).to.equal('DOSSIER_NOT_VISIBLE');
    expect(await assignments()).to.deep.equal(['present null', 'reserved null']);
    const unlinked = await engine.unlink(bakery);
    await engine.goOn();
    expect(await dossiers()).to.deep.equal([]);
    await show(BAKERY, 0);
    await engine.relink(unlinked);
    await engine.goOn();
    expect(await engine.reasonOf(piet)).to.equal('IN_SYNC');
    expect(await dossiers()).to.deep.equal([BAKERY]);
  });

  it('is said of its client once the portal has been read back', async () => {
    await hide(BAKERY);
    await verify();
    expect(await engine.store.inPractice(engine.practiceId, findForgottenPairs)).to.equal(1);
    await engine.goOn();
    expect(await engine.reasonOf(bakery)).to.equal('DOSSIER_NOT_VISIBLE');
    await show(BAKERY, 0);
    await engine.goOn();
    expect(await engine.reasonOf(bakery)).to.equal('IN_SYNC');
    expect(await dossiers()).to.deep.equal([BAKERY]);
  });

  it('keeps the list from being written: who is to be taken off another dossier is a task for a person', async () => {
    const brewery = await engine.clientWith(BREWERY);
    const there = await engine.contact(brewery, HUMAN);
    await engine.settle();
    await hide(BAKERY);
    await engine.unlink(there);
    await engine.goOn();
    expect(await dossiers(), 'nothing is dropped').to.deep.equal([BAKERY, BREWERY].sort());
    expect(await engine.reasonOf(there)).to.equal('MANUAL_TASK');
    expect((await engine.tasks()).map(({ action, type }) => `${action} ${type}`)).to.deep.equal([
      'remove assignment',
    ]);
    await engine.clearfacts.does('office', 'unassign-user', { companyNumber: BREWERY, email: ANNA });
    await engine.change(brewery, { name: 'Brouwerij' });
    await engine.goOn();
    expect(await engine.tasks()).to.deep.equal([]);
    expect(await assignments()).to.have.members(['present null', 'absent revoked_verified']);
  });
});
