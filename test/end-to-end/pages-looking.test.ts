// The pages on which people of a practice look, in a browser.
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
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

  const names = (page: Page): Promise<string[]> => page.locator('#results .who a').allInnerTexts();

  it('lead from the first address over the sign-in to one’s own office', async () => {
    expect(new URL(viewer.url()).pathname).to.match(/^\/practices\/jansen/);
    expect(await viewer.locator('.practice').innerText()).to.equal('Jansen Accountants');
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

  it('offer the reasons that occur with their numbers, and no others', async () => {
    await viewer.goto(`${office.url}/practices/jansen/records?kind=client`);
    await viewer.getByRole('link', { name: 'Meer filters' }).click();
    expect(await viewer.getByLabel('Waarom').locator('option').allInnerTexts()).to.deep.equal([
      ...['alle', 'Een wijziging is onderweg naar het portaal. (2)', 'De koppeling staat uit. (1)'],
      'Particuliere klanten worden nooit doorgezet. (1)',
    ]);
    await viewer.getByLabel('Waarom').selectOption('LINK_OFF');
    await viewer.locator('#results .who').nth(1).waitFor({ state: 'detached' });
    expect(await names(viewer)).to.deep.equal(['Bakkerij De Vries B.V.']);
  });

  it('lead from the overview to whom one looks for, and back from the card to what was found', async () => {
    await viewer.goto(`${office.url}/practices/jansen`);
    await viewer.getByLabel('Zoeken').fill('jans');
    await viewer.keyboard.press('Enter');
    await viewer.getByRole('link', { name: 'Mia Jansen' }).click();
    await viewer.getByRole('link', { name: 'Fietsenmaker Wiel & Zoon' }).click();
    await viewer.locator('h1', { hasText: 'Fietsenmaker' }).waitFor();
    await viewer.getByRole('link', { name: 'Terug naar de lijst' }).click();
    expect(await viewer.getByLabel('Zoeken').inputValue()).to.equal('jans');
    expect(await names(viewer)).to.deep.equal(['Mia Jansen']);
    await viewer.goto(
      `${office.url}/practices/jansen/records/nothing?from=${encodeURIComponent('//evil.example')}`,
    );
    await viewer.goto(
      `${office.url}/practices/jansen/records/${await office.idOf('jansen', 'p1')}?from=${encodeURIComponent('//evil.example#"><b>')}`,
    );
    const back = await viewer.locator('.back a').getAttribute('href');
    expect(back).to.match(/^\/practices\/jansen\/records\?[^"<>#]*$/);
  });

  it('have nothing of the machine: no command, no code, no time of a log', async () => {
    for (const path of [
      '',
      '/records',
      '/to-do',
      '/tasks',
      '/brake',
      `/records/${await office.idOf('jansen', 'p5')}`,
    ]) {
      await viewer.goto(`${office.url}/practices/jansen${path}`);
      for (const summary of await viewer.locator('summary').all()) await summary.click();
      expect(await viewer.locator('main').innerText(), path).to.not.match(
        /`|koppel [a-z]+ |\d{4}-\d{2}-\d{2}T|--[a-z]/,
      );
    }
  });

  it('give a Dutch office what its spreadsheet opens', async () => {
    await viewer.goto(`${office.url}/practices/jansen/records?kind=client&link=off`);
    const [download] = await Promise.all([
      viewer.waitForEvent('download'),
      viewer.getByRole('link', { name: 'Als CSV' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    expect(text.split('\r\n')[0]).to.match(/^\uFEFFid;soort;sleutel;naam;e-mail;/);
    expect(text)
      .to.include(';klant;c2;Bakkerij De Vries B.V.;')
      .and.include(';nee;uitgesloten;LINK_OFF;De koppeling staat uit.;');
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

  it('can be used by everybody: axe finds nothing, light and dark, on a phone and wide', async () => {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const viewport of [
        { width: 390, height: 844 },
        { width: 1400, height: 900 },
      ]) {
        const page = await signedInPage(browser, office, {
          office: 'jansen',
          name: 'operator',
          colorScheme,
          viewport,
        });
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
        ]) {
          await page.goto(`${office.url}/practices/jansen${path}`);
          expect(await findBarriers(page), `${path} ${colorScheme} ${viewport.width}`).to.deep.equal([]);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).to.equal(
            true,
          );
        }
        await page.goto(`${office.url}/sign-out`);
        expect(await findBarriers(page)).to.deep.equal([]);
        await page.getByRole('button', { name: /Afmelden|Sign out/ }).click();
        await page.waitForURL(/sign-in/);
        expect(await findBarriers(page)).to.deep.equal([]);
        await page.context().close();
      }
  });
});
