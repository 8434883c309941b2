import { packBundle } from '@rolekit/sdk/bundle';
import { beforeAll, describe, expect, test } from 'vitest';
import { type PluginInput, packPlugin, skillText } from '../test/pack-plugin.ts';
import { type TestRegistry, testRegistry } from '../test/start-registry.ts';

const SKILL = 'skills/review-forecast/SKILL.md';

let registry: TestRegistry;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  registry = await testRegistry({}, {}, (end) => ends.push(end));
  await registry.publish();
  return async () => {
    for (const end of ends.reverse()) await end();
  };
});

describe('a publication is refused with the place for', () => {
  test.each<[what: string, input: PluginInput, finding: string]>([
    [
      'a NUL in the README',
      { files: { 'README.md': '# Sales\n\na\0b\n' } },
      'text/hidden-character README.md:3:2 U+0000',
    ],
    [
      'a NUL in a skill',
      { files: { [SKILL]: skillText('review-forecast', 'Review.', 'a\0b') } },
      `text/hidden-character ${SKILL}:8:2 U+0000`,
    ],
    [
      'an escaped NUL in the description of a skill',
      { skills: { 'review-forecast': 'Review.\0' } },
      `text/hidden-character ${SKILL}:3:14 U+0000`,
    ],
    [
      'half a pair in the description of a skill',
      { skills: { 'review-forecast': 'Review.\ud800' } },
      `text/hidden-character ${SKILL}:3:14 U+D800`,
    ],
    ['a NUL in the description', { description: 'Sales\0' }, 'text/hidden-character plugin.json:5:18 U+0000'],
    ['half a pair in the description', { description: 'Sales\ud800' }, 'text/hidden-character plugin.json:5:18 U+D800'],
    ['a NUL in the name that is shown', { displayName: 'Sales\0' }, 'text/hidden-character plugin.json:14:24 U+0000'],
  ])('%s', async (_what, input, finding) => {
    const answer = await registry.send(await packPlugin({ name: 'odd', ...input }));
    expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'RK_FINDINGS']);
    const findings = (answer.json().error.findings as Record<string, string>[]).map(
      ({ code, file, line, column, message = '' }) =>
        `${code} ${file}:${line}:${column} ${/U\+[0-9A-F]+/.exec(message)?.[0]}`,
    );
    expect(findings).toContain(finding);
    expect(answer.json().error.findings[0].fix).toBe('Remove it.');
  });

  test('a README that is not UTF-8', async () => {
    const plugin = await packPlugin({ name: 'odd' });
    const files = plugin.files.map((file) =>
      file.path === 'README.md' ? { ...file, bytes: Buffer.from([0x23, 0x20, 0xed, 0xa0, 0x80]) } : file,
    );
    const { tgz } = await packBundle(files);
    const answer = await registry.send({ ...plugin, tgz });
    expect(answer.json().error.findings).toEqual([
      {
        code: 'file/encoding',
        severity: 'error',
        message: 'The file is not UTF-8 text.',
        file: 'README.md',
        fix: 'Save it as UTF-8.',
      },
    ]);
  });
});

const VERSION = '/v1/plugins/acme/sales/versions/1.0.0';

test.each<[method: 'POST' | 'PUT', url: string, body: string, message: string]>([
  ['POST', `${VERSION}/yank`, '{"reason":"a\\u0000b"}', '`reason` in the body'],
  ['POST', `${VERSION}/yank`, '{"reason":"a\\ud800b"}', '`reason` in the body'],
  ['POST', `${VERSION}/deprecate`, '{"message":"a\\u0000b"}', '`message` in the body'],
  ['POST', `${VERSION}/quarantine`, '{"reason":"\\udc00"}', '`reason` in the body'],
  ['PUT', '/v1/plugins/acme/sales/channels/beta', '{"version":"1.0.0\\u0000"}', '`version` in the body'],
  ['POST', '/v1/login/device', '{"client":"cli","namespaces":["acme","b\\u0000"]}', '`namespaces.1` in the body'],
  ['POST', `${VERSION}/yank`, '{"reason":"Wrong.","a\\u0000":1}', 'A name in the body'],
])('%s %s with %s is refused with the place', async (method, url, payload, place) => {
  const headers = { authorization: `Bearer ${registry.token}`, 'content-type': 'application/json' };
  const answer = await registry.app.inject({ method, url, headers, payload });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'RK_REQUEST_INVALID']);
  expect(answer.json().error.message).toMatch(
    /^.* has a character that no text may have \((?:U\+0000|half of a surrogate pair)\)\. Remove it\.$/,
  );
  expect(answer.json().error.message).toContain(place);
});

test('a NUL in an address is refused on every route, also where nothing is looked for', async () => {
  const authorization = `Bearer ${registry.token}`;
  const answers = new Map<string, string>();
  for (const { method, url } of registry.app.guardedRoutes) {
    const path = url.replaceAll(/:\w+|\*/g, 'x%00');
    const address = path === url ? `${url}?q=%00` : path;
    const answer = await registry.app.inject({ method: method as 'GET', url: address, headers: { authorization } });
    answers.set(`${method} ${url}`, `${answer.statusCode}`);
  }
  expect(answers.size).toBeGreaterThan(80);
  expect([...answers].filter(([, status]) => status !== '400')).toEqual([]);
});

test.each(['q', 'role', 'connector', 'namespace', 'cursor'])(
  'a search by %s that is no text is refused',
  async (key) => {
    for (const text of ['a%00', '%00', 'a%ed%a0%80']) {
      const answer = await registry.get(`/v1/plugins?${key}=${text}`);
      expect(answer.statusCode).toBeLessThan(500);
      if (text.includes('%00')) expect(answer.json().error.message).toContain('The address of the request');
    }
  },
);

test('what comes from elsewhere with a NUL reaches no database', async () => {
  await expect(registry.catalogue.yank('acme', 'sales', '1.0.0', 'a\0b', 'ci')).rejects.toMatchObject({
    code: 'RK_REQUEST_INVALID',
    message: 'A text in the request has a character that no text may have (U+0000). Remove it.',
  });
  expect((await registry.get(VERSION)).json().yanked).toBe(null);
});
