import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { VersionStatus } from '@rolekit/sdk/wire';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { testRegistry } from '../../test/registry.ts';
import { rolekit } from '../../test/rolekit.ts';
import { type Tamper, tamperingProxy } from '../../test/tampering-proxy.ts';
import { todoArchive } from '../../test/todo-archive.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { keepStatus, readStatuses, statusesPath } from './known-statuses.ts';

const OWNER = 'Acme IT, security@acme.example';
const VERSION = 'acme/todo@0.1.0';
const STATUS = '/v1/plugins/acme/todo/versions/0.1.0/status';
const HOUR_MS = 3_600_000;

let real: Awaited<ReturnType<typeof testRegistry>>;
let proxy: Awaited<ReturnType<typeof tamperingProxy>>;
let home: string;

beforeEach(async () => {
  proxy = await tamperingProxy();
  real = await testRegistry(proxy.url);
  proxy.target(real.url);
  home = temporaryFolder();
  await publish('0.1.0');
});

const env = () => ({ HOME: home, USERPROFILE: home });
const as = (...argv: string[]) => rolekit(argv, { env: env(), cwd: home });
async function publish(version: string) {
  const run = await rolekit([
    'publish',
    await todoArchive(version),
    '--registry',
    real.url,
    '--token-file',
    real.tokenFile,
  ]);
  expect(run.stderr).toBe('');
}
async function mark(...argv: string[]) {
  const token = await real.registry.tokens.create({ name: 'ada', namespaces: ['acme'], scopes: ['manage'] });
  const run = await rolekit([...argv, '--registry', real.url], { env: { ROLEKIT_TOKEN: token } });
  expect(run.code).toBe(0);
}
const quarantine = (version = VERSION) => mark('quarantine', version, '--reason', 'It sends data away.');
const install = (what: string = VERSION, ...more: string[]) => {
  const folder = join(temporaryFolder(), 'out');
  return as('install', what, '--to', folder, '--registry', proxy.url, '--json', ...more).then((run) => ({
    ...run,
    isThere: existsSync(folder),
  }));
};
const answering = (path: string, answer: () => Response | Promise<Response>): Tamper => {
  return (asked) => (asked === path ? Promise.resolve(answer()) : undefined);
};
const down = (): Tamper => async () => Response.json({}, { status: 503 });
const policy = (document: object) => {
  const path = join(home, '.rolekit', 'policy.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ owner: OWNER, ...document }));
  return path;
};
const agedBy = (hours: number) => {
  const path = statusesPath(home);
  const known = JSON.parse(readFileSync(path, 'utf8'));
  for (const status of known.statuses) status.heardAt = new Date(Date.now() - hours * HOUR_MS).toISOString();
  writeFileSync(path, JSON.stringify(known));
};

describe('a version in quarantine', () => {
  test('is not installed, by number or by channel, and the error names the reason and what to use', async () => {
    await publish('0.2.0');
    await quarantine();
    const run = await install();
    expect([run.code, run.isThere, run.json.error.code]).toEqual([3, false, 'RK_WITHHELD']);
    expect(run.json.error.message).toMatch(
      /^acme\/todo@0\.1\.0 may not be used, it is in quarantine: It sends data away\. \(by ada, \d{4}-\d\d-\d\d\)\.$/,
    );
    expect(run.json.error.fix).toBe('Use acme/todo@0.2.0, or ask its maintainers to lift the quarantine.');
    const [, instead = ''] = /Use (\S+),/.exec(run.json.error.fix) ?? [];
    expect(await install(instead)).toMatchObject({ code: 0, isThere: true });
    await mark('quarantine', VERSION, '--undo');
    expect(await install()).toMatchObject({ code: 0, isThere: true });
  });

  test('is not installed from an archive that was kept, and runs from no cache and no folder', async () => {
    const archive = await todoArchive('0.1.0');
    const folder = join(home, 'todo');
    expect((await as('install', VERSION, '--to', folder, '--registry', proxy.url)).code).toBe(0);
    expect((await as('call', 'todo_list_items', '--help', '--plugin', VERSION, '--registry', proxy.url)).code).toBe(0);
    await quarantine();
    expect(await install(archive)).toMatchObject({ code: 3, isThere: false, json: { error: { code: 'RK_WITHHELD' } } });
    for (const what of [VERSION, archive, folder]) {
      const run = await as('run', what, '--registry', proxy.url, '--json');
      expect([what, run.code, run.json.error.code]).toEqual([what, 3, 'RK_WITHHELD']);
    }
    const examined = await as('doctor', VERSION, '--registry', proxy.url);
    expect(examined.stdout).toContain('in quarantine: It sends data away.');
  });

  test('is joined into no build, also when the lock names it', async () => {
    const dir = writeFiles(temporaryFolder(), {
      'plugin.json': manifestOf('desk', { connectors: { todo: { plugin: 'acme/todo', range: '0.1.0' } } }),
      'skills/review/SKILL.md':
        '---\nname: review\ndescription: Review the list.\n---\n\nRead it with todo_list_items.\n',
    });
    expect((await as('build', dir, '--registry', proxy.url)).code).toBe(0);
    await quarantine();
    const run = await as('build', dir, '--registry', proxy.url, '--json');
    expect([run.code, run.json.error.code]).toEqual([3, 'RK_WITHHELD']);
  });

  test('stays refused when the registry is away, or says that it never heard of it', async () => {
    const archive = await todoArchive('0.1.0');
    await quarantine();
    await install(archive);
    proxy.tamper(down());
    const away = await install(archive);
    expect([away.code, away.json.error.code, away.isThere]).toEqual([3, 'RK_WITHHELD', false]);
    expect(away.json.error.message).toContain('So it said at ');
    proxy.tamper(
      answering(STATUS, () =>
        Response.json({ error: { code: 'RK_PLUGIN_UNKNOWN', message: 'No.', fix: '' } }, { status: 404 }),
      ),
    );
    expect((await install(archive)).json.error.code).toBe('RK_WITHHELD');
  });
});

test('a version that was taken down, or waits, or was rejected is not installed', async () => {
  await mark('takedown', VERSION, '--reason', 'A key was in it.', '--yes');
  expect((await install()).json.error.message).toContain('it is taken down: A key was in it.');
  for (const [state, text] of [
    ['waiting', 'it is waiting for approval until 2027-01-01.'],
    ['rejected', 'it is rejected: Too much. (by cleo).'],
    ['expired', 'it is not approved in time.'],
  ] as const) {
    const reason = state === 'rejected' ? 'Too much.' : null;
    const status = { ...(await saidOf('0.1.0')), state, reason, by: reason && 'cleo', at: null };
    const until = state === 'waiting' ? '2027-01-01T00:00:00.000Z' : null;
    proxy.tamper(answering(STATUS, () => Response.json({ ...status, until })));
    const run = await install();
    expect([run.code, run.json.error.message]).toEqual([3, expect.stringContaining(text)]);
  }
});

async function saidOf(version: string): Promise<VersionStatus> {
  const answer = await fetch(`${real.url}/v1/plugins/acme/todo/versions/${version}/status`);
  return (await answer.json()) as VersionStatus;
}

test('a yanked archive is installed only when that is allowed; what is yanked runs, and says so', async () => {
  const archive = await todoArchive('0.1.0');
  await mark('yank', VERSION, '--reason', 'Wrong unit.');
  const refused = await install(archive);
  expect([refused.code, refused.json.error.code, refused.isThere]).toEqual([3, 'RK_YANKED', false]);
  expect(refused.json.error.message).toContain('Wrong unit.');
  expect(await install(archive, '--allow-yanked')).toMatchObject({ code: 0, isThere: true });
  const called = await as('call', 'todo_list_items', '--help', '--plugin', VERSION, '--registry', proxy.url);
  expect([called.code, called.stderr]).toEqual([0, `${VERSION} was yanked: Wrong unit.\n`]);
});

describe('what is no clear answer of the registry', () => {
  const answers: [string, () => Promise<Tamper>, string][] = [
    [
      'an error',
      async () => answering(STATUS, () => Response.json({}, { status: 500 })),
      'it sent no error of this API',
    ],
    ['garbage', async () => answering(STATUS, () => new Response('<html>')), 'not of this API'],
    ['a page of a proxy', async () => answering(STATUS, () => new Response('No.', { status: 404 })), 'no error of'],
    [
      'the answer about another version',
      async () => {
        const other = { ...(await saidOf('0.1.0')), version: '0.0.9' };
        return answering(STATUS, () => Response.json(other));
      },
      'it answered about acme/todo@0.0.9',
    ],
    [
      'the answer of another registry',
      async () => {
        const other = { ...(await saidOf('0.1.0')), digest: `sha256:${'0'.repeat(64)}` };
        return answering(STATUS, () => Response.json(other));
      },
      'it answered about other content',
    ],
  ];
  test.each(answers)('is none: %s', async (_what, attack, problem) => {
    proxy.tamper(await attack());
    const warned = await install();
    expect([warned.code, warned.json.result.standings]).toEqual([
      0,
      [expect.objectContaining({ isPresent: false, state: null, warning: expect.stringContaining(problem) })],
    ]);
    const path = policy({ offline: { statusMaxAgeHours: 24 } });
    const refused = await install();
    expect([refused.code, refused.isThere, refused.json.error]).toMatchObject([
      3,
      false,
      { code: 'RK_POLICY_REFUSED', fix: `Ask ${OWNER}.` },
    ]);
    expect(refused.json.error.message).toContain(
      `The policy of ${path} does not allow ${VERSION}: \`offline.statusMaxAgeHours\` is 24`,
    );
  });

  test('an older answer that is shown again', async () => {
    const old = await saidOf('0.1.0');
    await quarantine();
    await install();
    const checkedAt = new Date(new Date(old.checkedAt).getTime() - HOUR_MS).toISOString();
    proxy.tamper(answering(STATUS, () => Response.json({ ...old, checkedAt })));
    await mark('quarantine', VERSION, '--undo');
    const run = await install();
    expect([run.code, run.json.error.code, run.isThere]).toEqual([3, 'RK_WITHHELD', false]);
  });
});

describe('a registry that is away', () => {
  test('no policy: the archive is installed and the plugin runs from its cache, with a warning that says how old the last word is', async () => {
    const archive = await todoArchive('0.1.0');
    expect((await as('call', 'todo_list_items', '--help', '--plugin', VERSION, '--registry', proxy.url)).stderr).toBe(
      '',
    );
    agedBy(72);
    proxy.tamper(down());
    const said = `${proxy.url} could not be asked about ${VERSION} (it sent no error of this API); 3 days ago it said that it may be used.\n`;
    const installed = await as('install', archive, '--to', join(home, 'kept'), '--registry', proxy.url);
    expect([installed.code, installed.stderr]).toEqual([0, said]);
    const called = await as('call', 'todo_list_items', '--help', '--plugin', VERSION, '--registry', proxy.url);
    expect([called.code, called.stderr]).toEqual([0, said]);
    expect((await as('call', 'todo_list_items', '--help', '--plugin', 'acme/todo', '--registry', proxy.url)).code).toBe(
      4,
    );
  });

  test('a policy: as long as the last word is fresh enough, and no longer', async () => {
    const archive = await todoArchive('0.1.0');
    const path = policy({ offline: { statusMaxAgeHours: 24 } });
    await install(archive);
    agedBy(23);
    proxy.tamper(down());
    const fresh = await as('install', archive, '--to', join(home, 'fresh'), '--registry', proxy.url);
    expect([fresh.code, fresh.stderr]).toEqual([0, expect.stringContaining('23 h ago it said that it may be used.')]);
    agedBy(25);
    for (const argv of [
      ['install', archive, '--to', join(home, 'late')],
      ['run', archive],
      ['run', VERSION],
    ]) {
      const late = await as(...argv, '--registry', proxy.url, '--json');
      expect([late.code, late.json.error.code, late.json.error.fix]).toEqual([3, 'RK_POLICY_REFUSED', `Ask ${OWNER}.`]);
      expect(late.json.error.message).toContain(`The policy of ${path}`);
      expect(late.json.error.message).toContain('its last word is 25 h old');
    }
    expect(existsSync(join(home, 'late'))).toBe(false);
  });

  test('a clock that is set back makes no word fresh again', async () => {
    const archive = await todoArchive('0.1.0');
    policy({ offline: { statusMaxAgeHours: 24 } });
    await install(archive);
    agedBy(30);
    proxy.tamper(down());
    expect((await install(archive)).code).toBe(3);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 29 * HOUR_MS });
    onTestFinished(() => void vi.useRealTimers());
    expect((await install(archive)).code).toBe(3);
  });
});

