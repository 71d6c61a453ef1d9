// Calls of practice software, from the wire to the records: believed as "look now" and never as facts.
import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { openSourceCalls } from '../../../src/app/source-calls.ts';
import { hintContext } from '../../../src/app/open-sources.ts';
import { changePractice } from '../../../src/database/records/practices.ts';
import { writeHintForm, type HintForm } from '../../../src/database/records/source-state.ts';
import {
  SANDBOX_CREDENTIALS,
  PRACTICE_DIVISION,
} from '../../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import { BAKER, BOSS, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('a call of practice software', () => {
  let practice: ExactPractice;
  let announced: string[];
  beforeEach(async () => {
    practice = await openExactPractice();
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.signIn();
    await practice.read();
    announced = [];
  });
  afterEach(() => practice.close());

  const calls = () =>
    openSourceCalls({
      ...{ store: practice.engine.store, sealer: practice.engine.sealer },
      announce: async (id) => {
        await Promise.resolve();
        announced.push(id);
      },
    });
  const sent = (content: object, secret: string = SANDBOX_CREDENTIALS.webhookSecret) => {
    const text = JSON.stringify(content);
    const hash = createHmac('sha256', secret).update(text).digest('hex').toUpperCase();
    return { body: Buffer.from(`{"Content":${text},"HashCode":"${hash}"}`), headers: {}, now: new Date() };
  };
  const about = (Topic: string, Key: string, Action = 'Update') => ({
    ...{ Topic, Action, Division: PRACTICE_DIVISION, Key, ClientId: SANDBOX_CREDENTIALS.clientId },
  });
  const status = async () =>
    (await practice.engine.rows(sql<{ status: string }>`select status from client`))[0]?.status;

  it('leads to one row that is read, at once', async () => {
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
    await practice.calls();
    expect(await calls().sourceCalled('jansen', sent(about('Accounts', BAKER)))).to.equal('heard');
    expect(announced).to.deep.equal(['jansen']);
    await practice.read();
    expect(await status()).to.equal('suspect');
    expect(await practice.calls()).to.deep.equal(['GET crm/{resource}']);
  });

  it('that says somebody is deleted deletes nobody who is there', async () => {
    await calls().sourceCalled('jansen', sent(about('Contacts', BOSS, 'Delete')));
    await practice.read();
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
    await practice.exact.act('office delete', { ID: BOSS });
    await calls().sourceCalled('jansen', sent(about('Contacts', BOSS, 'Delete')));
    await practice.read();
    expect(await practice.present('contact')).to.deep.equal([]);
  });

  it('with a wrong signature changes nothing, and costs no request', async () => {
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
    await practice.calls();
    expect(await calls().sourceCalled('jansen', sent(about('Accounts', BAKER), 'another'))).to.equal(
      'forged',
    );
    expect(await calls().sourceCalled('nobody', sent(about('Accounts', BAKER)))).to.equal('forged');
    expect(await practice.read()).to.include({ status: 'unchanged' });
    expect(await practice.calls()).to.deep.equal([]);
  });

  it('that tries the address is answered, and that is all', async () => {
    const empty = { body: Buffer.alloc(0), headers: {}, now: new Date() };
    expect(await calls().sourceCalled('jansen', empty)).to.equal('test');
    expect(announced).to.deep.equal([]);
  });

  it('many at once are one look at what changed', async () => {
    for (let nth = 10; nth < 40; nth += 1)
      await calls().sourceCalled(
        'jansen',
        sent(about('Accounts', `11111111-0000-4000-8000-0000000000${nth}`)),
      );
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
    await practice.calls();
    await practice.read();
    expect(await status()).to.equal('suspect');
    expect(await practice.calls()).to.have.length(3);
    expect(await practice.engine.rows(sql`select * from source_hint`)).to.deep.equal([]);
  });

  describe('of any kind', () => {
    const form: HintForm = {
      ...{ header: 'x-signature', by: 'hmac', algorithm: 'sha256', encoding: 'base64', prefix: '' },
      ...{ pointer: '/id', kind: 'client' },
    };
    const hint = (body: string, secret = 'of-the-firm-itself') => ({
      ...{ body: Buffer.from(body), now: new Date() },
      headers: { 'x-signature': createHmac('sha256', secret).update(body).digest('base64') },
    });
    beforeEach(() => {
      const { store, sealer, practiceId } = practice.engine;
      const secret = sealer.seal('of-the-firm-itself', hintContext(practiceId));
      return store.inPractice(practiceId, (tx) => writeHintForm(tx, { practiceId, form, secret }));
    });

    it('leads to the row that it names', async () => {
      await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
      expect(await calls().hinted('jansen', hint(JSON.stringify({ id: BAKER, status: 'C' })))).to.equal(
        'heard',
      );
      await practice.read();
      expect(await status()).to.equal('suspect');
      expect(await calls().hinted('jansen', hint('{}', 'another'))).to.equal('forged');
    });

    it('makes a folder be read, and then is done', async () => {
      const { store, practiceId } = practice.engine;
      const path = await temporaryFolder('hinted');
      await store.inPractice(practiceId, (tx) => changePractice(tx, { source: { kind: 'folder', path } }));
      expect(await calls().hinted('jansen', hint('changed'))).to.equal('heard');
      expect(announced).to.deep.equal(['jansen']);
      await practice.read();
      expect(await practice.engine.rows(sql`select * from source_hint`)).to.deep.equal([]);
    });

    it('is nothing without a source', async () => {
      const { store, practiceId } = practice.engine;
      await store.inPractice(practiceId, (tx) => changePractice(tx, { source: null }));
      expect(await calls().hinted('jansen', hint('changed'))).to.equal('forged');
    });
  });
});
