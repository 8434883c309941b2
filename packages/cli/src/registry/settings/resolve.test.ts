import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../../test/workspace.ts';
import { resolveSettings } from './resolve.ts';
import { SETTING_NAMES, type SettingName } from './table.ts';

/** The option, the variable and the key of each setting, with a text, the JSON of the same and the value of both. */
const ROWS: [SettingName, string | null, string, string, text: string, json: unknown, value: unknown][] = [
  ['data', 'data', 'ROLEKIT_REGISTRY_DATA', 'data', '/srv/data', '/srv/data', '/srv/data'],
  [
    'database',
    'database',
    'ROLEKIT_REGISTRY_DATABASE',
    'database',
    'postgres://db/x',
    'postgres://db/x',
    'postgres://db/x',
  ],
  ['blobs', 'blobs', 'ROLEKIT_REGISTRY_BLOBS', 'blobs', '/srv/blobs', '/srv/blobs', '/srv/blobs'],
  [
    's3Endpoint',
    null,
    'ROLEKIT_REGISTRY_S3_ENDPOINT',
    's3.endpoint',
    'https://s3.example',
    'https://s3.example',
    'https://s3.example',
  ],
  ['s3Region', null, 'ROLEKIT_REGISTRY_S3_REGION', 's3.region', 'eu-central-1', 'eu-central-1', 'eu-central-1'],
  ['s3PathStyle', null, 'ROLEKIT_REGISTRY_S3_PATH_STYLE', 's3.pathStyle', 'false', false, false],
  ['s3AccessKeyId', null, 'ROLEKIT_REGISTRY_S3_ACCESS_KEY_ID', 's3.accessKeyId', 'AK', 'AK', 'AK'],
  [
    's3SecretAccessKey',
    null,
    'ROLEKIT_REGISTRY_S3_SECRET_ACCESS_KEY',
    's3.secretAccessKey',
    'geheim',
    'geheim',
    'geheim',
  ],
  ['s3SessionToken', null, 'ROLEKIT_REGISTRY_S3_SESSION_TOKEN', 's3.sessionToken', 'geheim', 'geheim', 'geheim'],
  ['port', 'port', 'ROLEKIT_REGISTRY_PORT', 'port', '8080', 8080, 8080],
  ['host', 'host', 'ROLEKIT_REGISTRY_HOST', 'host', '0.0.0.0', '0.0.0.0', '0.0.0.0'],
  ['name', 'name', 'ROLEKIT_REGISTRY_NAME', 'name', 'acme', 'acme', 'acme'],
  ['namespaces', 'namespaces', 'ROLEKIT_REGISTRY_NAMESPACES', 'namespaces', 'a, b', ['a', 'b'], ['a', 'b']],
  [
    'publicUrl',
    'public-url',
    'ROLEKIT_REGISTRY_PUBLIC_URL',
    'publicUrl',
    'https://p.example',
    'https://p.example',
    'https://p.example',
  ],
  [
    'allowedHosts',
    'allowed-hosts',
    'ROLEKIT_REGISTRY_ALLOWED_HOSTS',
    'allowedHosts',
    'a.internal,b',
    ['a.internal', 'b'],
    ['a.internal', 'b'],
  ],
  ['trustProxy', 'trust-proxy', 'ROLEKIT_REGISTRY_TRUST_PROXY', 'trustProxy', 'loopback', 'loopback', 'loopback'],
  [
    'allowRemote',
    'allow-remote',
    'ROLEKIT_REGISTRY_ALLOW_REMOTE',
    'allowRemote',
    'https://m.internal/',
    ['https://m.internal'],
    ['https://m.internal'],
  ],
  ['log', 'log', 'ROLEKIT_REGISTRY_LOG', 'log', '/var/log/r', '/var/log/r', '/var/log/r'],
  ['logLevel', 'log-level', 'ROLEKIT_REGISTRY_LOG_LEVEL', 'logLevel', 'warn', 'warn', 'warn'],
  [
    'signingKey',
    'signing-key',
    'ROLEKIT_REGISTRY_SIGNING_KEY',
    'signingKey',
    '/etc/key.pem',
    '/etc/key.pem',
    '/etc/key.pem',
  ],
  ['approvals', 'approvals', 'ROLEKIT_REGISTRY_APPROVALS', 'approvals', 'true', true, true],
  ['approvalDays', 'approval-days', 'ROLEKIT_REGISTRY_APPROVAL_DAYS', 'approvalDays', '7', 7, 7],
  [
    'ciIssuers',
    'ci-issuers',
    'ROLEKIT_REGISTRY_CI_ISSUERS',
    'ciIssuers',
    'https://ci.example/',
    ['https://ci.example'],
    ['https://ci.example'],
  ],
  [
    'signInFile',
    'sign-in-file',
    'ROLEKIT_REGISTRY_SIGN_IN_FILE',
    'signInFile',
    '/etc/s.json',
    '/etc/s.json',
    '/etc/s.json',
  ],
  [
    'signInIssuer',
    null,
    'ROLEKIT_REGISTRY_SIGN_IN_ISSUER',
    'signIn.issuer',
    'https://l.example',
    'https://l.example',
    'https://l.example',
  ],
  ['signInClientId', null, 'ROLEKIT_REGISTRY_SIGN_IN_CLIENT_ID', 'signIn.clientId', 'rolekit', 'rolekit', 'rolekit'],
  [
    'signInClientSecret',
    null,
    'ROLEKIT_REGISTRY_SIGN_IN_CLIENT_SECRET',
    'signIn.clientSecret',
    'geheim',
    'geheim',
    'geheim',
  ],
  ['signInTitle', null, 'ROLEKIT_REGISTRY_SIGN_IN_TITLE', 'signIn.title', 'Acme', 'Acme', 'Acme'],
  [
    'signInScope',
    null,
    'ROLEKIT_REGISTRY_SIGN_IN_SCOPE',
    'signIn.scope',
    'openid email',
    'openid email',
    'openid email',
  ],
  ['signInGroupsClaim', null, 'ROLEKIT_REGISTRY_SIGN_IN_GROUPS_CLAIM', 'signIn.groupsClaim', 'roles', 'roles', 'roles'],
  [
    'signInAdministrators',
    null,
    'ROLEKIT_REGISTRY_SIGN_IN_ADMINISTRATORS',
    'signIn.administrators',
    'admins',
    'admins',
    'admins',
  ],
  ['publishesPerMinute', null, 'ROLEKIT_REGISTRY_PUBLISHES_PER_MINUTE', 'limits.publishesPerMinute', '9', 9, 9],
  ['changesPerMinute', null, 'ROLEKIT_REGISTRY_CHANGES_PER_MINUTE', 'limits.changesPerMinute', '9', 9, 9],
  ['failuresPerMinute', null, 'ROLEKIT_REGISTRY_FAILURES_PER_MINUTE', 'limits.failuresPerMinute', '9', 9, 9],
  ['signInsPerMinute', null, 'ROLEKIT_REGISTRY_SIGN_INS_PER_MINUTE', 'limits.signInsPerMinute', '9', 9, 9],
  ['readsPerMinute', null, 'ROLEKIT_REGISTRY_READS_PER_MINUTE', 'limits.readsPerMinute', '9', 9, 9],
  ['archiveBytes', null, 'ROLEKIT_REGISTRY_ARCHIVE_BYTES', 'limits.archiveBytes', '9000', 9000, 9000],
];

