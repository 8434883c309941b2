import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connector, type Finding, RolekitError } from '@rolekit/sdk';
import { listDifference } from '@rolekit/sdk/internal';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import type { ServedPlugin } from '@rolekit/sdk/serve';
import { type CheckResult, contract, type Level, type Recording, type StartSandbox } from '@rolekit/sdk/testing';
import { z } from 'zod';
import type { ServerHost } from '../plugin-server/client.ts';

/** What a plugin's folder says about its contract: `contract.json`. */
const SETTINGS = z.strictObject({
  level: z.enum(['basic', 'standard', 'strict']).optional(),
  waivers: z
    .array(z.strictObject({ check: z.string(), tool: z.string().optional(), reason: z.string().min(10) }))
    .default([]),
});

export type ContractSettings = z.output<typeof SETTINGS>;

export interface ContractInput {
  tools: ToolsFile;
  /** The plugin's policy denies writes. */
  deniesWrites: boolean;
  /** The plugin's own connectors; joined ones were tested where they come from. */
  own: readonly Connector[];
  /** Starts the sandbox of each of them that has one. */
  sandboxes: Readonly<Record<string, StartSandbox>>;
  /** Folder of the built plugin. */
  built: string;
  /** Its server without any connection. */
  unconnected: ServerHost;
  /** By connector; one stands in for its sandbox. */
  recordings?: Readonly<Record<string, Recording>>;
  level: Level;
  waivers: ContractSettings['waivers'];
  seed: number;
  onStep(text: string): void;
}

/** Runs the contract suite for the plugin's own connectors, and checks what its built server lists. */
export async function checkContract(input: ContractInput): Promise<CheckResult[]> {
  const all = input.tools.connectors.flatMap((connector) => connector.tools);
  // a server that may not write lists no tool that does
  const entries = input.deniesWrites ? all.filter(({ access }) => access === 'read') : all;
  const problem = listDifference(await input.unconnected.listTools(), entries);
  const listed: CheckResult = {
    check: 'server',
    title: 'lists exactly the tools of tools.json, without any settings',
    of: 'server',
    ...(problem === undefined ? { status: 'passed' } : { status: 'failed', problem }),
  };
  const described = input.own.flatMap((connector) => {
    const description = input.tools.connectors.find((tested) => tested.name === connector.name);
    return description ? [{ description, load: async () => connector }] : [];
  });
  if (described.length === 0) return [listed];
  const plugin: ServedPlugin = { name: 'tested', version: '0.0.0', description: '', connectors: described };
  const { level, waivers, seed, recordings, onStep } = input;
  const report = await contract(plugin, {
    level,
    sandbox: input.sandboxes,
    bundle: input.built,
    waivers: waivers.map(({ tool, ...waiver }) => ({ ...waiver, ...(tool === undefined ? {} : { tool }) })),
    seed,
    ...(recordings ? { recordings } : {}),
    onStep,
  });
  return [listed, ...report.results];
}

/** Reads `contract.json`, where a plugin has one. */
export async function readContract(dir: string): Promise<{ settings: ContractSettings; findings: Finding[] }> {
  const path = join(dir, 'contract.json');
  if (!existsSync(path)) return { settings: { waivers: [] }, findings: [] };
  try {
    return { settings: SETTINGS.parse(JSON.parse(await readFile(path, 'utf8'))), findings: [] };
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : String(error);
    const fix = 'Write { "waivers": [{ "check": "…", "reason": "…" }] }; a reason is a sentence.';
    const finding: Finding = { code: 'contract/form', severity: 'error', message, file: 'contract.json', fix };
    return { settings: { waivers: [] }, findings: [finding] };
  }
}

/** What is wrong with a waiver, as a finding. */
export function waiverFinding(error: unknown): Finding[] {
  if (!(error instanceof RolekitError) || error.code !== 'RK_DEFINITION') throw error;
  return [
    { code: 'contract/waiver', severity: 'error', message: error.message, file: 'contract.json', fix: error.fix },
  ];
}
