import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../connected-registry.ts';
import { createHome, type Home } from '../hosts/home.ts';
import { openBrowser } from './browser.ts';

describe('the pages of the registry', () => {
  let home: Home;
  let stage: Stage;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    home = createHome('pages');
    stage = await openStage(home);
    browser = await openBrowser();
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    home?.remove();
  });

  test('the list shows what was published and leads to it', async () => {
    await page.goto(stage.registryUrl);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Role plugins for your agent');
    await page.getByRole('link', { name: 'Sales', exact: true }).click();
    expect(new URL(page.url()).pathname).toBe('/rolekit/sales');
  });

  test('a plugin shows its version, skills and tools', async () => {
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('0.1.0');
    const skills = page.getByRole('region', { name: 'Skills' }).getByRole('heading', { level: 3 });
    expect((await skills.allTextContents()).toSorted()).toEqual([
      'prepare-for-meeting',
      'prioritize-accounts',
      'review-forecast',
      'sales-index',
      'sales-setup',
    ]);
    const tools = page.getByRole('region', { name: 'Tools' });
    expect(await tools.textContent()).toContain('salesforce_query');
    const soql = tools.getByText('soql', { exact: true });
    expect(await soql.isVisible()).toBe(false);
    await tools.getByText('4 arguments of salesforce_query').click();
    expect(await soql.isVisible()).toBe(true);
  });

  test('a plugin shows the lines that install it in each host', async () => {
    const install = page.getByRole('region', { name: 'Install', exact: true });
    for (const line of [
      `codex plugin marketplace add ${stage.address.marketplaceUrl}`,
      'codex plugin add sales@rolekit',
      'claude plugin install sales@rolekit',
      'copilot plugin install sales@rolekit',
      `gemini extensions install ${stage.address.repositoryUrl} --consent`,
    ]) {
      expect(await install.textContent()).toContain(line);
    }
  });

  test('a search that finds nothing says so', async () => {
    await page.getByRole('searchbox', { name: 'Search plugins' }).fill('zeppelin');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.getByRole('main').textContent()).toContain('Nothing matches.');
  });

  test('no page asks for anything that its own policy forbids', () => {
    expect(complaints).toEqual([]);
  });
});
