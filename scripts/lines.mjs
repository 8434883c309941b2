// Lines of code of the connectors, and of a slice of each with and without Rolekit: what is not blank and not a comment.
// `node scripts/lines.mjs [commit]` prints them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CONNECTORS = ['salesforce', 'snowflake', 'factset', 'hubspot'];
const FOLDER = 'examples/same-slice';

/** What `node scripts/lines.mjs c788f86` printed: before the SDK was drawn from the connectors. HubSpot was written on it. */
export const BEFORE = { salesforce: 1673, snowflake: 1740, factset: 1860 };

/** Lines of each connector's `src/`, without its tests. */
export function connectorLines(commit) {
  return Object.fromEntries(
    CONNECTORS.map((name) => [name, sum(filesBelow(`connectors/${name}/src`, commit), commit)]),
  );
}

/**
 * Lines of each slice: what is known of the vendor and used by both versions, and each version's own; and what the plain
 * versions share.
 */
export function sliceLines() {
  const slices = CONNECTORS.map((name) => {
    const linesOf = (file) => sum([`${FOLDER}/${name}/${file}.ts`]);
    return { name, both: linesOf('vendor'), plain: linesOf('plain'), rolekit: linesOf('rolekit') };
  });
  return { shared: sum([`${FOLDER}/plain.ts`]), slices };
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
  console.log(commit === undefined ? linesTables() : JSON.stringify(connectorLines(commit)));
}
