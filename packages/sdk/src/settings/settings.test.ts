import { lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { field } from '../connector/field.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { connectionPath, readConnection, writeConnection } from './profiles.ts';
import { resolveSettings } from './settings.ts';

const fields = {
  url: field(z.url(), { title: 'URL', description: 'Base.', env: 'SHOP_URL' }),
  token: field(z.string().min(5), { title: 'Token', description: 'Secret.', env: 'SHOP_TOKEN', secret: true }),
};

const WAIT = { seconds: field(z.coerce.number().min(0), { title: 'Wait', description: 'Seconds.', env: 'SHOP_WAIT' }) };

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

describe('the settings of a connector', () => {
  it('are missing without a source, with the command that helps', async () => {
    await expect(resolveSettings('shop', fields, { home, env: {} })).rejects.toMatchObject({
      code: 'RK_NOT_CONNECTED',
      message: 'shop is not connected: there are no settings for it',
      fix: 'Run `rolekit connect shop` (for demo data: `rolekit connect shop --sandbox`), then try again.',
    });
  });

  it('never mix the environment and a profile', async () => {
    await writeConnection(
      'shop',
      {
        format: 1,
        active: 'default',
        profiles: { default: { values: { url: 'https://a.example', token: 'profile-token' } } },
      },
      home,
    );
    await expect(resolveSettings('shop', fields, { home, env: { SHOP_URL: 'https://evil.example' } })).rejects.toThrow(
      'in the environment, Token (SHOP_TOKEN) is missing',
    );
    expect(await resolveSettings('shop', fields, { home, env: {} })).toMatchObject({
      source: 'profile default',
      config: { token: 'profile-token' },
    });
  });

  it.each<[string, unknown]>([
    ['45', 45],
    ['0.5', 0.5],
  ])('have a number where it is written as one: %s', async (text, seconds) => {
    const { config } = await resolveSettings('shop', WAIT, { home, env: { SHOP_WAIT: text } });
    expect(config).toEqual({ seconds });
  });

  it.each([' 45', '0x10', '1e2', '045', '+45', ' '])('have none where it is not: %j', async (text) => {
    await expect(resolveSettings('shop', WAIT, { home, env: { SHOP_WAIT: text } })).rejects.toThrow(
      'Wait (SHOP_WAIT) is not valid',
    );
  });

  it('treat an unfilled ${NAME} and an empty value as unset', async () => {
    await expect(
      resolveSettings('shop', fields, { home, env: { SHOP_URL: '${SHOP_URL}', SHOP_TOKEN: '' } }),
    ).rejects.toThrow('there are no settings');
  });

  it('never show a wrong secret', async () => {
    const error = await resolveSettings('shop', fields, {
      home,
      env: { SHOP_URL: 'https://a.example', SHOP_TOKEN: 's3c' },
    }).catch((thrown) => thrown);
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('s3c"');
    expect(error.message).toContain('Token (SHOP_TOKEN) is not valid');
  });

  it('of a sandbox come from its run file and are marked', async () => {
    const runFile = join(home, 'run', 'shop.json');
    await writeConnection('shop', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }, home);
    await expect(resolveSettings('shop', fields, { home, env: {} })).rejects.toThrow('its sandbox is not running');
    await mkdir(dirname(runFile));
    await writeFile(
      runFile,
      JSON.stringify({
        format: 1,
        connector: 'shop',
        environment: 'sandbox',
        pid: 1,
        baseUrl: 'http://127.0.0.1:9',
        values: { url: 'http://127.0.0.1:9', token: 'demo-token' },
      }),
    );
    const settings = await resolveSettings('shop', fields, { home, env: {} });
    expect(settings).toMatchObject({ environment: 'sandbox', localOrigins: ['http://127.0.0.1:9'] });
    // of a sandbox that was started before there was such a thing
    expect(settings.now).toBeUndefined();
  });

  it.each([
    ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20T12:00:00.250Z', '2026-11-20T12:00:00.250Z'],
  ])('of a sandbox say at which instant its data stands still: %s', async (now, told) => {
    expect((await runAt(now)).now).toBe(told);
  });

  it.each(['20 November', '2026-11-20', '2026-11-31T12:00:00Z'])(
    'of a sandbox that stands still at %s are refused',
    (now) => expect(runAt(now)).rejects.toMatchObject({ code: 'RK_FILE' }),
  );

  async function runAt(now: string) {
    const runFile = join(home, 'run.json');
    const values = { url: 'http://127.0.0.1:9', token: 'demo-token' };
    const run = { format: 1, connector: 'shop', environment: 'sandbox', pid: 1, baseUrl: values.url, now, values };
    await writeFile(runFile, JSON.stringify(run));
    await writeConnection('shop', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }, home);
    return resolveSettings('shop', fields, { home, env: {} });
  }

  it('are saved to the profile they came from', async () => {
    await writeConnection(
      'shop',
      {
        format: 1,
        active: 'default',
        profiles: { default: { values: { url: 'https://a.example', token: 'old-token' } } },
      },
      home,
    );
    await (await resolveSettings('shop', fields, { home, env: {} })).save({ token: 'new-token' });
    expect((await readConnection('shop', home))?.profiles.default).toEqual({
      values: { url: 'https://a.example', token: 'new-token' },
    });
  });

  it('are not those of a profile with a name that every object knows', async () => {
    await writeConnection('shop', { format: 1, active: 'default', profiles: {} }, home);
    await expect(resolveSettings('shop', fields, { home, env: {}, profile: 'constructor' })).rejects.toThrow(
      'there is no profile "constructor"',
    );
  });

  it('leave no copy behind of a process that was killed while it wrote', async () => {
    const profiles = { default: { values: { url: 'https://a.example', token: 'old-token' } } };
    const path = await writeConnection('shop', { format: 1, active: 'default', profiles }, home);
    await writeFile(`${path}.4242.tmp`, 'half of old-tok');
    await writeFile(join(home, '.rolekit/connections/shop.json.tmp'), 'of somebody else');
    await (await resolveSettings('shop', fields, { home, env: {} })).save({ token: 'new-token' });
    expect((await readdir(join(home, '.rolekit/connections'))).sort()).toEqual(['shop.json', 'shop.json.tmp']);
  });

  it('are not brought back by a rotated token once they were removed', async () => {
    const values = { url: 'https://a.example', token: 'old-token' };
    const path = await writeConnection('shop', { format: 1, active: 'a', profiles: { a: { values } } }, home);
    const { save } = await resolveSettings('shop', fields, { home, env: {} });
    await writeConnection('shop', { format: 1, active: 'b', profiles: { b: { values } } }, home);
    await expect(save({ token: 'new-token' })).rejects.toMatchObject({
      code: 'RK_NOT_CONNECTED',
      message: 'shop is not connected: the profile "a" was removed meanwhile',
    });
    await rm(path);
    await expect(save({ token: 'new-token' })).rejects.toMatchObject({ code: 'RK_NOT_CONNECTED' });
    expect(await readConnection('shop', home)).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('stay where a link of the user’s own leads', async () => {
    const path = await writeConnection('shop', { format: 1, active: 'default', profiles: {} }, home);
    const own = join(home, 'own.json');
    await rename(path, own);
    await symlink(own, path);
    const profiles = { default: { values: { url: 'https://a.example', token: 'kept-token' } } };
    await writeConnection('shop', { format: 1, active: 'default', profiles }, home);
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await readFile(own, 'utf8')).toContain('kept-token');
    expect((await stat(own)).mode & 0o777).toBe(0o600);
  });

  it('lie in a file that only the user can read, and broken ones are named without their content', async () => {
    const path = await writeConnection('shop', { format: 1, active: 'default', profiles: {} }, home);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    await writeFile(path, '{"format":1,"active":"x","profiles":{"x":{"values":{"token":42}}},"s3cret":1}');
    const error = await readConnection('shop', home).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'RK_FILE' });
    expect(error.message).toContain(connectionPath('shop', home));
    expect(await readFile(path, 'utf8')).toContain('42');
    expect(error.message).not.toContain('42');
  });
});
