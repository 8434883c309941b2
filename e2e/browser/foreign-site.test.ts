import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../connected-registry.ts';
import { createHome, type Home } from '../hosts/home.ts';
import { type ForeignSite, openBrowser, openForeignSite } from './browser.ts';

describe('a page of another site in a browser on this machine', () => {
  let home: Home;
  let stage: Stage;
  let site: ForeignSite;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    home = createHome('browser');
    stage = await openStage(home);
    site = await openForeignSite();
    browser = await openBrowser();
    page = await browser.newPage();
    await page.goto(site.url);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await stage?.close();
    home?.remove();
  });

  /** Fetches as a script of the page does. */
  const read = (url: string): Promise<string> =>
    page.evaluate(
      (address) =>
        fetch(address).then(
          (response) => response.text(),
          () => 'refused by the browser',
        ),
      url,
    );

  /** The same request as a form of the page would send, made here because the browser hides what was answered. */
  const statusOfForm = async (url: string): Promise<number> => {
    const headers = { origin: new URL(site.url).origin, 'content-type': 'application/x-www-form-urlencoded' };
    return (await fetch(url, { method: 'POST', headers, body: 'grant_type=password' })).status;
  };

  test.each([
    '/',
    '/rolekit/sales',
    '/v1/plugins',
    '/v1/changes',
    '/marketplace.json',
    '/git/all.git/info/refs?service=git-upload-pack',
  ])('reads nothing of the registry at %s', async (path) => {
    expect(await read(`${stage.registryUrl}${path}`)).toBe('refused by the browser');
  });

  test('reads nothing of the sandbox', async () => {
    expect(await read(`${stage.sandboxUrl}/services/data/`)).toBe('refused by the browser');
  });

  test('is refused a form, whose answer it does not need to read', async () => {
    expect(await statusOfForm(`${stage.registryUrl}/v1/plugins/rolekit/sales/versions`)).toBe(403);
    expect(await statusOfForm(`${stage.sandboxUrl}/services/oauth2/token`)).toBe(403);
  });

  test('reads only the MCP registry, which editors read from pages of their own', async () => {
    expect(await read(`${stage.registryUrl}/v0.1/servers`)).toContain('rolekit');
  });

  test.each(['registryUrl', 'sandboxUrl'] as const)('gets nothing by rebinding its name to the %s', async (server) => {
    const { port } = new URL(stage[server]);
    const rebound = await browser.newPage();
    const response = await rebound.goto(`http://evil.example:${port}/`);
    expect(response?.status()).toBe(403);
    expect(await rebound.content()).not.toContain('Sales');
    await rebound.close();
  });
});
