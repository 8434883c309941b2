import { describe, expect, it } from 'vitest';
import { MANIFEST } from '../bundle/bundle.fixture.ts';
import { parseManifest } from './manifest.ts';

function parse(components: unknown) {
  const extensions = { 'dev.rolekit': { ...MANIFEST.extensions['dev.rolekit'], components } };
  return parseManifest(JSON.stringify({ ...MANIFEST, extensions }));
}

function problems(components: unknown): string[] {
  return parse(components).findings.map(({ code, message }) => `${code} ${message}`);
}

const hook = { kind: 'hook', path: 'hooks/hooks.json', reason: 'Notes the start of a session.' };
const at = 'extensions["dev.rolekit"].components';

describe('a component is refused', () => {
  it('without a reason, a kind or a path', () => {
    expect(problems([{}])).toEqual([
      expect.stringContaining(`manifest/missing ${at}[0].kind is missing.`),
      `manifest/missing ${at}[0].path is missing.`,
      `manifest/missing ${at}[0].reason is missing.`,
    ]);
    expect(problems([{ ...hook, reason: ' ' }])).toEqual(['manifest/empty The reason is empty.']);
    expect(problems([{ ...hook, reason: 'a'.repeat(301) }])).toEqual([
      'manifest/too-long The reason has 301 characters; hosts read 300.',
    ]);
  });

  it('of a kind, for a host or with a key that nobody knows', () => {
    expect(problems([{ ...hook, kind: 'daemon' }])[0]).toContain('manifest/value');
    expect(problems([{ ...hook, hosts: ['emacs'] }])[0]).toContain('manifest/value');
    expect(problems([{ ...hook, hosts: [] }])[0]).toContain('name a host, or leave the key out');
    expect(problems([{ ...hook, trusted: true }])).toEqual([`manifest/unknown-key Unknown key "trusted" in ${at}[0].`]);
  });

  it.each([
    ['.', 'The path "." is the whole plugin.'],
    ['./hooks/hooks.json', 'The path "./hooks/hooks.json" is not written as the bundle has it.'],
    ['hooks/', 'The path "hooks/" is not written as the bundle has it.'],
    ['../hooks', 'The path "../hooks" leaves the plugin.'],
    ['/bin', 'The path "/bin" is absolute.'],
  ])('with the path %s', (path, message) => {
    expect(problems([{ ...hook, path }])).toEqual([`manifest/path ${message}`]);
  });

  it('when it is there twice', () => {
    expect(problems([hook, { ...hook, reason: 'Again.' }])).toEqual([
      'manifest/component The component "hook hooks/hooks.json" is there twice.',
    ]);
  });
});

it('a list of components is read', () => {
  const components = [
    { ...hook, hosts: ['claude', 'codex'] },
    { ...hook, kind: 'command', path: 'commands' },
  ];
  expect(parse(components)).toMatchObject({
    findings: [],
    manifest: { extensions: { 'dev.rolekit': { components } } },
  });
});
