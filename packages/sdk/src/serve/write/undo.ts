import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { BatchResult } from '../../connector/batch.ts';
import type { Connector } from '../../connector/connector.ts';
import type { AnyBatchTool, AnyTool } from '../../connector/tool.ts';
import type { ItemResult, ToolCall, WritePlan, WriteUndo } from '../../connector/tool-call.ts';
import { canonicalJson } from '../../digest/canonical.ts';
import { digestOf } from '../../digest/digest.ts';
import { RolekitError } from '../../errors.ts';
import { withLockFile } from '../../files/lock-file.ts';
import { visible } from '../../tree/hidden-characters.ts';
import { LivePolicy, policyPaths } from '../plugin/machine-policy.ts';
import { PluginState } from '../plugin/plugin-state.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { ServedConnector, ServeOptions } from '../plugin/types.ts';
import { approvalQuestion } from './approval.ts';
import { type AuditEntry, connectionMark } from './audit-log.ts';
import { BatchWrite } from './batch/run.ts';
import { recordedWrite } from './recorded-write.ts';
import type { Writer } from './serving.ts';
import { auditUnapplied } from './unapplied-write.ts';

/** A write of the audit log that may be undone. */
export interface LoggedWrite
  extends Pick<
    AuditEntry,
    'at' | 'plugin' | 'connector' | 'tool' | 'environment' | 'principal' | 'summary' | 'state' | 'before' | 'after'
  > {
  /** Its idempotency key. */
  id: string;
  connection: string | undefined;
  undo: Record<string, unknown>;
  /** When it was undone, wholly. */
  undone?: string;
}

export interface UndoOptions
  extends Pick<ServeOptions, 'env' | 'home' | 'profile' | 'principal' | 'onProblem' | 'policyFiles'> {
  /** Aborted when the person gives up. */
  signal: AbortSignal;
  /** Shows what would be done and asks. */
  ask(question: string): Promise<'accept' | 'decline' | 'cancel'>;
}

/** What came of it. */
export interface Undone {
  /** The write that was undone. */
  undoes: string;
  summary: string;
  environment: 'production' | 'sandbox';
  /** Of a batch, counts and an outcome for each item. */
  result: Record<string, unknown> | BatchResult;
  notes: string[];
}

