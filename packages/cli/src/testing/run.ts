import { rm } from 'node:fs/promises';
import type { Connector, Finding } from '@rolekit/sdk';
import { hasErrors } from '@rolekit/sdk';
import type { RegistryClient } from '@rolekit/sdk/host';
import { composeBundle } from '../build/compose.ts';
import { loadConnector, sourcesIn } from '../connectors.ts';
import { type PlaybookResult, readPlaybooks, runPlaybook } from '../playbook/index.ts';
import { serverOf } from '../served/server.ts';
import { writeTemporary } from '../served/target.ts';
import { checkSource } from '../validate/check.ts';
import { checkCalls } from '../validate/playbooks.ts';
import { bareEnvironment, openBench } from './bench.ts';
import { type Check, checkContract } from './contract.ts';

export interface TestReport {
  plugin: string;
  passed: boolean;
  /** What stopped the tests before they ran, and warnings. */
  findings: Finding[];
  checks: Check[];
  playbooks: PlaybookResult[];
  /** Connectors that have no sandbox here. */
  withoutSandbox: string[];
  ms: number;
}

export interface TestOptions {
  registry?: RegistryClient | undefined;
  /** Run only playbooks whose file or skill is this. */
  only?: string | undefined;
  onStep(text: string): void;
}

/** Builds a plugin into a temporary folder and tests what was built, against sandboxes and a home folder of its own. */
export async function testPlugin(dir: string, options: TestOptions): Promise<TestReport> {
  const started = performance.now();
  const report = (plugin: string, rest: Partial<TestReport>): TestReport => {
    const { findings = [], checks = [], playbooks = [], withoutSandbox = [] } = rest;
    const passed = !hasErrors(findings) && [...checks, ...playbooks].every((one) => one.passed);
    return { plugin, passed, findings, checks, playbooks, withoutSandbox, ms: Math.round(performance.now() - started) };
  };
  const findings = await checkSource(dir);
  if (hasErrors(findings)) return report(dir, { findings });
  const { playbooks } = await readPlaybooks(dir);
  const bundle = await composeBundle(dir, { registry: options.registry, onStep: options.onStep });
  const plugin = `${bundle.manifest.extensions['dev.rolekit'].namespace}/${bundle.manifest.name}`;
  const { tools } = bundle;
  if (tools.connectors.length === 0) return report(plugin, { findings });
  const names = tools.connectors.flatMap((connector) => connector.tools.map((tool) => tool.definition.name));
  const unknown = checkCalls(playbooks, names);
  if (unknown.length > 0) return report(plugin, { findings: [...findings, ...unknown] });

  const own = await ownConnectors(dir);
  const bench = await openBench(
    tools.connectors.map((connector) => connector.name),
    dir,
    options.onStep,
  );
  const built = await writeTemporary(bundle.files);
  const server = serverOf(built, bareEnvironment(bench.home));
  const unconnected = serverOf(built, bareEnvironment(bench.emptyHome));
  try {
    options.onStep('Checking the contract');
    const checks = options.only === undefined ? await checkContract({ tools, own, bench, server, unconnected }) : [];
    const results: PlaybookResult[] = [];
    for (const playbook of playbooks) {
      if (options.only !== undefined && !isNamed(playbook, options.only)) continue;
      options.onStep(`Running ${playbook.file}`);
      await bench.reset();
      results.push(await runPlaybook(playbook, server));
    }
    return report(plugin, { findings, checks, playbooks: results, withoutSandbox: bench.missing });
  } finally {
    await Promise.all([server.close(), unconnected.close()]);
    await bench.close();
    await rm(built, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function ownConnectors(dir: string): Promise<Connector[]> {
  return Promise.all((await sourcesIn(dir)).map((source) => loadConnector(source.dir, source.entry)));
}

function isNamed(
  playbook: { file: string; skill?: string | undefined; connector?: string | undefined },
  name: string,
): boolean {
  const base = playbook.file.replace(/^playbooks\/|\.ya?ml$/g, '');
  return [playbook.file, base, playbook.skill, playbook.connector].includes(name);
}
