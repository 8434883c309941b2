// The parts of `docs/` that come from elsewhere: snippets from files that run, counted lines, and the pages of commands and
// errors.
// `node scripts/docs.mjs` writes them, `--check` says which are not as they should be. Runs on the workspace's own Node.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandPage } from './docs-commands.mjs';
import { settingsTable } from './docs-settings.mjs';
import { linesTables, toolTables } from './lines.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LANGUAGES = { '.ts': 'ts', '.mjs': 'js', '.json': 'json', '.yaml': 'yaml', '.md': 'markdown' };
const LINES = /<!-- lines -->\n[\s\S]*?<!-- \/lines -->/g;
const TOOL_LINES = /<!-- tool-lines -->\n[\s\S]*?<!-- \/tool-lines -->/g;
const SETTINGS = /<!-- settings -->\n[\s\S]*?<!-- \/settings -->/g;
const SNIPPET = /<!-- snippet: (\S+?)(?:#([\w-]+))? -->\n[\s\S]*?<!-- \/snippet -->/g;

/** Every page of `docs/`, path → text as it should be. */
export async function freshPages() {
  const pages = new Map(pagePaths().map((path) => [path, withTables(withSnippets(readPage(path)))]));
  pages.set('docs/command.md', commandPage());
  // it reads code that needs the condition below
  const { errorPage } = await import('./docs-errors.mjs');
  pages.set('docs/errors.md', await errorPage());
  return pages;
}

export function readPage(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Paths of all pages, below the root. */
export function pagePaths(folder = 'docs') {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Fills `<!-- snippet: path#region -->` … `<!-- /snippet -->` with that region, or with the whole file. */
export function withSnippets(page) {
  return page.replace(SNIPPET, (_, path, region) => {
    const code = dedent(regionOf(readPage(path), path, region));
    const mark = region === undefined ? path : `${path}#${region}`;
    return `<!-- snippet: ${mark} -->\n\`\`\`${LANGUAGES[extname(path)] ?? ''}\n${code}\n\`\`\`\n<!-- /snippet -->`;
  });
}

/**
 * Fills `<!-- lines -->` … `<!-- /lines -->` with the counted lines of the connectors, `tool-lines` with those of tools, `settings`
 * with those of a registry.
 */
function withTables(page) {
  return page
    .replace(SETTINGS, () => `<!-- settings -->\n${settingsTable()}\n<!-- /settings -->`)
    .replace(LINES, () => `<!-- lines -->\n${linesTables()}\n<!-- /lines -->`)
    .replace(TOOL_LINES, () => `<!-- tool-lines -->\n${toolTables()}\n<!-- /tool-lines -->`);
}

function regionOf(text, path, region) {
  if (region === undefined) return text.trimEnd();
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim().replace(/^(?:\/\/|#) /, '') === `#region ${region}`);
  const length = lines.slice(first + 1).findIndex((line) => /^\s*(?:\/\/|#) #endregion/.test(line));
  if (first < 0 || length < 0) throw new Error(`${path} has no region ${region}`);
  return lines.slice(first + 1, first + 1 + length).join('\n');
}

function dedent(code) {
  const lines = code.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return lines
    .map((line) => line.slice(least))
    .join('\n')
    .trim();
}

/** Pages that differ from what they should be. */
export async function stalePages() {
  const fresh = await freshPages();
  const now = new Set(pagePaths());
  return [...fresh].filter(([path, text]) => !now.has(path) || readPage(path) !== text);
}

async function main(args) {
  const stale = await stalePages();
  if (args.includes('--check')) {
    for (const [path] of stale) console.error(`${path} is stale: run node scripts/docs.mjs`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const [path, text] of stale) {
    writeFileSync(join(ROOT, path), text);
    console.error(`wrote ${path}`);
  }
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // The packages are read from source, which needs a condition that only the command line can set.
  const flag = '--conditions=rolekit-source';
  process.exitCode = process.execArgv.includes(flag)
    ? await main(process.argv.slice(2))
    : spawnSync(process.execPath, [flag, ...process.argv.slice(1)], { stdio: 'inherit' }).status;
}
