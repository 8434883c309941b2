import { expect, it } from 'vitest';
import { checksumOf, findCredentials } from './find-credentials.ts';

const BODY = 'q7Rk2Vb9Xw4Lm8Tz1Np6Yc3Hd5Jf0g';
const TOKEN = `ghp_${BODY}${checksumOf(BODY)}`;
const DATABASE = 'postgres://app:Zk3vQ8wLr2@db.acme.com/sales';

const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });

it('refuses a token whose checksum is right, and does not repeat it', async () => {
  const found = await findCredentials([file('a.md', `one\ntoken ${TOKEN}`)]);
  expect(found).toMatchObject([{ code: 'text/credential', severity: 'error', file: 'a.md', line: 2, column: 7 }]);
  expect(JSON.stringify(found)).not.toContain(BODY);
});

it('warns of a token whose checksum is wrong', async () => {
  expect(await findCredentials([file('a.md', `ghp_${BODY}aaaaaa`.replace(/a{6}$/, 'aBcDeF'))])).toMatchObject([
    { severity: 'warning' },
  ]);
});

it('warns of an address with a password, and notes it once it is waived', async () => {
  const files = [file('docs.md', DATABASE)];
  expect(await findCredentials(files)).toMatchObject([{ severity: 'warning' }]);
  const waivers = [{ rule: 'text/credential' as const, path: 'docs.md', reason: 'Demo data of the sandbox.' }];
  const found = await findCredentials(files, waivers);
  expect(found).toMatchObject([{ severity: 'note' }]);
  expect(found[0]?.message).toContain('waived: Demo data of the sandbox.');
});

it('does not let a waiver pass a token that verifies itself', async () => {
  const waivers = [{ rule: 'text/credential' as const, path: 'a.md', reason: 'It is fine.' }];
  expect(await findCredentials([file('a.md', TOKEN)], waivers)).toMatchObject([{ severity: 'error' }]);
});

it('reads what stands on the border of two pieces, once', async () => {
  const before = 'x=1;'.repeat((1024 * 1024 - 16) / 4);
  expect(await findCredentials([file('a.mjs', `${before}'${TOKEN}'${'y=2;'.repeat(100)}`)])).toHaveLength(1);
});

it('passes over placeholders and the names of headers', async () => {
  const text = `GITHUB_TOKEN=ghp_xxxx\nif (x.startsWith('-----BEGIN PRIVATE KEY-----')) y();\nnpm_your_token`;
  expect(await findCredentials([file('a.md', text)])).toEqual([]);
});
