import { existsSync, rmSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ToolWords } from '@rolekit/sdk';
import { atExit } from '@rolekit/sdk/internal';
import type { RunFile } from '@rolekit/sdk/internal/settings';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { RunningSandbox as Sandbox, StartSandbox } from '@rolekit/sdk/testing';
import { type ConnectorSource, connectorSources, isPluginFolder, sourcesIn } from './connectors.ts';
import { CliError } from './errors.ts';

/** A sandbox of which connections know where it runs. */
export interface RunningSandbox extends Sandbox {
  /** Where connections find it; deleted when it stops. */
  runFile: string;
}

/**
 * Starts sandboxes on loopback and writes their run files under `<project>/.rolekit/run/`. When one fails to start, those
 * already started are stopped.
 *
 * @param words Names of connectors, or folders of plugins with connectors of their own.
 * @throws RK_SANDBOX_UNKNOWN when a connector has no sandbox; RK_FINDINGS when its code does not build
 */
export async function startSandboxes(
  words: readonly string[],
  options: {
    cwd: string;
    project: string;
    /** Connectors set the rates of their policies aside. @default false */
    uncounted?: boolean;
    /** Of the plugin that is tried. */
    words?: ToolWords | undefined;
    onStep?(text: string): void;
  },
): Promise<RunningSandbox[]> {
  const running: RunningSandbox[] = [];
  try {
    const named = await Promise.all(words.map((word) => sourcesNamed(word, options.cwd)));
    const sources = [...named.flatMap((own) => own ?? []), ...(await connectorSources(options.cwd))];
    const names = words.flatMap((word, index) => named[index]?.map((source) => source.name) ?? word);
    for (const name of new Set(names)) {
      options.onStep?.(`Starting the ${name} sandbox`);
      const start = await findSandbox(name, sources, options.cwd);
      running.push(
        await withRunFile(
          await start({ host: '127.0.0.1', port: 0, ...(options.words ? { words: options.words } : {}) }),
          name,
          options,
        ),
      );
    }
    return running;
  } catch (error) {
    await Promise.all(running.map((sandbox) => sandbox.close()));
    throw error;
  }
}

/** What starts the sandbox of a connector. @throws RK_SANDBOX_UNKNOWN */
export async function sandboxStart(name: string, cwd: string): Promise<StartSandbox> {
  return findSandbox(name, await connectorSources(cwd), cwd);
}

/** Path of the run file of a connector's sandbox. */
export function runFilePath(project: string, connector: string): string {
  return join(project, '.rolekit', 'run', `${connector}.json`);
}

/** Names of the connectors around a folder that have a sandbox. */
export async function sandboxNames(cwd: string, among: (dir: string) => boolean = () => true): Promise<string[]> {
  const sources = (await connectorSources(cwd)).filter(({ dir }) => among(dir));
  return [...new Set(sources.filter((source) => sandboxFile(source) !== undefined).map((source) => source.name))];
}

/** The connectors of the plugin in a folder; undefined when the word is no such folder. @throws RK_SANDBOX_UNKNOWN */
async function sourcesNamed(word: string, cwd: string): Promise<ConnectorSource[] | undefined> {
  const dir = resolve(cwd, word);
  if (!isPluginFolder(dir)) return undefined;
  const sources = (await sourcesIn(dir)).filter((source) => sandboxFile(source) !== undefined);
  if (sources.length > 0) return sources;
  throw new CliError('RK_SANDBOX_UNKNOWN', {
    name: word,
    hint: 'No connector of that plugin has a `sandbox/index.ts`.',
  });
}

async function findSandbox(name: string, sources: readonly ConnectorSource[], cwd: string): Promise<StartSandbox> {
  const source = sources.find((source) => source.name === name && sandboxFile(source) !== undefined);
  const file = source ? sandboxFile(source) : installedSandbox(name, cwd);
  if (file === undefined) {
    const known = sources.filter((source) => sandboxFile(source) !== undefined).map((source) => source.name);
    const near = nearest(name, known);
    const hint = near
      ? `Did you mean \`${near}\`?`
      : `Run \`npm install -D @rolekit/connector-${name}\` here${known.length > 0 ? `, or choose one of ${known.join(', ')}` : ''}.`;
    throw new CliError('RK_SANDBOX_UNKNOWN', { name, hint });
  }
  const module = await importSandbox(source?.dir ?? dirname(file), file);
  if (typeof module.startSandbox === 'function') return module.startSandbox as StartSandbox;
  throw new CliError('RK_SANDBOX_UNKNOWN', { name, hint: `Export a function \`startSandbox\` from ${file}.` });
}

/** Built code is imported as it is, source through a bundle of its own. */
async function importSandbox(dir: string, file: string): Promise<Record<string, unknown>> {
  if (!/\.tsx?$/.test(file)) return import(/* @vite-ignore */ pathToFileURL(file).href);
  const { loadModule } = await import('./load-module.ts');
  return loadModule(dir, file);
}

/** The file behind a connector's `./sandbox` export: its build when this command is itself built, else its source. */
function sandboxFile({ dir }: ConnectorSource): string | undefined {
  const built = join(dir, 'dist', 'sandbox', 'index.js');
  const candidates = [
    join(dir, 'sandbox', 'index.ts'),
    join(dir, 'sandbox', 'index.js'),
    join(dir, 'sandbox', 'index.mjs'),
  ];
  const fromSource = import.meta.url.endsWith('.ts');
  return (fromSource ? candidates : [built, ...candidates]).find((file) => existsSync(file));
}

function installedSandbox(name: string, cwd: string): string | undefined {
  for (const from of [join(cwd, 'package.json'), fileURLToPath(import.meta.url)]) {
    try {
      return createRequire(from).resolve(`@rolekit/connector-${name}/sandbox`);
    } catch {
      // not installed there
    }
  }
  return undefined;
}

async function withRunFile(
  sandbox: Sandbox,
  connector: string,
  { project, uncounted }: { project: string; uncounted?: boolean },
): Promise<RunningSandbox> {
  const runFile = runFilePath(project, connector);
  const { baseUrl, values, now } = sandbox;
  const about = { format: 1, connector, environment: 'sandbox', pid: process.pid } as const;
  const run: RunFile = { ...about, baseUrl, now, uncounted, values };
  await mkdir(dirname(runFile), { recursive: true });
  const { writeRunFile } = await import('@rolekit/sdk/internal/settings');
  const closed = atExit(() => rmSync(runFile, { force: true }));
  await writeRunFile(runFile, run);
  return {
    ...sandbox,
    runFile,
    async close() {
      await removeOwn(runFile);
      closed();
      await sandbox.close();
    },
  };
}

/** A newer sandbox of the same connector may have put its own run file in the place of this one. */
async function removeOwn(runFile: string): Promise<void> {
  const text = await readFile(runFile, 'utf8').catch(() => undefined);
  if (text !== undefined && (JSON.parse(text) as { pid?: unknown }).pid === process.pid)
    await rm(runFile, { force: true });
}
