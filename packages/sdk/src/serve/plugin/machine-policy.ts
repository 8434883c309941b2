import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../../connector/description-types.ts';
import { RolekitError } from '../../errors.ts';
import type { PolicyDocument, PolicyLevel } from '../../policy/document.ts';
import { names } from '../../policy/match.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { snapshotFolder } from '../../policy/snapshot.ts';
import { gateHere, type ServedHere } from './plugin-gate.ts';
import type { ServedPlugin, ServeOptions } from './types.ts';

/**
 * What a person or their company denies on this machine, beside what a plugin itself denies, and the tools that they switch on of
 * those that a plugin has and does not list by default.
 */
export interface OwnPolicy {
  readonly denied: (tool: string, access: Access) => DeniedBy | undefined;
  /** True for a tool that is switched on here; what is denied stays denied. */
  readonly enabled: (tool: string) => boolean;
  /** Files that cannot be understood: until they are corrected, every tool is denied. */
  readonly broken: readonly RolekitError[];
  /** What to say of a policy that lets a plugin go on nonetheless. */
  readonly warning: string | undefined;
  /** When a signed policy ends, RFC 3339. */
  readonly endsAt: string | undefined;
  /** The same for policies that deny the same. */
  readonly fingerprint: string;
}

/** Which file denies a tool. */
export interface DeniedBy {
  path: string;
  problem?: RolekitError;
}

/** One file of a machine's policy. */
export type PolicyFile = { path: string } & PolicyDocument &
  Required<Pick<PolicyDocument, 'writes' | 'denyTools' | 'enableTools'>>;

const MAX_BYTES = 64 * 1024;
const WATCH_MS = 2000;
const SETTLED_MS = 100;
const MAX_WAIT_MS = 3_600_000;

/** Where a company's policy lies; only its administrators can write there. */
const COMPANY_POLICY =
  process.platform === 'win32' ? 'C:\\ProgramData\\rolekit\\policy.json' : '/etc/rolekit/policy.json';

/** The files that count, the company's first: `/etc/rolekit/policy.json` and `~/.rolekit/policy.json`. */
export function policyPaths(home: string): string[] {
  return [COMPANY_POLICY, join(home, '.rolekit', 'policy.json')];
}

/**
 * Reads the policies of a machine: `{ "writes": "deny", "denyTools": ["salesforce_delete_*"], "enableTools": ["slack_*"] }`. What is
 * not there denies nothing.
 *
 * @param here has the rest of what they allow, and the signed policies of registries, count for this plugin
 */
export function readOwnPolicy(paths: readonly string[], here?: ServedHere): OwnPolicy {
  const files: PolicyFile[] = [];
  const broken: RolekitError[] = [];
  for (const path of paths) {
    try {
      const file = readPolicy(path);
      if (file) files.push(file);
    } catch (error) {
      if (!(error instanceof RolekitError)) throw error;
      broken.push(error);
    }
  }
  const ofFiles = files.map(({ path, ...document }): PolicyLevel => {
    const level = paths.length > 1 && path === paths[0] ? 'machine' : 'user';
    return { level, source: path, document };
  });
  const gate = here && gateHere(ofFiles, here, broken);
  const levels = gate?.levels ?? ofFiles;
  return {
    broken,
    warning: gate?.warning,
    endsAt: gate?.endsAt,
    fingerprint: JSON.stringify([levels, gate?.refusal?.message, broken.map(({ message }) => message)]),
    denied(tool, access) {
      const problem = broken[0] ?? gate?.refusal;
      if (problem) return { path: String(problem.data.path ?? problem.data.source), problem };
      const by = levels.find(
        ({ document: { writes, denyTools = [] } }) =>
          (writes === 'deny' && access !== 'read') || denyTools.some((pattern) => names.covers(pattern, tool)),
      );
      return by && { path: by.source };
    },
    enabled: (tool) =>
      levels.some(({ document: { enableTools = [] } }) => enableTools.some((pattern) => names.covers(pattern, tool))),
  };
}

export const NO_POLICY: OwnPolicy = {
  broken: [],
  warning: undefined,
  endsAt: undefined,
  fingerprint: '',
  denied: () => undefined,
  enabled: () => false,
};

/** The policy of this machine while a server runs: read again when one of its files comes, changes or goes. */
export class LivePolicy {
  current: OwnPolicy;
  readonly #here: ServedHere | undefined;
  readonly #paths: readonly string[];
  readonly #listeners = new Set<() => void>();
  #isWatching = false;

  /** @param here the plugin that is served; without it only tools are denied and switched on */
  constructor(paths: readonly string[], here?: ServedHere) {
    this.#here = here;
    this.#paths = paths;
    this.current = readOwnPolicy(paths, here);
  }

  /** From here on, changes are seen within seconds. Keeps no process alive. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    // by name and not by inode: editors replace a file, and one that is not there yet may come
    for (const path of this.#watched()) watchFile(path, { interval: WATCH_MS, persistent: false }, this.#look);
    // what changed since the files were read is seen by nobody else
    this.#look();
  }

  /** Is called after `current` has changed, in the order in which they were given. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    for (const path of this.#watched()) unwatchFile(path, this.#look);
    clearTimeout(this.#soon);
    clearTimeout(this.#end);
    this.#isWatching = false;
  }

  #watched(): string[] {
    return this.#here === undefined ? [...this.#paths] : [...this.#paths, snapshotFolder(this.#here.home)];
  }

  /** Looks again when a signed policy ends. */
  #await(end: string | undefined): void {
    clearTimeout(this.#end);
    if (end === undefined || !this.#isWatching) return;
    const now = this.#here?.clock?.() ?? new Date();
    const wait = Math.min(Math.max(new Date(end).getTime() - now.getTime(), 0), MAX_WAIT_MS);
    this.#end = setTimeout(this.#look, wait).unref();
  }
  #end: NodeJS.Timeout | undefined;

  readonly #look = (): void => {
    // whoever writes the file may not be done
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      const now = readOwnPolicy(this.#paths, this.#here);
      this.#await(now.endsAt);
      if (now.fingerprint === this.current.fingerprint) return;
      this.current = now;
      for (const listener of this.#listeners) listener();
    }, SETTLED_MS).unref();
  };
  #soon: NodeJS.Timeout | undefined;
}

/** The policy of this machine for a plugin that is about to be served; what lets it go on nonetheless is said. */
export function livePolicy(plugin: ServedPlugin, options: ServeOptions): LivePolicy {
  const home = options.home ?? homedir();
  const policy = new LivePolicy(options.policyFiles ?? policyPaths(home), { plugin, home, clock: options.clock });
  const { warning } = policy.current;
  if (warning !== undefined) (options.onProblem ?? ((text) => process.stderr.write(`${text}\n`)))(warning);
  return policy;
}

/** Undefined when it is not there. @throws RK_FILE with what is wrong in it */
export function readPolicy(path: string): PolicyFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw broken(path, `cannot be read (${String(code)})`);
  }
  if (text.length > MAX_BYTES) throw broken(path, `has more than ${MAX_BYTES} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw broken(path, 'is not valid JSON');
  }
  const document = parsePolicy(json, (reason) => broken(path, reason));
  return { path, writes: 'confirm', denyTools: [], enableTools: [], ...document };
}

function broken(path: string, reason: string): RolekitError {
  const hint = 'Correct it, or have who owns it do so; until then it denies every tool.';
  return new RolekitError('RK_FILE', { path, reason, hint });
}
