import type { EvalCase } from '../case.ts';

/**
 * The benchmark of plugin-eval, of openai/plugins: it runs each scenario with the Codex command line, and shows the list of what to
 * look for beside what came of it.
 */
export function pluginEvalBenchmark(plugin: string, cases: readonly EvalCase[], workspace: string): string {
  const benchmark = {
    kind: 'plugin-eval-benchmark',
    schemaVersion: 2,
    version: 2,
    targetKind: 'plugin',
    targetName: plugin,
    // without a model, plugin-eval takes its own
    runner: { type: 'codex-cli', sandbox: 'workspace-write', approvalPolicy: 'never', extraArgs: [] },
    workspace: { sourcePath: workspace, setupMode: 'copy', preserve: 'on-failure' },
    targetProvisioning: { mode: 'workspace-plugin-marketplace' },
    verifiers: { commands: [] },
    notes: ['Made by rolekit build --evals.'],
    scenarios: cases.map(({ name, title, prompt, tools, order, facts }) => ({
      id: name,
      title,
      purpose: title,
      userInput: prompt,
      successChecklist: [
        ...tools.map((tool) => `It calls ${tool.name}.`),
        ...order.map(([before, after]) => `It calls ${before} before ${after}.`),
        ...facts.map((fact) => `It says ${fact.name}: ${JSON.stringify(fact.value)}.`),
        'It writes nothing that was not asked for.',
      ],
    })),
  };
  return `${JSON.stringify(benchmark, null, 2)}\n`;
}
