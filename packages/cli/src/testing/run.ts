import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Connector, Finding } from '@rolekit/sdk';
import { hasErrors, RolekitError } from '@rolekit/sdk';
import { CONTRACT_REPORT_FILE } from '@rolekit/sdk/internal/plugin';
import type { CheckResult, Level } from '@rolekit/sdk/testing';
import { composeBundle } from '../build/compose.ts';
import { wordsIn } from '../build/words.ts';
import { loadConnector, sourcesIn } from '../connectors.ts';
import { choosePlaybooks, type PlaybookResult, readPlaybooks, runPlaybook } from '../playbook/index.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { sandboxStart } from '../sandboxes.ts';
import { checkSource } from '../validate/check.ts';
import { checkCalls } from '../validate/playbooks.ts';
import { openBench } from './bench.ts';
import { openServers } from './built-servers.ts';
import { checkContract, readContract, waiverFinding } from './contract.ts';
import { recordReport } from './record.ts';
import { readRecordings } from './recordings.ts';

export interface TestReport {
  plugin: string;
  passed: boolean;
  /** What stopped the tests before they ran, and warnings. */
  findings: Finding[];
  checks: CheckResult[];
  playbooks: PlaybookResult[];
  /** Connectors that have no sandbox here. */
  withoutSandbox: string[];
  /** Connectors that were tested over a recording of their live API. */
  overRecordings: { connector: string; recordedAt: string }[];
  /** Of generated input and faults. */
  seed: number;
  /** File that now holds what came of it. */
  recorded?: string;
  /** All of it passed strictly, and nothing keeps that for those who install it. */
  unrecorded?: boolean;
  ms: number;
}

export interface TestOptions {
  registry?: VerifyingRegistry | undefined;
  /** Of namespaces. */
  registries?: ReadonlyMap<string, VerifyingRegistry> | undefined;
  /** Run only playbooks whose file or skill is this. */
  only?: string | undefined;
  /** How much is asked of the plugin's connectors. @default what its `contract.json` says, else `standard` */
  level?: Level | undefined;
  /** Folder with a recording of each connector, which then stands in for its sandbox. */
  recordings?: string | undefined;
  /** For generated input and faults. */
  seed?: number | undefined;
  /** Keep what came of it beside the source, when all passed. */
  record?: boolean | undefined;
  onStep(text: string): void;
}

/** Builds a plugin into a temporary folder and tests what was built, against sandboxes and a home folder of its own. */
export async function testPlugin(dir: string, options: TestOptions): Promise<TestReport> {
  const started = performance.now();
  const { seed = 1 } = options;
  const report = (plugin: string, parts: Partial<TestReport>): TestReport => {
    const { findings = [], checks = [], playbooks = [], withoutSandbox = [], overRecordings = [], ...facts } = parts;
    const passed =
      !hasErrors(findings) &&
      checks.every((check) => check.status !== 'failed') &&
      playbooks.every((playbook) => playbook.passed);
    const ms = Math.round(performance.now() - started);
    return { ...facts, plugin, seed, passed, findings, checks, playbooks, withoutSandbox, overRecordings, ms };
  };
  const { settings, findings: unreadable } = await readContract(dir);
  const { registry, registries, onStep } = options;
  const build = { registry, registries, onStep, composed: new Map() };
  const findings = [...(await checkSource(dir, { types: 'installed', onStep, build })), ...unreadable];
  if (hasErrors(findings)) return report(dir, { findings });
  const { playbooks } = await readPlaybooks(dir);
  const chosen = choosePlaybooks(playbooks, options.only);
  const bundle = await composeBundle(dir, build);
  const plugin = `${bundle.manifest.extensions['dev.rolekit'].namespace}/${bundle.manifest.name}`;
  const { tools } = bundle;
  const names = tools.connectors.flatMap((connector) => connector.tools.map((tool) => tool.definition.name));
  const unknown = checkCalls(playbooks, names);
  if (unknown.length > 0) return report(plugin, { findings: [...findings, ...unknown] });

  const own = await ownConnectors(dir);
  const recordings = options.recordings === undefined ? undefined : await readRecordings(options.recordings, own);
  // one that works as it is, such as a calculator, has nothing to imitate
  const needsSettings = (name: string) =>
    tools.connectors.some((connector) => connector.name === name && connector.config.some(({ required }) => required));
  const level = options.level ?? settings.level ?? 'standard';
  const bench = await openBench(
    tools.connectors.map((connector) => connector.name),
    dir,
    { words: wordsIn(bundle.files), onStep: options.onStep },
  );
  const servers = await openServers(bundle, bench);
  try {
    const checks: CheckResult[] = [];
    if (options.only === undefined && tools.connectors.length > 0) {
      const starts = await Promise.all(
        bench.connected.map(async (name) => [name, await sandboxStart(name, dir)] as const),
      );
      const contract = checkContract({
        tools,
        deniesWrites: bundle.manifest.extensions['dev.rolekit'].policy?.writes === 'deny',
        own,
        sandboxes: Object.fromEntries(starts),
        built: servers.dir,
        unconnected: servers.unconnected,
        level,
        waivers: settings.waivers,
        seed,
        ...(recordings ? { recordings } : {}),
        onStep: options.onStep,
      });
      checks.push(...(await contract.catch((error: unknown) => refuse(waiverFinding(error)))));
    }
    const results: PlaybookResult[] = [];
    for (const playbook of recordings ? [] : chosen) {
      options.onStep(`Running ${playbook.file}`);
      await bench.reset();
      results.push(await runPlaybook(playbook, await servers.connectedTo(playbook.connected)));
    }
    const withoutSandbox = bench.missing.filter(needsSettings);
    const overRecordings = Object.values(recordings ?? {}).map(({ connector, recordedAt }) => ({
      connector,
      recordedAt,
    }));
    const done = report(plugin, { findings, checks, playbooks: results, withoutSandbox, overRecordings });
    const isWhole = level === 'strict' && done.passed && own.length > 0 && !recordings && options.only === undefined;
    if (!options.record || !done.passed)
      return isWhole && !existsSync(join(dir, CONTRACT_REPORT_FILE)) ? { ...done, unrecorded: true } : done;
    const recorded = await recordReport(dir, {
      plugin,
      version: bundle.manifest.version,
      toolsetDigest: tools.toolsetDigest,
      level,
      seed,
      connectors: own.map((connector) => connector.name),
      checks,
      playbooks: results.length,
    });
    return { ...done, recorded };
  } finally {
    await servers.close();
    await bench.close();
  }
}

/** What is found only while the tests run stops them like any finding. */
function refuse(findings: Finding[]): never {
  throw new RolekitError('RK_FINDINGS', { count: findings.length, what: 'contract.json', findings });
}

async function ownConnectors(dir: string): Promise<Connector[]> {
  return Promise.all((await sourcesIn(dir)).map((source) => loadConnector(source.dir, source.entry)));
}
