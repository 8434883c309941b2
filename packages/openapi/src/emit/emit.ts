import type { Credentials } from '../operation/security.ts';
import type { BaseUrl } from '../operation/servers.ts';
import { choicesOf, type Shape } from '../shape/shape.ts';
import { quoted, zodSource } from '../shape/zod-source.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { canUndo, undoGap } from '../tool/undoing.ts';
import { singular, wordsOf } from '../words.ts';
import { apiSource, hostsOf } from './emit-api.ts';
import { operationsSource } from './emit-sandbox.ts';
import { constantOf, guessOf, literal } from './emit-tool.ts';
import { laidOut } from './layout.ts';
import { toolSource } from './tool-source.ts';

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
  const answers = answersOf(tools);
  const groups = groupsOf(tools);
  const files = new Map<string, string>();
  files.set('src/api.ts', laidOut(apiSource(name, base, credentials, harmless(tools))));
  files.set('src/answers.ts', laidOut(answers.source));
  if (model.types !== '') files.set('src/types.ts', model.types);
  for (const [group, ones] of groups)
    files.set(`src/tools/${group}.ts`, laidOut(groupSource(name, ones, constants, answers.names)));
  files.set('src/index.ts', laidOut(indexSource(model, groups, constants)));
  files.set('sandbox/operations.ts', laidOut(operationsSource(tools, credentials)));
  const playbook = playbookSource(name, tools);
  if (playbook) files.set('playbooks/first.yaml', playbook);
  const waivers = waiversOf(tools);
  if (waivers.length > 0) files.set('contract.json', `${JSON.stringify({ waivers }, null, 2)}\n`);
  files.set('README.md', readme(model));
  return files;
}

function constantsOf(tools: readonly ToolModel[]): Map<ToolModel, string> {
  const taken = new Set(['connection', 'z', 'defineTool', ...FROM_HTTP, ...FROM_REQUEST, ...FROM_UNDO]);
  const constants = new Map<ToolModel, string>();
  for (const tool of tools) {
    const base = constantOf(tool);
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}${number}`;
    taken.add(name);
    constants.set(tool, name);
  }
  return constants;
}

/** Each different answer once, named after what it is about. */
function answersOf(tools: readonly ToolModel[]): { source: string; names: Map<ToolModel, string[]> } {
  const bySource = new Map<string, string>();
  const names = new Map<ToolModel, string[]>();
  const taken = new Set<string>();
  const lines = [
    `import { z } from 'zod';`,
    '',
    '// Members that the description does not have are kept: an API may send more.',
  ];
  const nameOf = (source: string, words: readonly string[]): string => {
    const known = bySource.get(source);
    if (known !== undefined) return known;
    const base =
      words
        .map((word) => word.replace(/[^a-z0-9]/g, ''))
        .join('_')
        .toUpperCase() || 'ANSWER';
    const plain = /^[A-Z]/.test(base) ? base : `ANSWER_${base}`;
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}_${number}`;
    taken.add(name);
    bySource.set(source, name);
    // rows of type unknown could not be told from rows that are missing
    lines.push('', `export const ${name} = ${source === 'z.unknown()' ? 'z.any()' : source};`);
    return name;
  };
  for (const tool of tools) {
    const { operation, list, object, access, others } = tool;
    const sourceOf = (shape: Shape) => (access === 'read' ? readSource(shape) : zodSource(lenient(shape)));
    const words = list ? [...object.slice(0, -1), singular(object.at(-1) ?? '')] : object;
    const isDone = operation.answer.kind === 'none';
    const main = nameOf(sourceOf(tool.output), isDone ? [operation.method === 'head' ? 'exists' : 'done'] : words);
    const more = others.map(({ status, kind, output }) =>
      nameOf(sourceOf(output), kind === 'none' ? ['done'] : [...object, status.toLowerCase()]),
    );
    names.set(tool, [main, ...more]);
  }
  const used = lines.some((line) => /\bknown\(/.test(line));
  return { source: (used ? lines.toSpliced(1, 0, `import { known } from './request.ts';`) : lines).join('\n'), names };
}

