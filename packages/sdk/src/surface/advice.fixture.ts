import { type ToolsInput, toolsFile } from '../../test/tools-file.ts';
import type { PluginComponent } from '../plugin/components.ts';
import { compareSurface } from './index.ts';

type Side = Omit<ToolsInput, 'connector'> & { components?: PluginComponent[] };

const tool = (changes: object = {}): Side => ({ tools: [{ name: 'crm_query', description: 'Reads.', ...changes }] });
const input = (properties: object): Side => tool({ input: { type: 'object', properties } });
const output = (properties: object): Side => tool({ output: { type: 'object', properties } });
const token = (required: boolean): Side => ({
  config: [{ name: 'token', title: 'T', description: 'T.', env: 'TOKEN', secret: true, required }],
});
const text = { type: 'string' };
const HOOK: PluginComponent = { kind: 'hook', path: 'hooks/hooks.json', reason: 'Notes the start.' };
const folder = (access: 'read' | 'write'): Side => ({ folders: [{ path: '~/Reports', access }] });
const both: Side = { tools: [{ name: 'crm_query' }, { name: 'crm_get' }] };
const single: Side = { tools: [{ name: 'crm_query' }] };

/** A change of each kind: the published side and the new one. */
const CHANGES: Readonly<Record<string, readonly [before: Side, after: Side]>> = {
  'access-lowered': [tool({ access: 'write' }), tool()],
  'access-raised': [tool(), tool({ access: 'write' })],
  'component-added': [{}, { components: [HOOK] }],
  'component-widened': [{ components: [{ ...HOOK, hosts: ['claude'] }] }, { components: [HOOK] }],
  'folder-added': [{}, folder('read')],
  'folder-widened': [folder('read'), folder('write')],
  'host-added': [{ hosts: ['a.example'] }, { hosts: ['a.example', 'b.example'] }],
  'input-narrowed': [input({ a: text }), input({})],
  'input-widened': [input({ a: text }), input({ a: text, b: text })],
  'output-added': [output({ a: text }), output({ a: text, b: text })],
  'output-removed': [output({ a: text, b: text }), output({ a: text })],
  'output-widened': [output({ a: text }), output({ a: { type: ['string', 'null'] } })],
  'setting-added': [{ config: [] }, token(false)],
  'setting-required': [token(false), token(true)],
  'tool-added': [single, both],
  'tool-removed': [both, single],
  'tool-switched-off': [tool(), tool({ enabled: false })],
  'tool-switched-on': [tool({ enabled: false }), tool()],
};

function compare(before: Side, after: Side, version: string) {
  return compareSurface(
    { version, tools: toolsFile(before), skills: [], components: before.components ?? [] },
    { tools: toolsFile(after), skills: [], components: after.components ?? [] },
  );
}

/** The hint of a tool is no part of what `toolsFile` takes. */
function unhinted(version: string) {
  const before = toolsFile(tool({ access: 'destructive' }));
  const after = structuredClone(before);
  for (const entry of after.connectors[0]?.tools ?? []) {
    entry.definition.annotations = { readOnlyHint: false };
    entry.digest = `sha256:${'1'.repeat(64)}`;
  }
  return compareSurface(
    { version, tools: before, skills: [], components: [] },
    { tools: after, skills: [], components: [] },
  );
}

/** By code, what a change of that kind reports against a published version. */
export const SURFACE_ADVICE: Readonly<Record<string, (published: string) => ReturnType<typeof compareSurface>>> = {
  'surface/hint-changed': unhinted,
  ...Object.fromEntries(
    Object.entries(CHANGES).map(([kind, [before, after]]) => [
      `surface/${kind}`,
      (published: string) => compare(before, after, published),
    ]),
  ),
};
