import type { Credentials } from '../operation/security.ts';
import type { BaseUrl } from '../operation/servers.ts';
import { quoted } from '../shape/literals.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { camel, capital, freeName, wordsOf } from '../words.ts';
import { answersOf } from './answers-source.ts';
import { apiSource, hostsOf } from './api-source.ts';
import { inOneLine } from './code-layout.ts';
import { waiversOf } from './contract-waivers.ts';
import { groupSource, IMPORTED } from './group-source.ts';
import { laidOut } from './layout.ts';
import { isReserved } from './locals.ts';
import { playbookSource } from './playbook-source.ts';
import { readme } from './readme.ts';
import { operationsSource } from './sandbox-source.ts';

export interface ConnectorModel {
  name: string;
  title: string;
  base: BaseUrl;
  credentials: Credentials;
  tools: readonly ToolModel[];
  /** Source of `src/types.ts`; empty when there is nothing to name. */
  types: string;
}

/** The files that are written for this API; the rest comes from the templates. */
export function connectorFiles(model: ConnectorModel): Map<string, string> {
  const { name, tools, credentials, base } = model;
  const constants = constantsOf(tools);
  const names = [...constants.values(), ...IMPORTED];
  // never a word of the language, nor a tool
  const connection = isReserved(name) || names.includes(name) ? 'connection' : name;
  const answers = answersOf(tools);
  const groups = groupsOf(tools);
  const files = new Map<string, string>();
  files.set('src/api.ts', laidOut(apiSource(name, connection, base, credentials, harmless(tools))));
  files.set('src/answers.ts', laidOut(answers.source));
  if (model.types !== '') files.set('src/types.ts', model.types);
  for (const [group, members] of groups) {
    const source = groupSource({ connector: name, connection, tools: members, constants, answers: answers.names });
    files.set(`src/tools/${group}.ts`, laidOut(source));
  }
  files.set('src/index.ts', laidOut(indexSource(model, connection, groups, constants)));
  files.set('sandbox/operations.ts', laidOut(operationsSource(tools, credentials)));
  const playbook = playbookSource(name, tools);
  if (playbook) files.set('playbooks/first.yaml', playbook);
  const waivers = waiversOf(tools);
  if (waivers.length > 0) files.set('contract.json', `${JSON.stringify({ waivers }, null, 2)}\n`);
  files.set('README.md', readme(model));
  return files;
}

function constantsOf(tools: readonly ToolModel[]): Map<ToolModel, string> {
  const taken = new Set(['connection', 'manifest', 'defineConnector', ...IMPORTED]);
  const constants = new Map<ToolModel, string>();
  for (const tool of tools) {
    const name = freeName(constantOf(tool), (other) => taken.has(other) || isReserved(other));
    taken.add(name);
    constants.set(tool, name);
  }
  return constants;
}

/** Name of the constant that holds a tool. */
function constantOf(tool: ToolModel): string {
  return camel([tool.verb, ...tool.object].map((word) => word.replace(/[^a-z0-9]/g, '')).filter(Boolean));
}

/** Tools by their first tag; a file each. */
function groupsOf(tools: readonly ToolModel[]): Map<string, ToolModel[]> {
  const groups = new Map<string, ToolModel[]>();
  for (const tool of tools) {
    const group =
      wordsOf(tool.operation.tags[0] ?? 'tools')
        .join('-')
        .slice(0, 40) || 'tools';
    groups.set(group, [...(groups.get(group) ?? []), tool]);
  }
  return groups;
}

function indexSource(
  { name, title, credentials }: ConnectorModel,
  connection: string,
  groups: ReadonlyMap<string, ToolModel[]>,
  constants: ReadonlyMap<ToolModel, string>,
): string {
  const imports = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, tools]) => {
      const names = tools.map((tool) => constants.get(tool) ?? '').sort();
      return inOneLine('import {', names, `} from './tools/${group}.ts';`);
    });
  const hosts = hostsOf(credentials);
  const all = [...groups.values()].flat().map((tool) => constants.get(tool) ?? '');
  return [
    `import { defineConnector } from '@rolekit/sdk';`,
    `import manifest from '../plugin.json' with { type: 'json' };`,
    `import { ${connection} } from './api.ts';`,
    ...imports,
    '',
    'export default defineConnector({',
    '...manifest,',
    ...(title === capital(name) ? [] : [`title: ${quoted(title)},`]),
    `connection${connection === 'connection' ? '' : `: ${connection}`},`,
    ...(hosts.length > 0 ? [`hosts: [${hosts.map(quoted).join(', ')}],`] : []),
    inOneLine('tools: [', all, '],'),
    '});',
  ].join('\n');
}

/** A read that needs no argument, to prove the credentials with. */
function harmless(tools: readonly ToolModel[]): ToolModel | undefined {
  const plain = tools.filter(
    ({ operation, input, off }) =>
      off === undefined &&
      operation.method === 'get' &&
      !operation.path.includes('{') &&
      [...input.properties.values()].every(({ required }) => !required),
  );
  const asks = (words: RegExp) => (tool: ToolModel) => words.test(tool.operation.path);
  // those that tell whether an API is there at all often need no credentials
  const isOpen = asks(/\b(?:ping|status|health|version|test)\b/i);
  return (
    plain.find(asks(/\b(?:me|self|user|account|profile|whoami)\b/i)) ?? plain.find((tool) => !isOpen(tool)) ?? plain[0]
  );
}