/** Of a read: with nothing that has to be there, an answer of another version of the API would pass for one without values. */
function readSource(shape: Shape): string {
  const { nullable, ...bare } = shape;
  const orNull = nullable ? '.nullable()' : '';
  if (bare.kind === 'union') return `z.union([${choicesOf(bare.options).map(readSource).join(', ')}])${orNull}`;
  const isLoose = bare.kind === 'object' && bare.open && bare.properties.size > 0;
  const hasRequired = bare.kind === 'object' && [...bare.properties.values()].some(({ required }) => required);
  return isLoose && !hasRequired ? `known(${zodSource(bare)})${orNull}` : zodSource(shape);
}

/** Of a write: what was done stays done, also when the answer lacks something. */
function lenient(shape: Shape): Shape {
  if (shape.kind !== 'object' || !shape.open) return shape;
  const properties = [...shape.properties].map(
    ([name, { shape: inner }]) => [name, { shape: inner, required: false }] as const,
  );
  return { ...shape, properties: new Map(properties) };
}

/** What has no form cannot be checked: plain text that was cut off looks like plain text. */
function waiversOf(tools: readonly ToolModel[]): { check: string; tool: string; reason: string }[] {
  const waived = ({ name, operation, list, output, others }: ToolModel) => {
    const { method, answer } = operation;
    // a JSON text is taken as plain text too
    const isFormless = ['string', 'any'].includes(output.kind) && !list && others.length === 0;
    const isPlain = answer.kind === 'text' || (answer.kind === 'json' && isFormless);
    const waiver = (check: string, reason: string) => ({ check: `errors/${check}`, tool: name, reason });
    const formless =
      method === 'head'
        ? 'It answers by its status alone, which has no form that could be broken.'
        : 'It answers plain text, which has no form that could be broken.';
    if (method === 'head' || isPlain) return [waiver('broken-answer', formless), waiver('changed-answer', formless)];
    const isTold = (list && list.rows !== '') || hasMembers(output);
    return isTold ? [] : [waiver('changed-answer', 'Its answer has no members that the description names.')];
  };
  return tools.filter(({ access }) => access === 'read').flatMap(waived);
}