/** Nothing is read there. */
const cwd = '/srv';

/** A settings file that says so much, and the option for it. */
function config(settings: unknown): { config: string } {
  const dir = temporaryFolder();
  writeFiles(dir, { 'registry.json': typeof settings === 'string' ? settings : JSON.stringify(settings) });
  return { config: join(dir, 'registry.json') };
}

const nested = (key: string, value: unknown) =>
  key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);

test('every setting is in the table below', () => {
  expect(ROWS.map(([name]) => name)).toEqual(SETTING_NAMES);
});

test.each(ROWS)('%s is taken from each source', (name, flag, variable, key, text, json, value) => {
  const of = (args: Record<string, unknown>, env: NodeJS.ProcessEnv = {}) => {
    const { values, sources } = resolveSettings([name], args, { cwd, env });
    return [values[name], sources.get(name)?.kind];
  };
  expect(of(config(nested(key, json)))).toEqual([value, 'file']);
  expect(of({}, { [variable]: text })).toEqual([value, 'environment']);
  if (flag !== null) expect(of({ [flag]: name === 'approvals' ? true : text })).toEqual([value, 'option']);
});

test('an option counts before a variable, that before the file, that before the default', () => {
  const file = config({ port: 1 });
  const port = (args: Record<string, unknown>, env: NodeJS.ProcessEnv = {}) =>
    resolveSettings(['port'], args, { cwd, env }).values.port;
  expect(port({ ...file, port: '3' }, { ROLEKIT_REGISTRY_PORT: '2' })).toBe(3);
  expect(port(file, { ROLEKIT_REGISTRY_PORT: '2' })).toBe(2);
  expect(port({}, { ROLEKIT_REGISTRY_CONFIG: file.config })).toBe(1);
  expect(port({}, { ROLEKIT_REGISTRY_PORT: '' })).toBe(4873);
  expect(
    resolveSettings(['approvals'], { approvals: false, ...config({ approvals: true }) }, { cwd, env: {} }),
  ).toEqual({
    values: { approvals: false },
    sources: new Map([['approvals', { kind: 'option', name: '--approvals' }]]),
  });
});

