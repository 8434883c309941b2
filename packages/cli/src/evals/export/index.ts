import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { type ComposedBundle, replaceFolder } from '../../build/index.ts';
import { wordsIn } from '../../build/words.ts';
import { nameOf, type Playbook, readPlaybooks } from '../../playbook/index.ts';
import { openBench } from '../../testing/bench.ts';
import { openServers } from '../../testing/built-servers.ts';
import { caseOf, notAsked, ungradable } from '../case.ts';
import { claudeEvals, type RecordedCase } from './claude-evals.ts';
import { pluginEvalBenchmark } from './plugin-eval-benchmark.ts';
import { recordingHost } from './recording.ts';

export interface WrittenEvals {
  /** Folder that was written. */
  out: string;
  /** Playbooks that became cases. */
  cases: number;
  /** Those with nothing to grade. */
  skipped: string[];
}

/**
 * Writes a plugin's playbooks as evals of other tools, below `.rolekit/evals` of its source: a folder of the plugin's name
 * is the bundle with Claude Code's `evals/` in it, mocks included; `plugin-eval/` has a benchmark of plugin-eval, which calls a plugin by
 * its folder.
 *
 * @throws RK_EVAL_PLAYBOOK when a playbook does not hold in the sandbox
 */
export async function writeEvals(bundle: ComposedBundle, onStep: (text: string) => void): Promise<WrittenEvals> {
  const { playbooks } = await readPlaybooks(bundle.source);
  const made = await recordCases(
    playbooks.filter((playbook) => notAsked(playbook) === undefined),
    bundle,
    onStep,
  );
  const recorded = made.filter(({ evalCase }) => ungradable(evalCase) === undefined);
  const names = new Set(recorded.map(({ evalCase }) => evalCase.name));
  const skipped = playbooks.map(nameOf).filter((name) => !names.has(name));
  const { name } = bundle.manifest;
  const benchmark = pluginEvalBenchmark(
    name,
    recorded.map(({ evalCase }) => evalCase),
    'workspace',
  );
  const files: BundleFile[] = [
    ...[...bundle.files, ...claudeEvals(name, bundle.tools, recorded)].map(({ path, bytes }) => ({
      path: `${name}/${path}`,
      bytes,
    })),
    text('plugin-eval/benchmark.json', benchmark),
    text('plugin-eval/workspace/README.md', 'The folder in which plugin-eval runs each scenario.\n'),
  ];
  const out = join(bundle.source, '.rolekit', 'evals');
  await replaceFolder(out, files);
  return { out, cases: recorded.length, skipped };
}

async function recordCases(
  playbooks: readonly Playbook[],
  bundle: ComposedBundle,
  onStep: (text: string) => void,
): Promise<RecordedCase[]> {
  const connectors = bundle.tools.connectors.map(({ name }) => name);
  const bench = await openBench(connectors, bundle.source, { words: wordsIn(bundle.files), onStep });
  const servers = await openServers(bundle, bench);
  const cases: RecordedCase[] = [];
  try {
    for (const playbook of playbooks) {
      onStep(`Running ${playbook.file} in the sandbox`);
      await bench.reset();
      const { host, calls } = recordingHost(await servers.connectedTo(playbook.connected));
      cases.push({ evalCase: await caseOf(playbook, host, bundle.source), calls });
    }
  } finally {
    await servers.close();
    await bench.close();
  }
  return cases;
}

function text(path: string, content: string): BundleFile {
  return { path, bytes: new TextEncoder().encode(content) };
}
