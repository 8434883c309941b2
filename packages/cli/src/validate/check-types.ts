import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { atExit, makeTemporary, removeTemporary } from '@rolekit/sdk/internal';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import { findSdk } from '../build/sdk-copy.ts';
import { DEFINITION } from '../build/typed.ts';
import { hasStandIns, packageAbove } from '../package-above.ts';

const SECONDS = 120;
const MAX_FINDINGS = 20;

/**
 * Checks the types of a plugin's own code with the TypeScript of its project, and the settings of its `tsconfig.json` where it has
 * one. Nothing is downloaded: where TypeScript or the types are missing, that is a note.
 *
 * @param saysUnchecked make that note
 * @param signal ends the compiler
 */
export async function checkTypes(
  dir: string,
  manifest: PluginManifest,
  saysUnchecked: boolean,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const entries = codeOf(dir, manifest);
  const [file] = entries;
  if (file === undefined) return [];
  const typescript = packageAbove(dir, 'typescript');
  const unchecked = (what: string, fix = INSTALL) => (saysUnchecked ? [notChecked(file, what, fix)] : []);
  if (typescript === undefined)
    return unchecked('no TypeScript is installed for this plugin', hasStandIns(dir) ? COMPILER_ALONE : INSTALL);
  if (packageAbove(dir, '@rolekit/sdk') === undefined && !existsSync(join(dir, 'node_modules/@rolekit/sdk')))
    return unchecked('@rolekit/sdk is not installed for this plugin');
  const folder = makeTemporary('rolekit-types-');
  try {
    const own = join(dir, 'tsconfig.json');
    const project = existsSync(own) ? own : join(folder, 'tsconfig.json');
    if (project !== own) await writeFile(project, JSON.stringify(settings(dir, entries)));
    const argv = [join(typescript, 'bin', 'tsc'), '-p', project, '--noEmit', '--pretty', 'false'];
    const output = await run(dir, argv, signal);
    return findingsOf(output, file);
  } finally {
    await removeTemporary(folder);
  }
}

function codeOf(dir: string, { extensions }: PluginManifest): string[] {
  const own = Object.values(extensions['dev.rolekit'].connectors ?? {}).flatMap((ref) =>
    'path' in ref ? [ref.path.replace(/^\.\//, '')] : [],
  );
  return [...own, DEFINITION].filter((path) => /\.[cm]?ts$/.test(path) && existsSync(join(dir, path)));
}

/** For code without a `tsconfig.json`: how a build reads it, strictly. */
function settings(dir: string, entries: readonly string[]): object {
  const types = packageAbove(dir, '@types/node');
  return {
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      noEmit: true,
      ...(types ? { types: ['node'], typeRoots: [dirname(types)] } : { types: [] }),
      ...(findSdk(dir).fromSource ? { customConditions: ['rolekit-source'] } : {}),
    },
    files: entries.map((entry) => join(dir, entry)),
  };
}

function run(cwd: string, argv: readonly string[], signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, timeout: SECONDS * 1000, maxBuffer: 32 * 1024 * 1024, windowsHide: true, signal };
    const child = execFile(process.execPath, argv, options, (error, stdout, stderr) => {
      finished();
      if (error?.killed && !signal?.aborted) resolve(`error TS0: the compiler did not end within ${SECONDS} s`);
      else if (error && stdout === '') reject(Object.assign(error, { stderr }));
      else resolve(stdout);
    });
    const finished = atExit(() => child.kill('SIGKILL'));
  });
}

/** `src/index.ts(3,5): error TS2322: …`, and what is indented below it. */
function findingsOf(output: string, entry: string): Finding[] {
  const findings: Finding[] = [];
  for (const line of output.split('\n')) {
    const place = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/.exec(line.trimEnd());
    if (place) {
      const [, file = entry, row, column, code, message = ''] = place;
      const at = row === undefined ? {} : { line: Number(row), column: Number(column) };
      findings.push({ code: 'code/type', severity: 'error', message: `${message} (${code})`, file, ...at, fix: MEND });
    } else if (/^\s+\S/.test(line)) {
      const last = findings.at(-1);
      // the last line is the one that names what does not fit
      if (last) last.message = `${line.trim()} ${/\(TS\d+\)$/.exec(last.message)?.[0] ?? ''}`;
    }
  }
  return shortened(withoutConsequences(findings), entry);
}

/** Where something is not found, what it would have given its type to has none. */
const CONSEQUENCE = /\(TS(?:7006|7031)\)$/;

function withoutConsequences(findings: readonly Finding[]): Finding[] {
  const causes = findings.filter(({ message }) => !CONSEQUENCE.test(message));
  const files = new Set(causes.map(({ file }) => file));
  return findings.filter(({ file, message }) => !CONSEQUENCE.test(message) || !files.has(file));
}

function shortened(findings: Finding[], entry: string): Finding[] {
  if (findings.length <= MAX_FINDINGS) return findings;
  const more = `${findings.length - MAX_FINDINGS} more errors of types; \`npx --no-install tsc --noEmit\` lists all.`;
  const rest: Finding = { code: 'code/type', severity: 'error', message: more, file: entry, fix: MEND };
  return [...findings.slice(0, MAX_FINDINGS), rest];
}

const MEND = 'Correct the code: a build does not check types, and the mistake shows when the tool is called.';

const INSTALL = 'Run `npm install` in the folder of the plugin.';
/** Beside what is declared: an installation there would look for all of it. */
const COMPILER_ALONE =
  'The types are there: bring TypeScript alone, into the folder above, with `npm install --prefix .. --no-save typescript` in the folder of the plugin.';

function notChecked(file: string, why: string, fix: string): Finding {
  return {
    code: 'code/types-unchecked',
    severity: 'note',
    message: `The types were not checked: ${why}.`,
    file,
    fix,
  };
}
