import { type ComposedBundle, idOf } from '../build/index.ts';
import { wordsIn } from '../build/words.ts';
import { usageError } from '../errors.ts';
import { choosePlaybooks, nameOf, readPlaybooks } from '../playbook/index.ts';
import { openBench } from '../testing/bench.ts';
import { openServers } from '../testing/built-servers.ts';
import { composeChecked } from '../validate/compose-checked.ts';
import { type AccessOf, caseOf, notAsked, ungradable } from './case.ts';
import type { EvalOptions } from './options.ts';
import { type CaseReport, type EvalReport, reportOf } from './report.ts';
import { runCase } from './run-case.ts';

/**
 * Runs the playbooks of a plugin in front of a model, in sandboxes of their own. What was run until a budget or the endpoint
 * ended it is reported.
 */
export async function evaluatePlugin(dir: string, options: EvalOptions): Promise<EvalReport> {
  const started = performance.now();
  const { onStep, registry, registries } = options;
  const bundle = await composeChecked(dir, { registry, registries, onStep }, { types: false });
  const playbooks = choosePlaybooks((await readPlaybooks(dir)).playbooks, options.only);
  if (playbooks.length === 0)
    throw usageError('The plugin has no playbooks.', 'Write one in playbooks/: an eval is made of it.');
  const names = bundle.tools.connectors.map(({ name }) => name);
  const bench = await openBench(names, dir, { words: wordsIn(bundle.files), onStep });
  const servers = await openServers(bundle, bench);
  const place = { bundle, bench, servers, accessOf: accessIn(bundle) };
  const cases: CaseReport[] = [];
  const skipped: { name: string; reason: string }[] = [];
  let stopped: string | undefined;
  try {
    for (const playbook of playbooks) {
      const unasked = notAsked(playbook);
      if (unasked !== undefined) {
        skipped.push({ name: nameOf(playbook), reason: unasked });
        continue;
      }
      onStep(`Running ${playbook.file} in the sandbox`);
      await bench.reset();
      const evalCase = await caseOf(playbook, await servers.connectedTo(playbook.connected), dir);
      const reason = ungradable(evalCase);
      if (reason !== undefined) {
        skipped.push({ name: evalCase.name, reason });
        continue;
      }
      const result = await runCase(evalCase, place, options, cases.length > 0);
      cases.push(result.report);
      stopped = result.stopped;
      if (stopped !== undefined) break;
    }
  } finally {
    await servers.close();
    await bench.close();
  }
  const about = { plugin: idOf(bundle), version: bundle.manifest.version, ms: Math.round(performance.now() - started) };
  return reportOf({ ...about, cases, skipped, stopped }, options.spending);
}

/** The access of each tool of a bundle. */
export function accessIn({ tools }: ComposedBundle): AccessOf {
  const entries = tools.connectors.flatMap((connector) => connector.tools);
  const access = new Map(entries.map((entry) => [entry.definition.name, entry.access]));
  return (tool) => access.get(tool);
}
