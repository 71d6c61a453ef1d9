import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel } from '../support/koppel-process.ts';
import { PASSWORD, ready, signInSettings } from '../support/koppel-server.ts';
import { orSkip } from '../support/lacking.ts';
import { waitFor } from '../support/wait-for.ts';

const CLIENTS = 'key,number,name,kind,status,link:caseware\nc1,1001,Fietsenmaker,company,client,yes\n';
const CONTACTS = 'key,client_key,first_name,last_name,email,link:caseware\np1,c1,Anna,Smit,,yes\n';

describe('the Bull dashboard in a browser', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  let address: string;
  let page: Page;

  before(async function () {
    const browser = await orSkip(this, openBrowser());
    bench = await openKoppelBench();
    await bench.addPractice();
    await bench.addConnection();
    // The portal forbids the client, until somebody has seen to it.
    await bench.portal.arm({ match: { method: 'POST', path: '/entities$' }, fault: '403', times: 1_000 });
    const clients = await bench.file('clients.csv', CLIENTS);
    const contacts = await bench.file('contacts.csv', CONTACTS);
    const files = ['--clients', clients, '--contacts', contacts, '--as-of', '2026-01-15T09:00:00Z'];
    expect((await bench.koppel('import', ...PRACTICE, ...files)).code).to.equal(0);
    const running = await startKoppel(['start'], {
      env: { ...bench.env, ...(await signInSettings()), KOPPEL_PORT: '0' },
    });
    address = await ready(running);
    page = await browser.newPage();
  });

  it('shows nothing to who is not signed in', async () => {
    await page.goto(`${address}/queues`);
    expect(page.url()).to.include('/sign-in');
    expect(await page.content()).not.to.include('sync-client');
  });

  it('shows the queues to an operator who signs in', async () => {
    await page.fill('input[name="name"]', 'olga');
    await page.fill('input[name="password"]', PASSWORD);
    await page.click('form button');
    await page.waitForURL(/\/queues/);
    for (const queue of ['sync-client', 'receive-event', 'read-source', 'upkeep'])
      await page.getByText(queue, { exact: true }).first().waitFor();
  });

  it('shows why a client failed, and retries it until it is done', async () => {
    await page.goto(`${address}/queues/queue/sync-client?status=failed`);
    await page
      .getByText(/FORBIDDEN_BY_PORTAL/)
      .first()
      .waitFor();
    expect((await bench.portal.state()).entities).to.be.empty;
    await bench.portal.disarm();
    await page.getByRole('button', { name: 'Retry all' }).click();
    const confirm = page.getByRole('button', { name: /^confirm$/i });
    if (await confirm.isVisible({ timeout: 2_000 }).catch(() => false)) await confirm.click();
    await waitFor(async () => (await bench.portal.state()).entities.length === 1, {
      what: 'the client to arrive',
      timeoutMs: 30_000,
    });
    await page.goto(`${address}/queues/queue/sync-client?status=completed`);
    // What the office must mend is done for operations, and says so.
    await page
      .getByText(/contact EMAIL_MISSING/)
      .first()
      .waitFor();
    const status = await bench.koppel('status', ...PRACTICE, '--json');
    expect(status.stdout).to.include('IN_SYNC').and.not.to.include('FORBIDDEN_BY_PORTAL');
  });
});
