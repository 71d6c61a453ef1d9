// Switching a link on the pages, in a browser, and seeing it arrive in the portal.
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { orSkip } from '../support/lacking.ts';
import { openOfficePages, signedInPage, type OfficePages } from '../support/office-pages.ts';

describe('the pages of an office, where links are switched in a browser', function () {
  this.timeout(240_000);
  let browser: Browser;
  let office: OfficePages;
  let page: Page;

  before(async function () {
    browser = await orSkip(this, openBrowser());
    office = await openOfficePages();
    page = await signedInPage(browser, office, { office: 'jansen', name: 'link-manager', locale: 'nl-NL' });
  });

  const openCard = async (key: string): Promise<void> => {
    await page.goto(`${office.url}/practices/jansen/records/${await office.idOf('jansen', key)}`);
  };
  const panel = (): Promise<string> => page.locator('.panel').first().innerText();
  const stands = async (state: string): Promise<void> => {
    await page.locator('.panel .state', { hasText: state }).first().waitFor({ timeout: 60_000 });
  };

  it('say who will get access before a contact is switched on, and show it arrive by itself', async () => {
    await openCard('c1');
    await stands('bijgewerkt');
    await openCard('p2');
    expect(await panel()).to.include('Nee');
    await page.getByRole('link', { name: 'Wijzigen' }).click();
    await page.getByText('Deze mensen krijgen toegang').waitFor();
    expect(await panel()).to.include('Anna van Dijk <anna@example.nl>');
    await page.getByRole('button', { name: 'Bewaren' }).click();
    await page.locator('.panel .switch', { hasText: 'Ja' }).waitFor();
    await stands('bijgewerkt');
    const { users } = await office.bench.portal.state();
    expect(JSON.stringify(users)).to.include('anna@example.nl');
  });

  it('name the access that ends before it is switched off, and it ends, by the keyboard alone', async () => {
    await openCard('p2');
    const focused = (): Promise<string> =>
      page
        .locator(':focus')
        .innerText({ timeout: 1_000 })
        .catch(() => '');
    const tabTo = async (text: string): Promise<void> => {
      for (let turn = 0; turn < 60; turn += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()) === text) return;
      }
      throw new Error(`the keyboard does not get to ${text}`);
    };
    await tabTo('Wijzigen');
    await page.keyboard.press('Enter');
    await page.getByText('Deze toegang eindigt').waitFor();
    expect(await panel()).to.include('Anna van Dijk <anna@example.nl>');
    await tabTo('Bewaren');
    await page.keyboard.press('Enter');
    await page.locator('.panel .switch', { hasText: 'Nee' }).waitFor();
    await stands('uitgesloten');
    expect(await page.locator('.log').innerText()).to.include('link-manager');
  });

  it('let a private client stay off, and say why', async () => {
    await openCard('c3');
    expect(await panel()).to.include('Particuliere klanten worden nooit doorgezet');
    expect(await page.getByRole('link', { name: 'Wijzigen' }).count()).to.equal(0);
  });

  it('switch several in one go without a script: one preview, one Bewaren, and all are seen to arrive', async () => {
    const plain = await signedInPage(browser, office, {
      ...{ office: 'jansen', name: 'link-manager', locale: 'nl-NL', javaScriptEnabled: false },
    });
    await plain.goto(`${office.url}/practices/jansen/records?link=off`);
    for (const name of ['Bakkerij De Vries B.V.', 'Anna van Dijk', 'P. Particulier'])
      await plain.getByRole('checkbox', { name }).check();
    await plain.getByRole('button', { name: 'Aanzetten' }).click();
    const preview = await plain.locator('.panel').innerText();
    expect(preview).to.match(
      /^(Bakkerij De Vries B\.V\.|Anna van Dijk), (Anna van Dijk|Bakkerij De Vries B\.V\.)\n/,
    );
    expect(preview)
      .to.match(/toegang[^]*Anna van Dijk <anna@example.nl>/)
      .and.include('bram@example.nl');
    expect(preview).to.match(/Kan niet worden aangezet[^]*P\. Particulier[^]*Particuliere klanten/);
    await plain.getByRole('button', { name: 'Bewaren' }).click();
    await plain.getByText('Bewaard.').waitFor();
    expect(await plain.locator('.records .who a').allInnerTexts()).to.have.members([
      ...['Bakkerij De Vries B.V.', 'Anna van Dijk', 'Bram Bakker'],
    ]);
    await plain.locator('.records .state.in-sync').nth(2).waitFor({ timeout: 60_000 });
    await plain.getByRole('link', { name: 'Terug' }).click();
    expect(new URL(plain.url()).search).to.equal('?link=off');
    const { users } = await office.bench.portal.state();
    expect(JSON.stringify(users)).to.include('anna@example.nl').and.include('bram@example.nl');
    await plain.context().close();
  });

  it('show one that was chosen in the list arrive with its people, as many do, and lead back to the list', async () => {
    await page.goto(`${office.url}/practices/jansen/records?kind=client&link=on`);
    await page.getByRole('checkbox', { name: 'Bakkerij De Vries B.V.' }).check();
    expect(await page.locator('.chosen output').innerText()).to.equal('1 gekozen');
    await page.getByRole('button', { name: 'Uitzetten' }).click();
    await page.getByRole('button', { name: 'Bewaren' }).click();
    await page.getByText('Bewaard.').waitFor();
    expect(await page.locator('.records .who a').allInnerTexts()).to.deep.equal([
      ...['Bakkerij De Vries B.V.', 'Bram Bakker'],
    ]);
    await page.locator('.records .state', { hasText: 'uitgesloten' }).nth(1).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Terug' }).click();
    await page.waitForURL(/\?kind=client&link=on$/);
    // As before, for what follows.
    await page.goto(`${office.url}/practices/jansen/records?kind=client&link=off`);
    await page.getByRole('checkbox', { name: 'Bakkerij De Vries B.V.' }).check();
    await page.getByRole('button', { name: 'Aanzetten' }).click();
    await page.getByRole('button', { name: 'Bewaren' }).click();
    await page.locator('.records .state.in-sync').nth(1).waitFor({ timeout: 60_000 });
  });

  it('keep whoever was chosen while others are searched for', async () => {
    await page.goto(`${office.url}/practices/jansen/records`);
    for (const [words, name] of [
      ['anna', 'Anna van Dijk'],
      ['mia', 'Mia Jansen'],
      ['nobody', null],
    ] as const) {
      await page.getByLabel('Zoeken').fill(words);
      await page.waitForURL((address) => address.searchParams.get('q') === words);
      if (name !== null) await page.getByRole('checkbox', { name }).check();
    }
    expect(await page.getByRole('checkbox', { name: 'Mia Jansen' }).isChecked()).to.equal(true);
    await page.getByRole('button', { name: 'Aanzetten' }).click();
    await page.locator('h2', { hasText: 'Mia Jansen' }).waitFor();
    expect(await page.locator('h2').innerText()).to.include('Anna van Dijk');
  });

  it('switch a client off with its contacts from its card, by the keyboard alone', async () => {
    await openCard('c2');
    await page.getByRole('checkbox', { name: 'Ook de klant zelf' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: 'Alle kiezen' }).focus();
    await page.keyboard.press('Space');
    expect(await page.locator('input[name="record"]:checked').count()).to.equal(2);
    await page.getByRole('button', { name: 'Uitzetten' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Deze toegang eindigt').waitFor();
    expect(await panel()).to.include('Bram Bakker <bram@example.nl>');
    await page.getByRole('button', { name: 'Bewaren' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.records .state', { hasText: 'uitgesloten' }).nth(1).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Terug' }).click();
    await page.locator('h1', { hasText: 'Bakkerij De Vries B.V.' }).waitFor();
  });

  it('show a viewer the switch and whom to ask, in Dutch and in English', async () => {
    const viewer = await signedInPage(browser, office, { office: 'jansen', name: 'viewer', locale: 'nl-NL' });
    await viewer.goto(`${office.url}/practices/jansen/records/${await office.idOf('jansen', 'p2')}`);
    expect(await viewer.locator('.panel').first().innerText()).to.include('Vraag iemand met de rechten');
    await viewer.getByRole('link', { name: 'English' }).click();
    await viewer.getByText('Ask somebody with the rights').waitFor();
    expect(await viewer.getByRole('link', { name: 'Change' }).count()).to.equal(0);
    await viewer.context().close();
  });

  it('say where the switch is when it is in the practice software', async () => {
    const other = await signedInPage(browser, office, {
      office: 'smit',
      name: 'administrator',
      locale: 'nl-NL',
    });
    await other.goto(`${office.url}/practices/smit/records/${await office.idOf('smit', 'p1')}`);
    expect(await other.locator('.panel').first().innerText()).to.include('wijzigt u in de praktijksoftware');
    await other.context().close();
  });
});
