import type { ToolEntry } from '../connector/description-types.ts';
import { toolDigest, toolsetDigest } from '../digest/digest.ts';
import { hostFiles } from '../plugin/host-files.ts';
import { writeLock } from '../plugin/lock.ts';
import { writeTools } from '../plugin/tools.ts';
import type { PluginManifest, ToolsFile } from '../plugin/types.ts';
import type { BundleFile } from '../tree/types.ts';
import { tokenCost } from './token-cost.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

export const MANIFEST: PluginManifest = {
  $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
  name: 'sales',
  version: '1.2.3',
  description: 'Everything a seller needs.',
  author: { name: 'Acme', url: 'https://acme.example' },
  homepage: 'https://acme.example/sales',
  repository: 'https://git.acme.example/sales',
  license: 'Apache-2.0',
  keywords: ['sales', 'crm'],
  extensions: {
    'dev.rolekit': {
      namespace: 'acme',
      role: 'sales',
      connectors: { crm: { plugin: 'acme/crm', range: '^1.0.0' }, news: { url: 'https://news.example/mcp' } },
      interface: { displayName: 'Acme Sales', category: 'Business & Operations', prompts: ['Review my forecast.'] },
    },
  },
};

const definition = {
  name: 'crm_query',
  description: 'Query the CRM.',
  inputSchema: { type: 'object', properties: { soql: { type: 'string' } } },
  annotations: { readOnlyHint: true },
};

const entry: ToolEntry = { access: 'read', enabled: true, definition, digest: toolDigest(definition) };

export const TOOLS: ToolsFile = {
  format: 1,
  protocol: '2026-07-28',
  connectors: [
    {
      name: 'crm',
      title: 'CRM',
      version: '1.0.0',
      description: 'The CRM.',
      config: [],
      hosts: ['crm.example'],
      tools: [entry],
      source: { plugin: 'acme/crm', version: '1.0.0', digest: DIGEST },
    },
  ],
  toolsetDigest: toolsetDigest([entry]),
  tokens: tokenCost([definition]),
};

export const SKILL = `---
name: review-forecast
description: Review the forecast of a quarter.
---

Read the deals with \`crm_query\`.
`;

const SERVER = `import { createInterface } from 'node:readline';
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const info = { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'sales', version: '1.2.3' } };
  const result = method === 'initialize' ? info : method === 'tools/list' ? { tools: [${JSON.stringify(definition)}] } : {};
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
});
`;

/** A small whole bundle; `changes` replaces files, and `undefined` removes one. */
export function bundleFixture(changes: Record<string, string | undefined> = {}): BundleFile[] {
  const skills = [{ name: 'review-forecast', description: 'Review the forecast of a quarter.' }];
  const texts: Record<string, string | undefined> = {
    'README.md': '# Sales\n',
    'rolekit.lock.json': writeLock({
      format: 1,
      connectors: {
        crm: {
          plugin: 'acme/crm',
          range: '^1.0.0',
          version: '1.0.0',
          digest: DIGEST,
          toolsetDigest: TOOLS.toolsetDigest,
        },
      },
      toolsetDigest: TOOLS.toolsetDigest,
      tokens: TOOLS.tokens,
    }),
    'server/main.mjs': SERVER,
    'skills/review-forecast/SKILL.md': SKILL,
    'tools.json': writeTools(TOOLS),
    ...Object.fromEntries(
      hostFiles({ manifest: MANIFEST, skills, tools: TOOLS }).map(({ path, bytes }) => [path, textOf(bytes)]),
    ),
    ...changes,
  };
  return Object.entries(texts).flatMap(([path, text]) => {
    return text === undefined ? [] : [{ path, bytes: new TextEncoder().encode(text) }];
  });
}

export function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