test('a relative path is relative to the working folder, in a file to that file', () => {
  const { config: path } = config({ blobs: 'blobs' });
  const { values } = resolveSettings(['data', 'blobs'], { config: path, data: 'data' }, { cwd: '/srv', env: {} });
  expect(values).toEqual({ data: '/srv/data', blobs: join(path, '..', 'blobs') });
});

test('a secret is read from a file of its own, by a variable or from the settings file', () => {
  const dir = temporaryFolder();
  writeFiles(dir, { secret: 'geheim\n', 'registry.json': '{"signIn":{"clientSecret":{"file":"secret"}}}' });
  const variable = 'ROLEKIT_REGISTRY_SIGN_IN_CLIENT_SECRET_FILE';
  const byVariable = resolveSettings(['signInClientSecret'], {}, { cwd: dir, env: { [variable]: 'secret' } });
  expect([byVariable.values.signInClientSecret, byVariable.sources.get('signInClientSecret')?.name]).toEqual([
    'geheim',
    variable,
  ]);
  const byFile = resolveSettings(['signInClientSecret'], { config: join(dir, 'registry.json') }, { cwd, env: {} });
  expect(byFile.values.signInClientSecret).toBe('geheim');
});

test('the variables of Amazon’s tools count after the own ones', () => {
  const names = ['s3Region', 's3AccessKeyId', 's3SecretAccessKey', 's3Endpoint'] as const;
  const amazon = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'geheim' };
  const env = { ...amazon, AWS_ENDPOINT_URL: 'https://a.example', ROLEKIT_REGISTRY_S3_REGION: 'eu-central-1' };
  expect(resolveSettings(names, {}, { cwd, env }).values).toEqual({
    s3Region: 'eu-central-1',
    s3AccessKeyId: 'AK',
    s3SecretAccessKey: 'geheim',
    s3Endpoint: 'https://a.example',
  });
});

test('archives are in a bucket or in a folder', () => {
  const blobs = (text: string) => resolveSettings(['blobs'], { blobs: text }, { cwd, env: {} }).values.blobs;
  expect([blobs('s3://archives/rolekit'), blobs('archives')]).toEqual(['s3://archives/rolekit', '/srv/archives']);
  expect(() => blobs('s3:/archives')).toThrow('`--blobs s3:/archives` is not a folder or a bucket.');
});

test('a secret by a variable and by a file at once is refused, and so is a file without one', () => {
  const dir = temporaryFolder();
  writeFiles(dir, { empty: '\n' });
  const resolve = (env: NodeJS.ProcessEnv) => () => resolveSettings(['database'], {}, { cwd: dir, env });
  expect(resolve({ ROLEKIT_REGISTRY_DATABASE: 'postgres://x/y', ROLEKIT_REGISTRY_DATABASE_FILE: 'empty' })).toThrow(
    'Both ROLEKIT_REGISTRY_DATABASE and ROLEKIT_REGISTRY_DATABASE_FILE are set.',
  );
  expect(resolve({ ROLEKIT_REGISTRY_DATABASE_FILE: 'empty' })).toThrow('is empty');
  expect(resolve({ ROLEKIT_REGISTRY_DATABASE_FILE: 'none' })).toThrow('cannot be read (ENOENT)');
});

