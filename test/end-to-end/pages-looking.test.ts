// The pages on which people of a practice look, in a browser.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { findBarriers } from '../support/barriers.ts';
import { openBrowser } from '../support/browser.ts';
import { orSkip } from '../support/lacking.ts';
import { openOfficePages, signedInPage, type OfficePages } from '../support/office-pages.ts';

describe('the pages of an office, looked at in a browser', function () {
  this.timeout(600_000);
  let browser: Browser;
  let office: OfficePages;
  let viewer: Page;

  before(async function () {
    browser = await orSkip(this, openBrowser());
    office = await openOfficePages({ work: false });
    viewer = await signedInPage(browser, office, { office: 'jansen', name: 'viewer', locale: 'nl-NL' });
  });

  /** So many changes of the client `c4`, made now. */
  const log = async (count: number): Promise<string> => {
    const client = await office.idOf('jansen', 'c4');
    const details = JSON.stringify({
      type: 'entity',
      outcome: 'done',
      fields: ['EntityNo', 'BusinessPhone'],
    });
    await office.store.inPractice('jansen', (tx) =>
      sql`insert into audit (practice_id, actor, action, client_id, subject_id, details)
        select 'jansen', 'koppel', 'portal.update', ${client}::uuid, ${client}::uuid, ${details}::jsonb
        from generate_series(1, ${count}::integer)`.execute(tx),
    );
    return client;
  };
  const names = (page: Page): Promise<string[]> => page.locator('#results .who a').allInnerTexts();

  it('lead from the first address over the sign-in to one’s own office', async () => {
    expect(new URL(viewer.url()).pathname).to.match(/^\/practices\/jansen/);
    expect(await viewer.locator('.practice').innerText()).to.equal('Jansen Accountants');
  });

  it('say of what was read when that was, and never that it never was where somebody imports it', async () => {
    await office.store.inPractice('jansen', (tx) =>
      sql`update practice set snapshot_as_of = now() - interval '3 hours'`.execute(tx),
    );
    await viewer.goto(`${office.url}/practices/jansen`);
    const text = await viewer.locator('main').innerText();
    expect(text).to.match(/Laatste volledige export is van\s+3 uur geleden/);
    expect(text).not.to.include('Praktijksoftware laatst gelezen');
    expect(text).to.match(/Hele portaal laatst teruggelezen\s+nooit/);
  });

  it('find as one types, accents and case aside, without the form being sent', async () => {
    await viewer.goto(`${office.url}/practices/jansen/records`);
    await viewer.getByLabel('Zoeken').pressSequentially('MIA jans');
    await viewer.locator('#results .who').nth(1).waitFor({ state: 'detached' });
    expect(await names(viewer)).to.deep.equal(['Mia Jansen']);
    expect(viewer.url()).to.include('q=MIA+jans');
    await viewer.reload();
    expect(await names(viewer)).to.deep.equal(['Mia Jansen']);
  });

  it('filter who is not linked, and say why', async () => {
    await viewer.goto(`${office.url}/practices/jansen/records?link=off&kind=client`);
    expect(await names(viewer)).to.have.members(['Bakkerij De Vries B.V.', 'P. Particulier']);
    expect(await viewer.locator('#results').innerText()).to.include('Particuliere klanten worden nooit');
  });

  it('say how many were found, and offer nothing to choose from where there is nobody', async () => {
    const manager = await signedInPage(browser, office, {
      ...{ office: 'jansen', name: 'link-manager', locale: 'nl-NL' },
    });
    await manager.goto(`${office.url}/practices/jansen/records`);
    expect(await manager.locator('#found').innerText()).to.equal('9 gevonden.');
    await manager.getByLabel('Zoeken').fill('nergens');
    await manager.getByText('0 gevonden.').waitFor();
    expect(await manager.getByRole('button', { name: 'Aanzetten' }).isVisible()).to.equal(false);
    expect(await manager.getByRole('checkbox', { name: 'Alle kiezen' }).isVisible()).to.equal(false);
    await manager.getByRole('link', { name: 'Toon alles' }).click();
    await manager.getByText('9 gevonden.').waitFor();
    await manager.context().close();
  });

  it('let no bar lie over the list of a phone before anybody is chosen', async () => {
    const manager = await signedInPage(browser, office, {
      ...{ office: 'jansen', name: 'link-manager', locale: 'nl-NL', viewport: { width: 390, height: 844 } },
    });
    await manager.goto(`${office.url}/practices/jansen/records`);
    const bar = manager.locator('.chosen');
    const below = async (): Promise<boolean> => {
      const [list, there] = [await manager.locator('.records').boundingBox(), await bar.boundingBox()];
      return list !== null && there !== null && there.y >= list.y + list.height;
    };
    expect((await manager.locator('.records').boundingBox())?.height).to.be.greaterThan(844);
    expect(await below()).to.equal(true);
    await manager.getByRole('checkbox', { name: 'Mia Jansen' }).check();
    await manager.evaluate('scrollTo(0, 0)');
    expect(await below()).to.equal(false);
    expect(await bar.locator('output').innerText()).to.equal('1 gekozen');
    await manager.context().close();
  });

  it('do the same without a script', async () => {
    const page = await signedInPage(browser, office, {
      ...{ office: 'jansen', name: 'viewer', locale: 'nl-NL', javaScriptEnabled: false },
    });
    await page.goto(`${office.url}/practices/jansen/records`);
    await page.getByLabel('Zoeken').fill('bakkerij');
    await page.getByRole('button', { name: 'Toon' }).click();
    expect(await names(page)).to.include('Bakkerij De Vries B.V.');
    await page.context().close();
  });

  it('show on the card where somebody stands, why, and what would change it', async () => {
    await viewer.goto(`${office.url}/practices/jansen/records/${await office.idOf('jansen', 'c3')}`);
    const text = await viewer.locator('main').innerText();
    expect(text).to.include('P. Particulier').and.include('Nee').and.include('Particuliere klanten');
    expect(text).to.include('Wat te doen');
  });

  it('tell once what to do while access is still being taken away: what is asked of whoever must act', async () => {
    const contact = await office.idOf('jansen', 'p2');
    const client = await office.idOf('jansen', 'c1');
    await office.store.inPractice('jansen', async (tx) => {
      await sql`insert into portal_resource (practice_id, connection_id, type, identity, key, owner, state, portal_id, revoke_state)
        select 'jansen', id, 'entity-role', '|anna', '', ${`contact:${contact}`}, 'present', 'r1', 'revoke_pending' from connection`.execute(
        tx,
      );
      await sql`insert into claim (resource_id, practice_id, connection_id, client_id, subject_kind, subject_id, attributes, changed_at, released_at)
        select id, 'jansen', connection_id, ${client}::uuid, 'contact', ${contact}::uuid, '{}', now(), now() from portal_resource
        where type = 'entity-role'`.execute(tx);
    });
    await viewer.goto(`${office.url}/practices/jansen/records/${contact}`);
    const text = await viewer.locator('.panel').first().innerText();
    expect(text).to.include('De toegang wordt ingetrokken').and.include('De koppeling staat uit');
    expect(text).to.include('heeft nog toegang');
    expect(text.match(/Wat te doen/g)).to.deep.equal(['Wat te doen']);
    expect(text).not.to.include('zet de koppeling aan');
  });

  it('show the last that was done about a client in the words of the office, and all of it page by page', async () => {
    const client = await log(61);
    await viewer.goto(`${office.url}/practices/jansen/records/${client}`);
    expect(await viewer.locator('.log > li').count()).to.equal(10);
    const first = await viewer.locator('.log > li').first().innerText();
    expect(first).to.include('klantnummer, telefoon').and.not.include('EntityNo');
    await viewer.getByRole('link', { name: 'Alles wat er is gedaan' }).click();
    await viewer.waitForURL(/history/);
    expect(await viewer.locator('.log > li').count()).to.equal(50);
    await viewer.getByRole('link', { name: 'Volgende pagina' }).click();
    await viewer.waitForURL(/cursor/);
    expect(await viewer.locator('.log > li').count()).to.equal(11);
    await viewer.getByRole('link', { name: 'Terug naar de kaart' }).click();
    await viewer.locator('h1', { hasText: 'Grote' }).waitFor();
  });

  it('let ages grow on a page that stays open', async () => {
    const page = await signedInPage(browser, office, { office: 'jansen', name: 'viewer', locale: 'nl-NL' });
    const client = await log(1);
    await page.clock.install();
    await page.goto(`${office.url}/practices/jansen/records/${client}`);
    const age = page.locator('.log time').first();
    expect(await age.innerText()).not.to.include('uur');
    await page.clock.fastForward('03:00:00');
    await age.filter({ hasText: '3 uur geleden' }).waitFor();
    await page.context().close();
  });

  it('show the contacts on the card of their client, and lead back to it', async () => {
    await viewer.goto(`${office.url}/practices/jansen/records/${await office.idOf('jansen', 'c1')}`);
    await viewer.getByRole('link', { name: 'Mia Jansen' }).click();
    await viewer.waitForURL(/records\/.+/);
    await viewer.getByRole('link', { name: 'Fietsenmaker Wiel & Zoon' }).click();
    await viewer.locator('h1', { hasText: 'Fietsenmaker' }).waitFor();
  });

  it('speak the other language when asked, and go on speaking it', async () => {
    const page = await signedInPage(browser, office, { office: 'jansen', name: 'viewer', locale: 'nl-NL' });
    await page.goto(`${office.url}/practices/jansen/records?kind=client`);
    await page.getByRole('link', { name: 'English' }).click();
    await page.locator('h1', { hasText: 'Clients and contacts' }).waitFor();
    expect(page.url()).to.include('kind=client');
    await page.goto(`${office.url}/practices/jansen/records`);
    expect(await page.locator('html').getAttribute('lang')).to.equal('en');
    await page.context().close();
  });

  it('show what a practice wrote as text, whatever it wrote', async () => {
    let ran = false;
    viewer.on('dialog', (dialog) => {
      ran = true;
      void dialog.dismiss();
    });
    for (const key of ['c4', 'p4']) {
      await viewer.goto(`${office.url}/practices/jansen/records/${await office.idOf('jansen', key)}`);
      expect(await viewer.locator('h1').innerText()).to.match(/<(b|script)/);
    }
    await viewer.goto(
      `${office.url}/practices/jansen/records?q=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    await viewer.goto(`${office.url}/practices/jansen/records`);
    await viewer.locator('a', { hasText: 'Grote' }).first().hover();
    expect(await viewer.locator('main script, main b[onmouseover]').count()).to.equal(0);
    expect(ran).to.equal(false);
  });

  it('are the same for an administrator of all practices, who chooses one first', async () => {
    const page = await signedInPage(browser, office, { office: null, name: 'olga' });
    expect(await page.locator('.choices a').count()).to.equal(2);
    await page.getByRole('link', { name: /Smit & Partners/ }).click();
    await page.waitForURL(/practices\/smit/);
    await page.context().close();
  });

  // One sign-in for all looks: a minute allows only so many.
  it('can be used by everybody: axe finds nothing, light and dark, on a phone and wide', async () => {
    const page = await signedInPage(browser, office, { office: 'jansen', name: 'operator' });
    const everyLook = async (look: (about: string) => Promise<void>): Promise<void> => {
      for (const colorScheme of ['light', 'dark'] as const)
        for (const viewport of [
          { width: 390, height: 844 },
          { width: 1400, height: 900 },
        ]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize(viewport);
          await look(`${page.url()} ${colorScheme} ${viewport.width}`);
        }
    };
    for (const path of [
      '',
      '/records',
      '/records?reason=LINK_OFF',
      '/to-do',
      '/tasks',
      '/brake',
      `/links?connection=caseware&to=on&record=${await office.idOf('jansen', 'p2')}&record=${await office.idOf('jansen', 'c3')}`,
      `/links?connection=caseware&to=off&record=${await office.idOf('jansen', 'c1')}`,
      `/links?connection=caseware&record=${await office.idOf('jansen', 'c1')}`,
      '/links?connection=caseware&to=on',
      `/records/${await office.idOf('jansen', 'c1')}`,
      `/records/${await office.idOf('jansen', 'p5')}`,
      `/records/${await office.idOf('jansen', 'c4')}/history`,
    ])
      await everyLook(async (about) => {
        await page.goto(`${office.url}/practices/jansen${path}`);
        expect(await findBarriers(page), about).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), about).to.equal(
          true,
        );
      });
    await everyLook(async (about) => {
      await page.goto(`${office.url}/sign-out`);
      expect(await findBarriers(page), about).to.deep.equal([]);
    });
    await page.getByRole('button', { name: /Afmelden|Sign out/ }).click();
    await page.waitForURL(/sign-in/);
    await everyLook(async (about) => {
      expect(await findBarriers(page), about).to.deep.equal([]);
    });
    await page.context().close();
  });
});
