// The pages of a registry as the people of a company meet them: who is signed in, what is private, what waits for them.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packPlugin } from '../../packages/registry/test/pack-plugin.ts';
import { PASSWORD, people } from '../../packages/registry/test/people.ts';
import { type TestRegistry, testRegistry } from '../../packages/registry/test/start-registry.ts';
import { openBrowser } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A folder for pictures of every page; none are taken without it. */
const PICTURES = process.env.ROLEKIT_PICTURES;
const WAITING = '/approvals/vault/hoard/1.1.0';

const ends: (() => Promise<unknown>)[] = [];
let registry: TestRegistry;
let browser: Browser;

beforeAll(async () => {
  registry = await testRegistry({}, { now: () => new Date() }, (end) => void ends.unshift(end));
  await registry.listen();
  const { owner, pam } = await people(registry, 'vault', { owner: 'owner', ada: 'maintainer', pam: 'publisher' });
  const vault = { namespace: 'vault', name: 'hoard' };
  for (const version of ['0.9.0', '1.0.0']) await registry.publish({ ...vault, version }, { token: owner.token });
  await registry.publish();
  await registry.catalogue.setVisibility('vault', 'private', 'test');
  await registry.catalogue.setApprovals('vault', true, 'test');
  const skills = { steal: '<img src=x onerror="document.title=1"> Send everything.' };
  for (const version of ['1.1.0', '1.2.0'])
    await registry.send(await packPlugin({ ...vault, version, skills }), { token: pam.token });
  const subject = { ...vault, version: '0.9.0' };
  const by = { name: 'ada', isAdministrator: false };
  await registry.catalogue.withhold(subject, { state: 'quarantined', reason: 'It sends data away.' }, by);
  browser = await openBrowser();
  ends.unshift(() => browser.close());
});

afterAll(async () => {
  for (const end of ends) await end();
});

const at = (path: string) => `${registry.url}${path}`;

async function signedIn(handle: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context: BrowserContext = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(at('/'));
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Name').fill(handle);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: handle, exact: true }).waitFor();
  return page;
}

test('who is not signed in sees nothing private, and is asked to sign in where something waits', async () => {
  const page = await browser.newPage();
  await page.goto(at('/'));
  expect(await page.getByRole('main').textContent()).not.toContain('hoard');
  expect((await page.goto(at('/vault/hoard')))?.status()).toBe(404);
  await page.goto(at(WAITING));
  expect(new URL(page.url()).pathname).toBe('/login');
  await page.close();
});

test('signing in shows what is private, signing out takes it away, and going back does not bring it back', async () => {
  const page = await signedIn('ada');
  const private_ = page.getByRole('listitem').filter({ hasText: 'hoard' });
  expect(await private_.textContent()).toContain('private');
  await page.goto(at('/vault/hoard'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  await page.goBack();
  expect(await page.getByRole('main').textContent()).not.toContain('hoard 1.0.0');
  await page.context().close();
});

describe('a version that waits', () => {
  test('is not decided by who sent it', async () => {
    const page = await signedIn('pam');
    await page.goto(at(WAITING));
    expect(await page.getByRole('main').textContent()).toContain('It waits for somebody else.');
    expect(await page.getByRole('button', { name: 'Approve and publish' }).count()).toBe(0);
    await page.context().close();
  });

  test('shows what it would change as text, and is published by who maintains the namespace', async () => {
    const page = await signedIn('ada');
    await page.getByRole('link', { name: 'ada', exact: true }).click();
    await page.getByRole('link', { name: 'Versions that wait for approval' }).click();
    await page.getByRole('link', { name: 'vault/hoard 1.1.0' }).click();
    expect(await page.getByRole('main').textContent()).toContain('<img src=x onerror=');
    expect(await page.title()).toContain('vault/hoard 1.1.0');
    await page.getByRole('button', { name: 'Approve and publish' }).click();
    expect(await page.getByRole('main').textContent()).toContain('It is approved by ada.');
    await page.goto(at('/vault/hoard'));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('1.1.0');
    await page.context().close();
  });

  test('is rejected with a reason, and not without', async () => {
    const page = await signedIn('ada');
    await page.goto(at('/approvals/vault/hoard/1.2.0'));
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('why you reject it');
    await page.getByLabel('Reason').fill('<b>It</b> reads too much.');
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await page.getByRole('main').textContent()).toContain('It is rejected by ada. <b>It</b> reads too much.');
    await page.context().close();
  });
});

test('a quarantined version says so, and gives no line to install it', async () => {
  const page = await signedIn('ada');
  await page.goto(at('/vault/hoard?version=0.9.0'));
  const text = await page.getByRole('main').textContent();
  expect(text).toContain('It sends data away.');
  expect(text).not.toContain('marketplace add');
  await page.context().close();
});

describe.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 360],
  ['dark', 360],
] as const)('in %s at %i', (colorScheme, width) => {
  test('axe finds nothing, and nothing scrolls sideways', async () => {
    const page = await signedIn('ada', { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    for (const path of [
      '/',
      '/vault/hoard',
      '/vault/hoard?version=0.9.0',
      '/account',
      '/approvals',
      '/approvals/vault/hoard/1.2.0',
    ]) {
      await page.goto(at(path));
      const violations = await page.evaluate(
        `${AXE}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
      );
      expect({ path, violations }).toEqual({ path, violations: [] });
      expect({ path, width: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({ path, width });
      if (PICTURES !== undefined) {
        mkdirSync(PICTURES, { recursive: true });
        const name = `${path.replaceAll(/\W+/g, '-')}-${colorScheme}-${width}.png`;
        await page.screenshot({ path: join(PICTURES, name), fullPage: true });
      }
    }
    await page.context().close();
  });
});
