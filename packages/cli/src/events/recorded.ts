import { randomUUID } from 'node:crypto';
import { atExit } from '@rolekit/sdk/internal';
import { type CommandReport, commandReport } from '@rolekit/sdk/internal/audit';
import { settingsOfPolicy } from '@rolekit/sdk/internal/policy';
import type { CommandContext } from '../command.ts';
import { type MachinePolicy, readMachinePolicy } from '../policy/levels.ts';
import { homeOf } from '../rolekit-home.ts';
import { CANCELLED, type CommandEvent, DONE, type HistoryLine, outcomeOf } from './command-event.ts';
import { noteHistory } from './history.ts';
import { enqueue } from './report-queue.ts';

type Place = Pick<CommandContext, 'env' | 'json' | 'stderr'>;

/**
 * Does something, and leaves a line of what became of it: in the user's history, and where a company's policy asks for it among the
 * reports to its registry. A Ctrl-C leaves one too.
 *
 * @param event what `work` finds out, and where it did it, is filled in by `work`
 */
export async function recorded<R>(event: CommandEvent, context: Place, work: () => Promise<R>): Promise<R> {
  const finished = atExit(() => record(event, CANCELLED, context));
  try {
    const result = await work();
    record(event, DONE, context);
    return result;
  } catch (error) {
    record(event, outcomeOf(error), context);
    throw error;
  } finally {
    finished();
  }
}

function record(event: CommandEvent, outcome: typeof DONE, { env, json, stderr }: Place): void {
  const lines = linesOf(event, outcome);
  if (lines.length === 0) return;
  const home = homeOf(env);
  try {
    noteHistory(home, lines);
    for (const line of lines) for (const asking of askingRegistries(home, line)) report(home, asking, line);
  } catch (error) {
    // what was done is done, and says more than this
    const reason = (error as { code?: unknown }).code ?? 'it failed';
    if (!json) stderr.write(`~/.rolekit/history has no line of this: it cannot be written (${String(reason)}).\n`);
  }
}

function linesOf({ plugin, done, places, ...event }: CommandEvent, outcome: typeof DONE): HistoryLine[] {
  if (plugin === undefined) return [];
  const { type, version = null, digest = null, registry } = event;
  const at = new Date().toISOString();
  return places.map((host) => {
    const became = done.includes(host) ? DONE : outcome;
    return { id: randomUUID(), at, type, ...became, plugin, version, digest, registry, host };
  });
}

/** A registry that wants to hear of a plugin, and whether the plugin is its own. */
interface Asking {
  registry: string;
  isItsOwn: boolean;
}

/** The registries whose policy holds for the plugin and asks to be told; none without such a policy. */
function askingRegistries(home: string, { type, registry, plugin, digest }: HistoryLine): Asking[] {
  // a registry knows of its publications
  if (type === 'publish') return [];
  const { snapshots, company } = policyOf(home);
  // a registry may be known here by another address than the one that was used
  const isKnown = snapshots.some((snapshot) => snapshot.registry === registry);
  return snapshots.flatMap(({ registry: source, policy, plugins }) => {
    if (policy === null || !settingsOfPolicy([{ level: 'registry', source, document: policy }]).report) return [];
    const isListed = !isKnown && plugins.some((known) => known.id === plugin && known.digest === digest);
    const isItsOwn = source === registry || isListed;
    return isItsOwn || source === company ? [{ registry: source, isItsOwn }] : [];
  });
}

/** A policy that cannot be read asks for nothing, and the command says what is wrong with it. */
function policyOf(home: string): Pick<MachinePolicy, 'snapshots' | 'company'> {
  try {
    return readMachinePolicy(home);
  } catch {
    return { snapshots: [], company: undefined };
  }
}

function report(home: string, asking: Asking, { registry, type, ...line }: HistoryLine): void {
  const from: CommandReport['from'] = registry === null ? 'archive' : asking.isItsOwn ? 'here' : 'elsewhere';
  const parsed = commandReport.safeParse({ ...line, type, from });
  if (parsed.success) enqueue(home, asking.registry, parsed.data);
}
