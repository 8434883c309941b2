import { describe, expect, it } from 'vitest';
import { MANIFEST, TOOLS, textOf } from '../bundle/bundle.fixture.ts';
import { hostFiles, remotesOf } from './host-files.ts';
import type { HostFilesInput } from './host-files-input.ts';
import { parseManifest } from './manifest.ts';
import type { PluginManifest, RolekitExtension } from './types.ts';

const NO_TOOLS = { ...TOOLS, connectors: [] };
const skills = [{ name: 'review-forecast', description: 'Review the forecast.' }];

function emit(change: Partial<HostFilesInput> = {}): Record<string, unknown> {
  const files = hostFiles({ manifest: MANIFEST, skills, tools: TOOLS, ...change });
  return Object.fromEntries(files.map(({ path, bytes }) => [path, JSON.parse(textOf(bytes))]));
}

function bare(extension: Partial<RolekitExtension> = {}): PluginManifest {
  const { $schema, name, version } = MANIFEST;
  const extensions = { 'dev.rolekit': { namespace: 'acme', ...extension } };
  return { $schema, name, version, description: 'Skills only.', extensions };
}

describe('a plugin without a server', () => {
  it('has no file that lists servers', () => {
    const files = emit({ manifest: bare(), tools: NO_TOOLS });
    expect(Object.keys(files)).toEqual([
      'plugin.json',
      '.claude-plugin/plugin.json',
      '.codex-plugin/plugin.json',
      'gemini-extension.json',
    ]);
  });

  it('still gets all that the validators ask for', () => {
    const files = emit({ manifest: bare(), tools: NO_TOOLS });
    expect(files['.codex-plugin/plugin.json']).toEqual({
      name: 'sales',
      version: '1.2.3',
      description: 'Skills only.',
      author: { name: 'acme' },
      skills: './skills/',
      interface: {
        displayName: 'Sales',
        shortDescription: 'Skills only.',
        longDescription: 'Skills only.',
        developerName: 'acme',
        category: 'Productivity',
        capabilities: ['Interactive'],
        defaultPrompt: ['Review forecast.'],
      },
    });
    expect(files['.claude-plugin/plugin.json']).toEqual({
      name: 'sales',
      version: '1.2.3',
      description: 'Skills only.',
      author: { name: 'acme' },
    });
  });
});

describe('a remote server', () => {
  it('is dropped by a plugin that denies writes, because nothing governs it', () => {
    const connectors = { news: { url: 'https://news.example/mcp' } };
    expect(remotesOf(bare({ connectors }))).toEqual([{ name: 'news', url: 'https://news.example/mcp' }]);
    expect(remotesOf(bare({ connectors, policy: { writes: 'deny' } }))).toEqual([]);
  });
});

describe('a plugin with servers', () => {
  it('names them to each host in its own words', () => {
    const files = emit();
    expect(files['mcp.json']).toEqual({
      $schema: 'https://agent-plugins.org/schemas/1.0.0/mcp.schema.json',
      mcpServers: {
        sales: { type: 'stdio', command: 'node', args: [`\${PLUGIN_ROOT}/server/main.mjs`] },
        news: { type: 'streamable-http', url: 'https://news.example/mcp' },
      },
    });
    expect(files['.mcp.json']).toEqual({
      mcpServers: {
        sales: { command: 'node', args: [`\${CLAUDE_PLUGIN_ROOT}/server/main.mjs`] },
        news: { type: 'http', url: 'https://news.example/mcp' },
      },
    });
    expect(files['gemini-extension.json']).toEqual({
      name: 'sales',
      version: '1.2.3',
      description: 'Everything a seller needs.',
      mcpServers: {
        sales: { command: 'node', args: [`\${extensionPath}\${/}server\${/}main.mjs`] },
        news: { httpUrl: 'https://news.example/mcp' },
      },
    });
  });

  it('keeps its manifest, and gives Codex its interface', () => {
    const { 'plugin.json': portable } = emit();
    const shown = {
      displayName: 'Acme Sales',
      shortDescription: 'Everything a seller needs.',
      longDescription: 'Everything a seller needs.',
      developerName: 'Acme',
      category: 'Business & Operations',
      capabilities: ['Interactive', 'Read'],
      websiteURL: 'https://acme.example/sales',
      defaultPrompt: ['Review my forecast.'],
    };
    expect(portable).toEqual({
      ...MANIFEST,
      extensions: { ...MANIFEST.extensions, 'com.openai': { interface: shown } },
    });
    expect(parseManifest(JSON.stringify(portable)).findings).toEqual([]);
  });

  it('comes out the same when its own output is the input', () => {
    const { 'plugin.json': portable } = emit();
    expect(emit({ manifest: portable as PluginManifest })['plugin.json']).toEqual(portable);
  });

  it('leaves out of the strict file what the validator refuses', () => {
    const manifest = {
      ...MANIFEST,
      homepage: 'http://acme.example',
      author: { name: 'Acme', url: 'http://acme.example' },
    };
    const codex = emit({ manifest })['.codex-plugin/plugin.json'];
    expect(codex).toMatchObject({ author: { name: 'Acme' }, mcpServers: './.mcp.json' });
    expect(codex).not.toHaveProperty('homepage');
    expect(codex).not.toHaveProperty('author.url');
  });
});