function hasMembers(shape: Shape): boolean {
  if (shape.kind === 'object') return shape.properties.size > 0;
  if (shape.kind === 'array') return hasMembers(shape.items);
  return shape.kind === 'union' && shape.options.every(hasMembers);
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

const FROM_HTTP = [
  'byCursor',
  'byKeyset',
  'byLink',
  'byNextUrl',
  'byOffset',
  'byPage',
  'listPage',
  'parseAnswer',
  'readAt',
];
const FROM_UNDO = ['checkUnchanged', 'undoOf', 'undoOfBody', 'writtenOf'];
const FROM_REQUEST = [
  'bytesOf',
  'cookiesOf',
  'currentOf',
  'fileOf',
  'formOf',
  'given',
  'headersOf',
  'keyOf',
  'multipartOf',
  'onePage',
  'pathPart',
  'recordOf',
  'rowsAt',
  'search',
  'segment',
  'shownFile',
  'shownOf',
  'simpleOf',
  'summaryOf',
  'textOf',
  'withDigits',
];

function groupSource(
  connector: string,
  tools: readonly ToolModel[],
  constants: ReadonlyMap<ToolModel, string>,
  answers: ReadonlyMap<ToolModel, string[]>,
): string {
  const sources = tools.map((tool) => toolSource(tool, constants.get(tool) ?? '', answers.get(tool) ?? [], connector));
  const code = sources.join('\n\n');
  const used = (names: readonly string[]) => names.filter((name) => new RegExp(`\\b${name}[()]`).test(code));
  const types = /\bHttpRequest\b/.test(code) ? ['type HttpRequest'] : [];
  const http = [...used(FROM_HTTP), ...types].sort((a, b) => bareName(a).localeCompare(bareName(b)));
  const undo = used(FROM_UNDO);
  const request = used(FROM_REQUEST);
  const schemas = [...new Set(tools.flatMap((tool) => answers.get(tool) ?? []))].filter(Boolean).sort();
  return [
    `import { defineTool } from '@rolekit/sdk';`,
    ...(http.length > 0 ? [`import { ${http.join(', ')} } from '@rolekit/sdk/http';`] : []),
    `import { z } from 'zod';`,
    `import { ${schemas.join(', ')} } from '../answers.ts';`,
    `import { connection } from '../api.ts';`,
    ...(request.length > 0 ? [`import { ${request.join(', ')} } from '../request.ts';`] : []),
    ...(undo.length > 0 ? [`import { ${undo.join(', ')} } from '../undo.ts';`] : []),
    '',
    code,
  ].join('\n');
}

function bareName(name: string): string {
  return name.replace('type ', '');
}

function indexSource(
  { name, title, credentials }: ConnectorModel,
  groups: ReadonlyMap<string, ToolModel[]>,
  constants: ReadonlyMap<ToolModel, string>,
): string {
  const imports = [...groups].map(
    ([group, tools]) =>
      `import { ${tools
        .map((tool) => constants.get(tool))
        .sort()
        .join(', ')} } from './tools/${group}.ts';`,
  );
  const all = [...groups.values()].flat().map((tool) => `${constants.get(tool)},`);
  return [
    `import { defineConnector } from '@rolekit/sdk';`,
    `import manifest from '../plugin.json' with { type: 'json' };`,
    `import { connection } from './api.ts';`,
    ...imports.sort(),
    '',
    'export default defineConnector({',
    `name: ${quoted(name)},`,
    `title: ${quoted(title)},`,
    'version: manifest.version,',
    'description: manifest.description,',
    'connection,',
    `hosts: ${literal(hostsOf(credentials))},`,
    `tools: [\n${all.join('\n')}\n],`,
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

function playbookSource(connector: string, tools: readonly ToolModel[]): string | undefined {
  const tool = tools.find((one) => one.access === 'read' && one.enabled && one.example !== undefined);
  if (!tool) return undefined;
  const given = JSON.stringify(tool.example);
  return [
    `connector: ${connector}`,
    'title: The API answers',
    '',
    'steps:',
    '  - id: read',
    `    call: ${tool.name}`,
    ...(given === '{}' || given.includes('${') ? [] : [`    with: ${given}`]),
    '    expect:',
    '      - { path: source.environment, equals: sandbox }',
    '    capture:',
    '      environment: source.environment',
    '',
    'facts:',
    '  - name: the answer comes from the sandbox',
    '    value: environment',
    '    equals: sandbox',
    '',
  ].join('\n');
}

function readme({ name, title, tools }: ConnectorModel): string {
  const cell = (text: string) => text.replace(/[|\n<>]/g, ' ');
  const rows = tools.map(
    ({ name: tool, access, enabled, operation: { method, path } }) =>
      `| \`${tool}\` | ${access} | ${enabled ? 'on' : 'off'} | \`${cell(`${method.toUpperCase()} ${path}`).replaceAll('`', '')}\` |`,
  );
  const reads = tools
    .filter(({ guessedRead }) => guessedRead)
    .map(({ name: tool }) => `- \`${tool}\` reads, although it is a POST.`);
  const pages = tools.flatMap(({ name: tool, list }) => (list ? [`- \`${tool}\`: ${cell(guessOf(list.paging))}`] : []));
  const undone = tools.filter(canUndo).map(({ name: tool }) => `\`${tool}\``);
  const stays = tools.flatMap((tool) => {
    const gap = undoGap(tool);
    return gap === undefined ? [] : [`- \`${tool.name}\`: ${gap}.`];
  });
  const off = tools.flatMap(({ name: tool, off: why }) => (why ? [`- \`${tool}\`: ${cell(why)}.`] : []));
  const guesses = [...reads, ...pages];
  return `# ${title}

A Rolekit connector, started from an OpenAPI description.

| tool | access | by default | calls |
| --- | --- | --- | --- |
${rows.join('\n')}

At most 12 tools are on by default; a plugin can switch more on.
${undone.length > 0 ? `\n\`rolekit undo\` sets back what was written with ${undone.join(', ')}.\n` : ''}${stays.length > 0 ? `\nIt cannot undo:\n\n${stays.join('\n')}\n` : ''}${guesses.length > 0 ? `\n## Check these guesses\n\n${guesses.join('\n')}\n` : ''}
${off.length > 0 ? `\n## Off for want of a credential\n\n${off.join('\n')}\n` : ''}
## Try it

\`\`\`sh
rolekit validate
rolekit test
rolekit sandbox ${name}
\`\`\`

| file | holds |
| --- | --- |
| \`src/api.ts\` | the settings, and how a connection signs in |
| \`src/tools/\` | the tools |
| \`src/answers.ts\` | what they answer |
| \`src/types.ts\` | the whole answers as TypeScript types |
| \`sandbox/\` | a server that answers as the description says |
`;
}