/** The writes of the audit log that can be undone or were, the newest first. */
export async function undoableWrites(home: string = homedir()): Promise<LoggedWrite[]> {
  const lines = await readLines(join(home, '.rolekit', 'audit'));
  const writes = new Map<string, LoggedWrite>();
  const undone = new Map<string, string>();
  for (const { idempotencyKey: id, connection, undo = {}, canUndo, undoes, ...line } of lines) {
    if (undoes !== undefined) {
      if (line.state === 'applied') undone.set(undoes, line.at);
      continue;
    }
    if (!canUndo) continue;
    const { at, plugin, connector, tool, environment, principal, summary, state, before, after } = line;
    // it names records, and is shown on a terminal
    const facts = {
      at,
      plugin,
      connector,
      tool,
      environment,
      principal,
      summary: visible(summary),
      state,
      before,
      after,
    };
    // the last line of a write counts; what an earlier one said about undoing stands
    writes.set(id, { ...facts, id, connection, undo: { ...writes.get(id)?.undo, ...undo } });
  }
  return [...writes.values()]
    .filter((write) => isUndoable(write))
    .map((write) => ({ ...write, ...(undone.has(write.id) ? { undone: undone.get(write.id) ?? '' } : {}) }))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** The write that an id, or the beginning of one, means. @throws RK_NOT_FOUND, RK_INVALID_REQUEST for an ambiguous one */
export async function findWrite(id: string, home?: string): Promise<LoggedWrite> {
  const found = (await undoableWrites(home)).filter(
    (undoableWrite) => id.length >= 6 && undoableWrite.id.startsWith(id),
  );
  const [write] = found;
  if (found.length > 1)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${found.length} writes have an id that begins with ${id}.`,
      hint: 'Give more of it.',
    });
  if (write) return write;
  throw new RolekitError('RK_NOT_FOUND', {
    what: `A write ${id} that can be undone`,
    hint: 'List them with `rolekit undo --list`. It leaves out failed writes and those without an undo.',
  });
}

/**
 * Undoes one write of this user through the connector that made it: reads what stands there now, asks, and applies, with
 * lines of its own in the audit log. An undo that was cut off goes on where it stopped.
 *
 * @throws RK_CONFLICT when the values are no longer those that were written, or it is undone already; RK_APPROVAL_REFUSED;
 * RK_POLICY_DENIED where this machine must not have the tool
 */
export async function undoWrite(connector: Connector, write: LoggedWrite, options: UndoOptions): Promise<Undone> {
  const [name = write.plugin, version = ''] = write.plugin.split('@');
  const { signal, ask, ...serving } = options;
  const policy = new LivePolicy(options.policyFiles ?? policyPaths(options.home ?? homedir()));
  const plugin = { name, version, description: '', connectors: [withAllTools(connector)] };
  const state = new PluginState(plugin, { ...serving, policy });
  try {
    if (write.undone !== undefined) throw undoneAlready(write.undone);
    if (write.principal !== state.principal)
      throw refused(`It was made by ${write.principal}.`, 'Let them undo it, or change it back with a tool.');
    const { tool } = await state.tools.find(write.tool);
    const undo = undoOf(tool);
    if (!undo)
      throw refused(`${write.tool} cannot be undone: its connector does not say how.`, 'Change it back with a tool.');
    const opened = await state.connections.get(connector, state.principal);
    if (connectionMark(opened) !== write.connection)
      throw refused(
        `Another connection of ${connector.title} than the active one made it.`,
        'Name its profile: --profile.',
      );
    return await alone(state.home, write, () =>
      undo({ serving: state, connector, opened, principal: state.principal, write, signal, ask }),
    );
  } finally {
    await state.connections.close();
  }
}

/** One at a time, also where two terminals ask about it. @throws RK_CONFLICT */
async function alone<T>(home: string, { id }: LoggedWrite, work: () => Promise<T>): Promise<T> {
  const lock = join(home, '.rolekit', 'journal', `undo-${digestOf(Buffer.from(id)).slice(-24)}.lock`);
  const ifStillThere = async () => {
    const now = (await undoableWrites(home)).find((write) => write.id === id);
    if (now?.undone !== undefined) throw undoneAlready(now.undone);
    return work();
  };
  try {
    return await withLockFile(lock, ifStillThere, { waitMs: 0 });
  } catch (error) {
    if (!(error instanceof RolekitError) || error.data.held !== true) throw error;
    throw new RolekitError('RK_CONFLICT', { reason: 'Another process is undoing it.' });
  }
}

function undoneAlready(at: string): RolekitError {
  return new RolekitError('RK_CONFLICT', { reason: `It was already undone, at ${at}.` });
}

/** A plugin may have switched on what is off by default. */
function withAllTools(connector: Connector): ServedConnector {
  const { description, load } = servedFrom(connector);
  return {
    description: { ...description, tools: description.tools.map((tool) => ({ ...tool, enabled: true })) },
    load,
  };
}

interface Undoing extends Writer, Pick<UndoOptions, 'signal' | 'ask'> {
  write: LoggedWrite;
}

type Undo = (undoing: Omit<Undoing, 'tool'>) => Promise<Undone>;

/** How writes of a tool are undone; undefined where they cannot be. */
function undoOf(tool: AnyTool): Undo | undefined {
  if (tool.access === 'read') return undefined;
  if (tool.kind === 'batch') {
    const { undo } = tool;
    return undo && ((undoing) => undoBatch({ ...undoing, tool: { ...tool, batch: undo, undo: undefined } }));
  }
  const { undo } = tool;
  return undo && ((undoing) => undoOne({ ...undoing, tool }, undo));
}

async function undoOne(undoing: Undoing, undo: WriteUndo<unknown>): Promise<Undone> {
  const { before, after, undo: recorded, id } = undoing.write;
  const context = contextOf(undoing, { before, after, undo: recorded });
  const plan = await undo.plan(context);
  await askFor(undoing, plan, []);
  // the person may have thought about it for long
  const now = await undo.plan(context);
  if (canonicalJson([now.before, now.after]) !== canonicalJson([plan.before, plan.after]))
    throw new RolekitError('RK_CONFLICT', { reason: 'It changed while you were asked; nothing was undone.' });
  const idempotencyKey = randomBytes(16).toString('hex');
  const undone = await recordedWrite(
    undoing,
    { plan, idempotencyKey, by: 'terminal' },
    { lines: { undoes: id }, apply: () => undo.apply({ ...context, plan, idempotencyKey }) },
  );
  return { ...summaryOf(undoing, plan), result: undone.item, notes: undone.notes.map(visible) };
}

/** The tool sends what undoes its batch. */
async function undoBatch(undoing: Undoing & Writer<AnyBatchTool>): Promise<Undone> {
  const { write, signal } = undoing;
  const whole = new BatchWrite({
    ...undoing,
    context: contextOf(undoing, write.undo),
    endedBy: () => (signal.aborted ? 'cancelled' : undefined),
    undoes: write.id,
  });
  const done = ({ item, notes = [] }: ItemResult<unknown>, plan: Pick<WritePlan, 'summary'>): Undone => ({
    ...summaryOf(undoing, plan),
    result: item as BatchResult,
    notes: notes.map(visible),
  });
  try {
    const plan = await whole.plan();
    const notes = plan.batch.notes ?? [];
    await askFor(undoing, plan, notes);
    return done(await whole.apply({ plan, idempotencyKey: randomBytes(16).toString('hex'), by: 'terminal' }), plan);
  } catch (error) {
    const resume = error instanceof RolekitError && error.code === 'RK_BATCH_OPEN' ? error.data.batch : undefined;
    if (typeof resume !== 'string') throw error;
    // the person approved it before
    return done(await whole.resume(resume), { summary: `The rest of an undo of: ${write.summary}` });
  }
}

/** @throws RK_APPROVAL_REFUSED */
async function askFor(
  { serving, tool, connector, opened, principal, write, ask }: Undoing,
  plan: WritePlan,
  notes: readonly string[],
): Promise<void> {
  const question = approvalQuestion(connector.title, opened.environment, plan);
  const why = `Undoes what was written at ${write.at}: ${write.summary}`;
  const answer = await ask([question, ...notes.map((note) => `Note: ${visible(note)}`), why].join('\n'));
  if (answer !== 'accept') {
    const reason = `the person answered "${answer}"`;
    await auditUnapplied({
      serving,
      connector: connector.name,
      tool: tool.name,
      environment: opened.environment,
      principal,
      state: answer === 'cancel' ? 'cancelled' : 'refused',
      reason,
      summary: `Undo of: ${write.summary}`,
    });
    throw new RolekitError('RK_APPROVAL_REFUSED', { tool: `The undo of ${tool.name}`, reason });
  }
}

function contextOf({ opened, signal, tool }: Undoing, input: unknown): ToolCall<never, unknown> {
  return {
    input: input as never,
    connection: opened.connection,
    clock: opened.clock,
    words: tool.words ?? {},
    signal,
    progress: () => {},
    log: () => {},
  };
}

function summaryOf({ opened, write }: Undoing, { summary }: Pick<WritePlan, 'summary'>) {
  return { undoes: write.id, summary: visible(summary), environment: opened.environment };
}

/** It was applied, at least in part, and says how to go back. */
function isUndoable({ state, undo }: LoggedWrite): boolean {
  const { items } = undo;
  if (Array.isArray(items) && state !== 'applied') return items.length > 0;
  return state === 'applied' && Object.keys(undo).length > 0;
}

async function readLines(folder: string): Promise<AuditEntry[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d{4}-\d{2}\.jsonl$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').flatMap(parsed));
}

/** The last line may have been cut off with its process. */
function parsed(line: string): AuditEntry[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as AuditEntry];
  } catch {
    return [];
  }
}

function refused(reason: string, hint: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason, hint });
}
