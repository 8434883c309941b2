// Lines of code of the connectors, and of a slice of each with and without Rolekit: what is not blank and not a comment.
// `node scripts/lines.mjs [commit]` prints them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Those of which there is a slice. */
const SLICED = ['salesforce', 'snowflake', 'factset', 'hubspot'];
const CONNECTORS = [...SLICED, 'slack'];
const FOLDER = 'examples/same-slice';

/** What `node scripts/lines.mjs c788f86` printed: before the SDK was drawn from the connectors. HubSpot and Slack were written on it. */
export const BEFORE = { salesforce: 1673, snowflake: 1740, factset: 1860 };

/** HubSpot in `c5021c5b`, the last commit in which all of its tools were said in the old words. Slack's never were. */
const OLD_WORDS = {
  src: 3026,
  tools: {
    hubspot_create_activity: 66,
    hubspot_create_associations: 82,
    hubspot_create_objects: 81,
    hubspot_list_activities: 49,
    hubspot_list_associations: 40,
    hubspot_list_history: 53,
    hubspot_list_lists: 48,
    hubspot_list_members: 28,
    hubspot_list_objects: 64,
    hubspot_list_owners: 32,
    hubspot_list_pipelines: 34,
    hubspot_list_properties: 64,
    hubspot_search_objects: 77,
    hubspot_update_objects: 126,
  },
};

/** Lines of each connector's `src/`, without its tests. */
export function connectorLines(commit) {
  return Object.fromEntries(CONNECTORS.map((name) => [name, sourceLines(name, commit)]));
}

function sourceLines(connector, commit) {
  return sum(filesBelow(`connectors/${connector}/src`, commit), commit);
}

/**
 * Lines of each slice: what is known of the vendor and used by both versions, and each version's own; and what the plain
 * versions share.
 */
export function sliceLines() {
  const slices = SLICED.map((name) => {
    const linesOf = (file) => sum([`${FOLDER}/${name}/${file}.ts`]);
    return { name, both: linesOf('vendor'), plain: linesOf('plain'), rolekit: linesOf('rolekit') };
  });
  return { shared: sum([`${FOLDER}/plain.ts`]), slices };
}

/** Lines of each tool's definition, by its name; what it shares with others is not in it. */
export function toolLines(connector, commit) {
  const blocks = filesBelow(`connectors/${connector}/src`, commit).flatMap((path) =>
    textOf(path, commit).match(/^export const \w+ = [\w.]+(?:<.*>)?\(\{\n[\s\S]*?^\}\)?.*;$/gm),
  );
  const named = blocks.flatMap((text) => {
    const [, name] = /^ {2}name: '(\w+)',$/m.exec(text ?? '') ?? [];
    return name?.startsWith(`${connector}_`) ? [[name, codeLines(text)]] : [];
  });
  return Object.fromEntries(named.sort());
}

/** HubSpot's tools in the old words and the new, beside Slack's. */
export function toolTables() {
  const hubspot = toolLines('hubspot');
  const slack = toolLines('slack');
  const each = (lines, tools) => Math.round(lines / Object.keys(tools).length);
  const rows = (tools) => Object.entries(tools).map(([name, lines]) => [`\`${name}\``, OLD_WORDS.tools[name], lines]);
  const table = [
    ...rows(hubspot),
    ['median of HubSpot’s', median(OLD_WORDS.tools), median(hubspot)],
    ['all of HubSpot’s `src/`, by tools', each(OLD_WORDS.src, OLD_WORDS.tools), each(sourceLines('hubspot'), hubspot)],
    ...rows(slack),
    ['median of Slack’s', undefined, median(slack)],
    ['all of Slack’s `src/`, by tools', undefined, each(sourceLines('slack'), slack)],
  ];
  return [
    '| lines of a tool | in the old words | now |',
    '|---|---|---|',
    ...table.map(([name, before = '', now]) => `| ${name} | ${before} | ${now} |`),
  ].join('\n');
}

function median(tools) {
  const lines = Object.values(tools).sort((a, b) => a - b);
  return (lines[Math.floor((lines.length - 1) / 2)] + lines[Math.ceil((lines.length - 1) / 2)]) / 2;
}

/** The tables of the documentation. */
export function linesTables() {
  const now = connectorLines();
  const rows = CONNECTORS.map((name) => {
    const before = BEFORE[name];
    const change = before === undefined ? '' : `${Math.round((now[name] / before - 1) * 100)} %`;
    return `| \`${name}\` | ${before ?? 'written on it'} | ${now[name]} | ${change} |`;
  });
  return [
    '| connector | before | now | change |',
    '|---|---|---|---|',
    ...rows,
    '',
    '| a slice of | of the vendor, in both | official SDK and fetch | Rolekit | plain for each line on Rolekit |',
    '|---|---|---|---|---|',
    ...sliceRows(sliceLines()),
  ].join('\n');
}

function sliceRows({ shared, slices }) {
  const all = (key) => slices.reduce((total, slice) => total + slice[key], 0);
  const row = (name, both, plain, rolekit) =>
    `| ${name} | ${both} | ${plain} | ${rolekit} | ${(plain / rolekit).toFixed(1)} |`;
  return [
    ...slices.map(({ name, both, plain, rolekit }) => row(`\`${name}\``, both, plain, rolekit)),
    `| what the plain ones share (\`${FOLDER}/plain.ts\`) |  | ${shared} |  |  |`,
    row('all', all('both'), all('plain') + shared, all('rolekit')),
  ];
}

function sum(paths, commit) {
  return paths.reduce((total, path) => total + codeLines(textOf(path, commit)), 0);
}

/** Lines of a file, and of each tool that it defines by a connection of that name. */
export function fileLines(path, connection) {
  const text = textOf(path);
  const pattern = new RegExp(`^const (\\w+) = ${connection}\\.\\w+\\(\\{\\n[^]*?^\\}\\);$`, 'gm');
  const tools = [...text.matchAll(pattern)].map(([code, name]) => [name, codeLines(code)]);
  return { all: codeLines(text), tools: Object.fromEntries(tools) };
}

/** Formatted code: a comment has lines of its own. */
function codeLines(text) {
  return text.split('\n').filter((line) => !/^\s*(?:$|\/\/|\/\*|\*)/.test(line)).length;
}

function filesBelow(folder, commit) {
  const all =
    commit === undefined
      ? readdirSync(join(ROOT, folder), { recursive: true }).map((path) => `${folder}/${path}`)
      : git('ls-tree', '-r', '--name-only', commit, folder).trim().split('\n');
  return all.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
}

function textOf(path, commit) {
  return commit === undefined ? readFileSync(join(ROOT, path), 'utf8') : git('show', `${commit}:${path}`);
}

function git(...args) {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , commit] = process.argv;
  console.log(commit === undefined ? `${linesTables()}\n\n${toolTables()}` : JSON.stringify(connectorLines(commit)));
}
