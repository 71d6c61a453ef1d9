// Tasks and the brake on the pages, in a browser.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { findBarriers } from '../support/barriers.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD } from '../support/koppel-server.ts';
import { orSkip } from '../support/lacking.ts';
import { openOfficePages, signedInPage, type OfficePages } from '../support/office-pages.ts';

describe('the pages of an office, where people decide in a browser', function () {
  this.timeout(600_000);
  let browser: Browser;
  let office: OfficePages;

  before(async function () {
    browser = await orSkip(this, openBrowser());
    office = await openOfficePages({ work: false });
    const [client, contact] = [await office.idOf('jansen', 'c1'), await office.idOf('jansen', 'p1')];
    await office.store.inPractice('jansen', async (tx) => {
      await sql`insert into portal_resource (practice_id, connection_id, type, identity, key, owner)
        select 'jansen', id, 'person', '|mia@example.nl', 'mia@example.nl', ${`contact:${contact}`} from connection`.execute(
        tx,
      );
      await sql`insert into claim (resource_id, practice_id, connection_id, client_id, subject_kind, subject_id, attributes, changed_at)
        select id, 'jansen', connection_id, ${client}::uuid, 'contact', ${contact}::uuid, '{}', now() from portal_resource`.execute(
        tx,
      );
      await sql`insert into manual_task (practice_id, connection_id, client_id, resource_id, action)
        select 'jansen', connection_id, ${client}::uuid, id, 'create' from portal_resource`.execute(tx);
      await sql`insert into brake_request (practice_id, connection_id, resource_ids)
        select 'jansen', connection_id, array[id] from portal_resource`.execute(tx);
    });
  });

  const open = async (name: string, part: string): Promise<Page> => {
    const page = await signedInPage(browser, office, { office: 'jansen', name, locale: 'nl-NL' });
    await page.goto(`${office.url}/practices/jansen/${part}`);
    return page;
  };

  it('a viewer and a link manager see the task and the list of the brake, and can do nothing about them', async () => {
    for (const name of ['viewer', 'link-manager']) {
      const page = await open(name, 'tasks');
      expect(await page.locator('.panel h2').innerText()).to.include('Mia Jansen');
      expect(await page.getByRole('button').count(), name).to.equal(0);
      await page.goto(`${office.url}/practices/jansen/brake`);
      expect(await page.locator('tbody').innerText()).to.include('mia@example.nl');
      expect(await page.getByRole('button').count(), name).to.equal(0);
      await page.context().close();
    }
  });

  it('the card of somebody whose access is asked back shows it as long as it stands in the portal', async () => {
    const contact = await office.idOf('jansen', 'p1');
    const release = (at: 'now()' | 'null') =>
      office.store.inPractice('jansen', (tx) =>
        sql`update claim set released_at = ${sql.raw(at)} where subject_id = ${contact}::uuid`.execute(tx),
      );
    await release('now()');
    const page = await open('viewer', `records/${contact}`);
    expect(await page.locator('.panel').first().innerText()).to.include('moet worden ingetrokken');
    await page.context().close();
    await release('null');
  });

  it('an operator confirms the task, with the instructions before it, and cannot decide about the brake', async () => {
    const page = await open('operator', 'to-do');
    await page.getByRole('link', { name: 'Naar de taak' }).click();
    expect(await page.locator('.steps li').count()).to.be.greaterThan(0);
    await page.getByRole('button', { name: 'Gedaan' }).click();
    await page.getByText('Er staan geen taken open.').waitFor();
    await page.goto(`${office.url}/practices/jansen/brake`);
    expect(await page.getByRole('button').count()).to.equal(0);
    await page.context().close();
  });

  it('an administrator decides about exactly what is listed, and it stands in the audit trail', async () => {
    const page = await open('administrator', 'brake');
    expect(await page.locator('tbody tr').count()).to.equal(1);
    await page.getByRole('button', { name: 'Alles intrekken' }).click();
    await page.getByText('De rem houdt niets tegen.').waitFor();
    const log = await office.bench.koppel('log', '--practice', 'jansen', '--json');
    expect(log.stdout).to.include('brake.approved').and.include('user:administrator');
    expect(log.stdout).to.include('task.confirmed').and.include('user:operator');
    await page.context().close();
  });

  it('an administrator adds a colleague, who signs in, and takes the account back, by the keyboard alone', async () => {
    const page = await open('administrator', '');
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByLabel('Naam om mee aan te melden').fill('Sanne');
    const adding = page.locator('form', { has: page.getByRole('button', { name: 'Toevoegen' }) });
    await adding.getByLabel('Rol').selectOption({ label: 'koppelbeheerder' });
    await adding.getByLabel('Wachtwoord', { exact: true }).fill(PASSWORD);
    await adding.getByLabel('Wachtwoord nog een keer').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Bewaard: sanne (koppelbeheerder)').waitFor();
    const colleague = await signedInPage(browser, office, {
      office: 'jansen',
      name: 'sanne',
      locale: 'nl-NL',
    });
    expect(await colleague.locator('.who').innerText()).to.equal('sanne (koppelbeheerder)');
    expect(await colleague.getByRole('link', { name: 'Accounts' }).count()).to.equal(0);
    await page.locator('summary', { hasText: 'sanne' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Account uitzetten …' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Dit account uitzetten?' }).waitFor();
    await colleague.reload();
    expect(await colleague.locator('.who').innerText()).to.equal('sanne (koppelbeheerder)');
    await page.getByRole('link', { name: 'Annuleren' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Dit account uitzetten?' }).waitFor({ state: 'detached' });
    await page.goto(`${office.url}/practices/jansen/accounts?disable=Sanne`);
    expect(await findBarriers(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Account uitzetten', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Bewaard: sanne (uitgezet)').waitFor();
    await colleague.reload();
    expect(colleague.url()).to.include('/sign-in');
    for (const one of [colleague, page]) await one.context().close();
  });

  it('accounts can be looked after by everybody: axe finds nothing, light and dark, on a phone and wide', async () => {
    const page = await open('administrator', 'accounts');
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [390, 1300]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        for (const part of ['accounts', 'nowhere']) {
          await page.goto(`${office.url}/practices/jansen/${part}`);
          for (const summary of await page.locator('summary').all()) await summary.click();
          expect(await findBarriers(page), `${part} ${colorScheme} ${width}`).to.deep.equal([]);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).to.equal(true);
        }
      }
    await page.context().close();
  });
});
