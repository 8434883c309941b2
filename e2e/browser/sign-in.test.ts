import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyConnector, startSandboxes } from '../connected-registry.ts';
import { createHome, type Home } from '../hosts/home.ts';
import { endProgram, startProgram } from '../hosts/processes.ts';
import { ROOT, rolekitCommand } from '../workspace.ts';
import { openBrowser } from './browser.ts';

describe('a person who signs in to Salesforce with a browser', () => {
  let home: Home;
  let folder: string;
  let sandbox: ChildProcess;
  let browser: Browser;

  beforeAll(async () => {
    home = createHome('sign-in');
    folder = mkdtempSync(join(tmpdir(), 'rolekit-sign-in-'));
    copyConnector(join(ROOT, 'connectors', 'salesforce'), folder);
    ({ child: sandbox } = await startSandboxes(folder, home, 'salesforce'));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    if (sandbox) await endProgram(sandbox);
    home?.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** `rolekit connect` in one window, the browser in the other. */
  async function signIn(button: 'Allow' | 'Deny') {
    const [command, args] = rolekitCommand('connect', 'salesforce', '--sandbox', '--sign-in');
    const child = startProgram(command, args, { env: home.env, cwd: folder });
    const printed = { out: '', error: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.error += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const address = () => /Sign in at\n {2}(\S+)\n/.exec(printed.error)?.[1];
    await expect.poll(address, { timeout: 60_000 }).toBeDefined();
    const page = await browser.newPage();
    await page.goto(address() ?? '');
    const question = await page.getByRole('main').textContent();
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(/^http:\/\/localhost:\d+\/OauthRedirect/);
    const end = (await page.locator('body').textContent())?.trim();
    await page.close();
    return { code: await ended, question, end, ...printed };
  }

  test('and denies is told so in both places', async () => {
    const { code, end, error } = await signIn('Deny');
    expect(end).toBe('Not signed in. The terminal says why.');
    expect(error).toContain('Signing in to salesforce failed: access_denied: end-user denied authorization');
    expect(code).toBe(3);
  });

  test('and allows it is connected', async () => {
    const { code, question, end, out } = await signIn('Allow');
    expect(question).toContain('Rolekit Sandbox App asks to act for Maren Holt');
    expect(question).toContain('api id refresh_token');
    expect(end).toBe('Signed in. You can close this page.');
    expect(out).toContain('Maren Holt (maren.holt@brindlemark.example)');
    expect(code).toBe(0);
  });
});