describe('an archive', () => {
  test('that no registry is known for is installed, and that is said', async () => {
    const archive = await todoArchive('0.1.0');
    const run = await as('install', archive, '--to', join(home, 'out'));
    expect([run.code, run.stderr]).toEqual([0, `No registry was asked about ${VERSION}: none is known here.\n`]);
  });

  test('whose content the registry does not have under its name is told apart', async () => {
    const other = await testRegistry();
    const archive = await todoArchive('0.3.0');
    const files = { 'plugin.json': manifestOf('todo', {}, { version: '0.3.0' }), ...SKILL };
    const dir = writeFiles(temporaryFolder(), files);
    expect((await as('publish', dir, '--registry', other.url, '--token-file', other.tokenFile)).code).toBe(0);
    const run = await as('install', archive, '--to', join(home, 'out'), '--registry', other.url);
    expect([run.code, run.stderr]).toEqual([
      0,
      `${other.url} has other content as acme/todo@0.3.0: this archive is not from there.\n`,
    ]);
  });

  test('is asked about at the company’s registry, which the machine names', async () => {
    const archive = await todoArchive('0.1.0');
    policy({ registry: { url: proxy.url } });
    await as('policy', 'sync');
    await quarantine();
    const run = await as('install', archive, '--to', join(home, 'out'), '--json');
    expect([run.code, run.json.error.code]).toEqual([3, 'RK_WITHHELD']);
  });
});