test.each([
  [{ ROLEKIT_REGISTRY_PORT: '80a' }, '`ROLEKIT_REGISTRY_PORT=80a` is not a port.'],
  [{ ROLEKIT_REGISTRY_PORT: '65536' }, '`ROLEKIT_REGISTRY_PORT=65536` is not a port.'],
  [{ ROLEKIT_REGISTRY_APPROVALS: 'maybe' }, '`ROLEKIT_REGISTRY_APPROVALS=maybe` is not true or false.'],
  [{ ROLEKIT_REGISTRY_LOG_LEVEL: 'loud' }, '`ROLEKIT_REGISTRY_LOG_LEVEL=loud` is not a level of the log.'],
  [{ ROLEKIT_REGISTRY_APPROVAL_DAYS: '0' }, '`ROLEKIT_REGISTRY_APPROVAL_DAYS=0` is not a whole number above 0.'],
  [{ ROLEKIT_REGISTRY_ALLOW_REMOTE: 'https://a,b' }, '`ROLEKIT_REGISTRY_ALLOW_REMOTE=b` is not an origin.'],
  [
    { ROLEKIT_REGISTRY_ALLOWED_HOSTS: 'https://a' },
    '`ROLEKIT_REGISTRY_ALLOWED_HOSTS=https://a` is not the name of a host.',
  ],
  [{ ROLEKIT_REGISTRY_SIGN_IN_SCOPE: 'email' }, '`ROLEKIT_REGISTRY_SIGN_IN_SCOPE=email` is not a scope with openid.'],
])('%j is refused with its source', (env, message) => {
  expect(() => resolveSettings(SETTING_NAMES, {}, { cwd, env })).toThrow(message);
});

test.each([
  ['{\n  "port": "80a"\n}', 'registry.json:2:11: `port` is not a port.'],
  ['{"signIn": {"issuer": 7}}', 'registry.json:1:23: `signIn.issuer` is not an http(s) address.'],
  ['{"signIn": {"clientSecret": {"path": "x"}}}', 'registry.json:1:29: `signIn.clientSecret` is not a text.'],
  ['{"prot": 80}', 'registry.json:1:10: there is no setting `prot`'],
  ['{"limits": {"readPerMinute": 80}}', 'registry.json:1:30: there is no setting `limits.readPerMinute`'],
  ['{"port": 80,}', 'registry.json:1:13: Broken JSON'],
  ['{"port": 80, "port": 81}', 'registry.json:1:14: The key "port" is there twice'],
  ['[]', 'registry.json:1:1'],
])('a settings file %j is refused at its place', (text, message) => {
  expect(() => resolveSettings(SETTING_NAMES, config(text), { cwd, env: {} })).toThrow(message);
});

test('an unknown key is refused with the one that is meant', () => {
  const near = (text: string) => {
    try {
      return resolveSettings([], config(text), { cwd, env: {} });
    } catch (error) {
      return (error as { fix?: string }).fix;
    }
  };
  expect(near('{"prot": 80}')).toBe('Did you mean `port`?');
  expect(near('{"limits": {"readPerMinute": 80}}')).toBe('Did you mean `limits.readsPerMinute`?');
  expect(near('{"somethingElse": 80}')).toBe('Remove it, or see `rolekit registry settings`.');
});

test('what is wrong with a secret is said without it', () => {
  const text = (env: NodeJS.ProcessEnv, args = {}) => {
    try {
      return resolveSettings(SETTING_NAMES, args, { cwd, env });
    } catch (error) {
      return `${error} ${JSON.stringify(error)}`;
    }
  };
  const database = text({ ROLEKIT_REGISTRY_DATABASE: 'mysql://ada:geheim@db/x' });
  expect(database).toContain('Correct ROLEKIT_REGISTRY_DATABASE.');
  expect(database).not.toContain('geheim');
  expect(text({}, config('{"signIn": {"clientSecret": ["geheim"]}}'))).not.toContain('geheim');
  expect(text({}, config('{"signIn": {"clientSecret": "geheim"'))).not.toContain('geheim');
});
