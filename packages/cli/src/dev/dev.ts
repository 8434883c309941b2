import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { projectFolder } from '../project-folder.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { describeError, renderFindings } from '../report.ts';
import { createOut, type Stream } from '../terminal.ts';
import { type Build, runBuildLoop } from './build-loop.ts';
import { openDevFolder } from './dev-folder.ts';
import { DevSandbox } from './dev-sandbox.ts';
import { HostConnection } from './host-connection.ts';
import { openInspector } from './inspector/inspector.ts';
import type { LogSource } from './inspector/log-views.ts';
import { watched } from './inspector/watched-host.ts';
import { LIST_KINDS } from './list-changes.ts';
import { printProblem } from './print-problem.ts';
import { TypeChecks } from './type-checks.ts';

export interface DevOptions {
  /** Folder of the plugin's source. */
  source: string;
  registry: VerifyingRegistry | undefined;
  /** Of namespaces. */
  registries?: ReadonlyMap<string, VerifyingRegistry> | undefined;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Where findings and the state of the build are printed, and servers and sandboxes log. */
  output: Stream;
  /** The host that the plugin is served to. */
  host?: { input: Readable; output: Stream } | undefined;
  /** Port of the inspector page; 0 takes a free one, undefined serves none. */
  inspectorPort: number | undefined;
  /** Opens the page in a browser. */
  openPage?(url: string): void;
  /** Run the sandboxes of its connectors, and use them instead of the user's connections. */
  withSandbox: boolean;
}

/**
 * Works on a plugin until `signal` aborts or its host leaves: builds it after each save, says what came of it, and serves
 * the last good build to the host.
 */
export async function dev(options: DevOptions): Promise<void> {
  const { source, registry, registries, env, signal, output, host, withSandbox, inspectorPort } = options;
  const inspector = inspectorPort === undefined ? undefined : await openInspector(inspectorPort);
  const workbench = inspector?.workbench;
  const beside = (from: LogSource) => inspector?.beside(output, from) ?? output;
  const log = createOut(beside('build'), env);
  const folder = await openDevFolder(projectFolder(source, env)).catch(async (error: unknown) => {
    await inspector?.close();
    throw error;
  });
  const left = new AbortController();
  const remove = async (dir: string) => {
    await workbench?.left(dir);
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  };
  const connection =
    host &&
    new HostConnection({
      ...(workbench ? watched(host, workbench) : host),
      log: beside('server'),
      onClose: () => left.abort(),
      onCrash: (code) =>
        log.line(`${log.paint.red('ended')}  the server, with ${code ?? 'a signal'}; the next request starts it again`),
      onLeft: remove,
    });
  const sandbox = withSandbox
    ? new DevSandbox({ source, folder: folder.dir, env, log, output: beside('sandbox') })
    : undefined;
  const types = new TypeChecks(source, (findings) => {
    renderFindings(findings, log);
    workbench?.found(findings);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (errors > 0)
      log.line(`${log.paint.red('types')}  ${errors} error${errors === 1 ? '' : 's'}; built all the same.`);
  });
  let served: Build | undefined;
  let wasBroken = false;
  const serve = async (build: Build, ms: number) => {
    const previous = served;
    const serverEnv = (await sandbox?.follow(build)) ?? env;
    if (signal.aborted) return;
    if (previous?.digest === build.digest) {
      await workbench?.built({ ...build, dir: previous.dir }, serverEnv, ms);
      return remove(build.dir);
    }
    served = build;
    await workbench?.built(build, serverEnv, ms);
    if (!existsSync(join(build.dir, 'server', 'main.mjs'))) {
      if (host) log.line('The plugin has no server: add a connector to plugin.json.');
      return connection?.standIn();
    }
    const changed = LIST_KINDS.filter((kind) => (previous ? previous.lists[kind] !== build.lists[kind] : wasBroken));
    if (connection) connection.serve(build.dir, { env: serverEnv, changed });
    else if (previous) void remove(previous.dir);
  };
  if (inspector) {
    // not on the page: its token would be in every picture of it
    createOut(output, env).line(`${log.paint.green('inspector')}  ${inspector.url}`);
    options.openPage?.(inspector.url);
  }
  try {
    await runBuildLoop({
      source,
      out: folder.dir,
      registry,
      registries,
      signal: AbortSignal.any([signal, left.signal]),
      onStart() {
        types.forget();
        workbench?.building();
      },
      async onBuilt(build, ms) {
        await serve(build, ms);
        renderFindings(build.findings, log);
        log.line(`${log.paint.green('ready')}  ${toolCount(build)}, ${(ms / 1000).toFixed(1)} s`);
        types.check(build.manifest);
      },
      async onBroken(error) {
        wasBroken = true;
        const { report } = describeError(error);
        workbench?.broken(report);
        printProblem(report, log);
        const meanwhile = served && host ? ` The last good build is served: ${toolCount(served)}.` : '';
        log.line(`${log.paint.red('broken')}  Waiting for the next save.${meanwhile}`);
        if (!served) connection?.standIn();
      },
    });
  } finally {
    await Promise.all([connection?.close(), inspector?.close(), sandbox?.close(), types.close()]);
    await folder.close();
  }
}

function toolCount({ tools }: Build): string {
  const count = tools.connectors.flatMap((connector) => connector.tools).filter(({ enabled }) => enabled).length;
  return `${count} tool${count === 1 ? '' : 's'}`;
}
