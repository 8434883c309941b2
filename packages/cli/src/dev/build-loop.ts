import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { inspectFolder } from '@rolekit/sdk/bundle';
import { digestOf, refuseErrors } from '@rolekit/sdk/internal';
import { writeTools } from '@rolekit/sdk/internal/plugin';
import type { PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import type { SkillPrompt } from '@rolekit/sdk/skill';
import { type ComposedBundle, KeptBundler, replaceFolder } from '../build/index.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { composeChecked } from '../validate/compose-checked.ts';
import type { ListKind } from './list-changes.ts';
import { ReadyExaminer } from './ready-examiner.ts';
import { SourceWatch } from './source-watch.ts';

/** A build on disk; it stays as it is while a server runs from it. */
export interface Build {
  /** Folder of the bundle. */
  dir: string;
  digest: string;
  manifest: PluginManifest;
  tools: ToolsFile;
  prompts: readonly SkillPrompt[];
  /** Identity of what a host lists, by kind. */
  lists: Record<ListKind, string>;
  /** Warnings and notes. */
  findings: Finding[];
  /** Folders of the plugins whose source is in it. */
  sources: readonly string[];
}

export interface BuildLoopOptions {
  /** Folder of the plugin's source. */
  source: string;
  /** Gets a folder for each build. */
  out: string;
  registry: VerifyingRegistry | undefined;
  /** Of namespaces. */
  registries?: ReadonlyMap<string, VerifyingRegistry> | undefined;
  signal: AbortSignal;
  /** A save is built now. */
  onStart(): void;
  onBuilt(build: Build, ms: number): Promise<void>;
  onBroken(error: unknown, ms: number): Promise<void>;
}

/**
 * Builds a plugin now and after each save, one build at a time, until `signal` aborts. A save during a build is built next,
 * with all that came after it. Types are not checked here.
 */
export async function runBuildLoop(options: BuildLoopOptions): Promise<void> {
  const { source, out, registry, registries, signal, onStart, onBuilt, onBroken } = options;
  const watch = new SourceWatch([source]);
  const bundler = new KeptBundler();
  const examiners = new ReadyExaminer(source);
  let number = 0;
  /** Of a build after which more folders are watched; it is made again, as a save there may have been missed. */
  let repeated: string | undefined;
  examiners.prepare();
  try {
    let state = await watch.changed(undefined, signal);
    for (; state !== undefined; state = await watch.changed(state, signal)) {
      const started = performance.now();
      if (repeated === undefined) onStart();
      const composed = new Map<string, Promise<ComposedBundle>>();
      const dir = join(out, String(++number));
      const examiner = await examiners.take();
      try {
        const bundle = await composeChecked(
          source,
          { registry, registries, composed, bundler, examiner },
          { types: false },
        );
        if (bundle.digest === repeated) continue;
        await replaceFolder(dir, bundle.files, async (fresh) => {
          refuseErrors((await inspectFolder(fresh)).findings, bundle.manifest.name);
        });
        const { digest, manifest, tools, prompts, findings } = bundle;
        const lists = listsOf(bundle);
        if (signal.aborted) return;
        const sources = [...composed.keys()];
        await onBuilt({ dir, digest, manifest, tools, prompts, lists, findings, sources }, performance.now() - started);
        repeated = watch.follow([source, ...composed.keys()]) ? digest : undefined;
      } catch (error) {
        repeated = undefined;
        await rm(dir, { recursive: true, force: true, maxRetries: 3 });
        if (signal.aborted) return;
        await onBroken(error, performance.now() - started);
        watch.follow([source, ...composed.keys()]);
      } finally {
        await examiner.close();
        if (!signal.aborted) examiners.prepare();
      }
    }
  } finally {
    watch.close();
    await Promise.all([bundler.close(), examiners.close()]);
  }
}

function listsOf({ files, tools, prompts }: ComposedBundle): Build['lists'] {
  const skills = files.filter(({ path }) => path.startsWith('skills/'));
  return {
    tools: writeTools(tools),
    prompts: JSON.stringify(prompts),
    resources: skills.map(({ path, bytes }) => `${path} ${digestOf(bytes)}`).join('\n'),
  };
}
