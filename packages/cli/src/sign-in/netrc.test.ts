import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { netrcPath, setNetrc, unsetNetrc } from './netrc.ts';

const URL_ = 'https://plugins.acme.example:8443/registry';
const entry = { account: 'ada', token: 'rk_one' };
const LINE = 'machine plugins.acme.example login ada password rk_one\n';

describe('the entry of a registry in ~/.netrc', () => {
  test('comes first, is the only one of its host, and goes again', async () => {
    const home = temporaryFolder();
    const theirs = 'machine other.example\n  login x\n  password y\ndefault login z password w\n';
    writeFiles(home, { '.netrc': theirs });
    const read = () => readFileSync(netrcPath(home), 'utf8');
    await setNetrc(home, URL_, { account: 'ada', token: 'rk_before' });
    await setNetrc(home, URL_, entry);
    expect(read()).toBe(LINE + theirs);
    expect(statSync(netrcPath(home)).mode & 0o777).toBe(0o600);
    expect(await unsetNetrc(home, 'https://other.example')).toBeUndefined();
    expect(await unsetNetrc(home, URL_)).toBe('rk_one');
    expect(read()).toBe(theirs);
    expect(await unsetNetrc(home, URL_)).toBeUndefined();
  });

  test.each([
    'machine plugins.acme.example login ben password secret\n',
    'machine\n plugins.acme.example\nlogin ben password secret\n',
  ])('is not written over that of somebody else: %j', async (theirs) => {
    const home = temporaryFolder();
    writeFiles(home, { '.netrc': theirs });
    await expect(setNetrc(home, URL_, entry)).rejects.toMatchObject({ code: 'RK_FILE' });
    expect(readFileSync(netrcPath(home), 'utf8')).toBe(theirs);
  });

  test('is of a host, not of one whose name is longer', async () => {
    const home = temporaryFolder();
    writeFiles(home, { '.netrc': 'machine plugins.acme.example.org login ben password secret\n' });
    await setNetrc(home, URL_, entry);
    expect(await unsetNetrc(home, 'https://plugins-acme.example')).toBeUndefined();
    expect(readFileSync(netrcPath(home), 'utf8').split('\n')[0]).toBe(LINE.trim());
  });

  test('is written where a link leads, and nothing is made by looking', async () => {
    const home = temporaryFolder();
    expect(await unsetNetrc(home, URL_)).toBeUndefined();
    expect(existsSync(netrcPath(home))).toBe(false);
    writeFiles(home, { 'dotfiles/netrc': '' });
    symlinkSync(join(home, 'dotfiles/netrc'), netrcPath(home));
    await setNetrc(home, URL_, entry);
    expect(readFileSync(join(home, 'dotfiles/netrc'), 'utf8')).toBe(LINE);
  });
});