const SKILL = {
  'skills/review/SKILL.md': '---\nname: review\ndescription: Review the list.\n---\n\nLook at the list.\n',
};

describe('what is kept', () => {
  const row = (version: string, state: VersionStatus['state'] = 'available'): VersionStatus => ({
    ...{ id: 'acme/todo', version, digest: `sha256:${'0'.repeat(64)}`, state, reason: null, by: null, at: null },
    ...{ until: null, checkedAt: '2026-12-01T00:00:00.000Z' },
  });

  test('is for its user alone, and has no lines of what was only tried', async () => {
    await install(VERSION, '--dry-run');
    expect(existsSync(statusesPath(home))).toBe(false);
    await install();
    expect(statSync(statusesPath(home)).mode & 0o777).toBe(0o600);
    expect(await readStatuses(home)).toMatchObject([{ registry: proxy.url, id: 'acme/todo', state: 'available' }]);
  });

  test('of many at once loses nothing, is bounded, and keeps what is withheld longest', async () => {
    await keepStatus(home, 'https://a.example', row('0.0.1', 'quarantined'), new Date(0));
    const versions = Array.from({ length: 20 }, (_, at) => `1.0.${at}`);
    await Promise.all(versions.map((version) => keepStatus(home, 'https://a.example', row(version), new Date())));
    expect(await readStatuses(home)).toHaveLength(21);
    const known = (await readStatuses(home)).find(({ version }) => version === '0.0.1');
    const many = Array.from({ length: 1999 }, (_, at) => ({ ...known, state: 'available', version: `2.0.${at}` }));
    writeFileSync(statusesPath(home), JSON.stringify({ format: 1, statuses: [known, ...many] }));
    await keepStatus(home, 'https://a.example', row('3.0.0'), new Date());
    const kept = await readStatuses(home);
    expect(kept).toHaveLength(2000);
    expect(kept.filter(({ version }) => version === '0.0.1' || version === '3.0.0')).toHaveLength(2);
  });

  test.each([
    ['no JSON', '{'],
    ['another form', '{"format":1,"statuses":[{}]}'],
    ['more than it may be', ' '.repeat(4 * 1024 * 1024 + 1)],
  ])('is refused when it is %s', async (_what, text) => {
    mkdirSync(dirname(statusesPath(home)), { recursive: true });
    writeFileSync(statusesPath(home), text);
    const run = await install();
    expect([run.code, run.json.error.code, run.isThere]).toEqual([1, 'RK_FILE', false]);
  });
});
