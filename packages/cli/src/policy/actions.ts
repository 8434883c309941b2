import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Finding, RolekitError } from '@rolekit/sdk';
import { parsePolicy } from '@rolekit/sdk/internal/policy';
import type { PolicyChange, PolicyHistory } from '@rolekit/sdk/wire';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { openRegistry, type RegistryOptions } from '../registry/open-registry.ts';
import { withTokenAdvice } from '../registry/token-advice.ts';
import { homeOf } from '../rolekit-home.ts';
import { checkMachine } from './check-machine.ts';
import { hostSettings, MANAGED_HOSTS, type ManagedHost } from './host-settings.ts';
import { levelsFor, type MachinePolicy, readMachinePolicy } from './levels.ts';
import { settingsText, writeSettings } from './settings-file.ts';
import { syncPolicy } from './sync-policy.ts';

export interface ActionOptions extends RegistryOptions {
  file: string | undefined;
  host: string | undefined;
  to: string | undefined;
  root: string;
  dryRun: boolean;
}

/** A file of managed settings: where the host reads it, and where it was written. */
export interface ExportedFile {
  path: string;
  written: string | null;
  text: string;
}

export type ActionResult =
  | { action: 'set' | 'clear'; registry: string; dryRun: boolean; changed: boolean; refused: PolicyChange['refused'] }
  | { action: 'history'; registry: string; policies: PolicyHistory['policies'] }
  | {
      action: 'sync';
      registry: string;
      owner: string | null;
      isAllowedAll: boolean;
      expiresAt: string;
      plugins: number;
    }
  | { action: 'export'; host: ManagedHost; files: ExportedFile[]; notKept: string[] }
  | { action: 'check'; findings: Finding[] };

type Action = (options: ActionOptions, context: CommandContext) => Promise<ActionResult>;

/** What `rolekit policy <action>` does. */
export const ACTIONS: Readonly<Record<ActionResult['action'], Action>> = {
  async set(options, context) {
    if (options.file === undefined) throw usageError('No policy file given.', 'Write `rolekit policy set <file>`.');
    const document = await readDocument(resolve(context.cwd, options.file));
    return change('set', document, options, context);
  },
  clear: (options, context) => change('clear', null, options, context),
  async history(options, context) {
    const registry = await openRegistry(options, context);
    const { policies } = await registry.policyHistory().catch(advised);
    return { action: 'history', registry: registry.url, policies };
  },
  async sync(options, context) {
    const home = homeOf(context.env);
    const { pinned, company } = machineOrKeys(home);
    const registry = await openRegistry({ ...options, registry: options.registry ?? company }, context);
    const snapshot = await syncPolicy(registry, { home, plugins: [], pinned });
    if (snapshot === undefined)
      throw usageError(`${registry.url} keeps no policy.`, 'Use a registry of this version or later.');
    const { policy, expiresAt, plugins } = snapshot;
    const isAllowedAll = policy === null;
    const owner = policy?.owner ?? null;
    return { action: 'sync', registry: registry.url, owner, isAllowedAll, expiresAt, plugins: plugins.length };
  },
  async export(options, context) {
    const host = MANAGED_HOSTS.find((name) => name === options.host);
    if (host === undefined) throw usageError('No host given.', `Add --host ${MANAGED_HOSTS.join('|')}.`);
    const machine = readMachinePolicy(homeOf(context.env));
    const registry = await registryOf(options, machine, context);
    if (!machine.snapshots.some((snapshot) => snapshot.registry === registry))
      throw usageError(`There is no signed policy of ${registry} here.`, 'Fetch it first, with `rolekit policy sync`.');
    const settings = settingsOf(host, machine, registry);
    const files: ExportedFile[] = [];
    const root = options.to === undefined ? undefined : resolve(context.cwd, options.to);
    for (const file of settings.files) {
      const { path } = file;
      const written = root === undefined ? null : await writeSettings(file, root);
      if (written === undefined || (written === null && file.entries.length === 0)) continue;
      files.push({ path, written, text: await settingsText(file, root ?? '/nowhere') });
    }
    return { action: 'export', host, files, notKept: settings.notKept };
  },
  async check(options, context) {
    const hosts = options.host === undefined ? MANAGED_HOSTS : MANAGED_HOSTS.filter((name) => name === options.host);
    if (hosts.length === 0) throw usageError(`There is no host ${options.host}.`, `Use ${MANAGED_HOSTS.join(', ')}.`);
    const named = options.registry;
    const settings = (machine: MachinePolicy) => {
      const registry = named ?? machine.company ?? machine.snapshots[0]?.registry;
      return registry === undefined ? [] : hosts.map((host) => settingsOf(host, machine, registry));
    };
    const root = resolve(context.cwd, options.root);
    return { action: 'check', findings: await checkMachine({ home: homeOf(context.env), root, settings }) };
  },
};

async function change(
  action: 'set' | 'clear',
  document: object | null,
  options: ActionOptions,
  context: CommandContext,
): Promise<ActionResult> {
  const { dryRun } = options;
  if (dryRun && document === null) throw usageError('`clear` has no dry run.', 'Leave --dry-run out.');
  const registry = await openRegistry(options, context);
  const { changed, refused } = await registry.setPolicy(document, { dryRun }).catch(advised);
  return { action, registry: registry.url, dryRun, changed, refused };
}

async function readDocument(path: string): Promise<object> {
  const refuse = (reason: string) => new RolekitError('RK_FILE', { path, reason, hint: 'Correct it.' });
  const text = await readFile(path, 'utf8').catch(() => {
    throw refuse('cannot be read');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse('is not valid JSON');
  }
  return parsePolicy(json, refuse, { isLocal: false });
}

/** A signed policy that is broken is what `sync` mends, so that it does not stop it. */
function machineOrKeys(home: string): Pick<MachinePolicy, 'pinned' | 'company'> {
  try {
    return readMachinePolicy(home);
  } catch {
    return { pinned: new Map(), company: undefined };
  }
}

function settingsOf(host: ManagedHost, machine: MachinePolicy, registry: string) {
  const documents = levelsFor(machine, registry).map(({ document }) => document);
  const marketplace = machine.snapshots.find((snapshot) => snapshot.registry === registry)?.marketplace;
  return hostSettings(host, { registry, marketplace, documents });
}

async function registryOf(options: ActionOptions, machine: MachinePolicy, context: CommandContext): Promise<string> {
  if (options.registry === undefined && machine.company !== undefined) return machine.company;
  return (await openRegistry(options, context)).url;
}

function advised(error: unknown): never {
  throw withTokenAdvice(error);
}
