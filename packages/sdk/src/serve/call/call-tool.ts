import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { AnyItemTool } from '../../connector/tool.ts';
import { RolekitError } from '../../errors.ts';
import { askedOf, project } from '../list/projection.ts';
import type { Ending } from '../plugin/call-ending.ts';
import { timed } from '../plugin/call-times.ts';
import { HANDLER_GRACE_MS } from '../plugin/grace-times.ts';
import type { IncomingCall } from '../plugin/incoming-call.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import { referenceOf } from '../plugin/problem-reference.ts';
import { sourceOf } from '../plugin/result-source.ts';
import { errorResult, itemResult } from '../result/envelope.ts';
import type { ApprovalDesk } from '../write/approval-desk.ts';
import { type OpenedCall, openCall, ownerOf } from './opened-call.ts';
import { parseInput } from './parse-input.ts';
import { runList } from './run-list.ts';

/** Runs a call of a tool. Never throws: what fails becomes an error result that says what to do. */
export async function callTool(
  state: PluginState,
  call: IncomingCall,
  desk?: ApprovalDesk,
): Promise<CallToolResult | InputRequiredResult> {
  const { ending } = call;
  state.deadlines.start(ending);
  try {
    const result = runCall(state, call, desk);
    // a handler that ignores its signal must not keep the caller waiting; what a write has begun is waited for
    return await (state.tools.isRead(call.name) ? orEnded(result, ending) : result);
  } catch (error) {
    if (error instanceof RolekitError && !(ending.by === 'timeout' && error.code === 'RK_CANCELLED'))
      return errorResult(await errorFor(state, call, error));
    if (ending.by === 'timeout')
      return errorResult(new RolekitError('RK_TIMEOUT', { connector: call.name, seconds: state.callMs / 1000 }));
    if (ending.by) return errorResult(new RolekitError('RK_CANCELLED'));
    const reference = referenceOf(state, call.name, error);
    return errorResult(new RolekitError('RK_INTERNAL', { what: call.name, reference }));
  } finally {
    state.deadlines.stop(ending);
    ending.settle();
  }
}

async function errorFor(state: PluginState, call: IncomingCall, error: RolekitError): Promise<RolekitError> {
  if (call.principal === state.principal) return error;
  const { remoteError } = await import('./remote-error.ts');
  return remoteError(state, call, error);
}

function orEnded<T>(result: Promise<T>, ending: Ending): Promise<T> {
  return new Promise((resolve, reject) => {
    result.then(resolve, reject);
    ending.onEnd(() => void setTimeout(() => reject(new RolekitError('RK_CANCELLED')), HANDLER_GRACE_MS).unref());
  });
}

async function runCall(
  state: PluginState,
  incoming: IncomingCall,
  knownDesk: ApprovalDesk | undefined,
): Promise<CallToolResult | InputRequiredResult> {
  const { connector, tool } = state.tools.found(incoming.name) ?? (await findTool(state, incoming));
  const { args, input } = parseInput(state.tools.inputOf(tool), incoming.args);
  const call = { ...incoming, args };
  switch (tool.kind) {
    case 'list':
      return runList(await openCall(state, connector, call), tool, input);
    case 'item':
      return runItem(await openCall(state, connector, call), tool, input);
    case 'read-results': {
      const opened = await openCall(state, connector, call);
      const { readTool } = await import('../kept/results-tool.ts');
      return runList(opened, readTool(tool, ownerOf(opened)), input);
    }
    case 'save-results': {
      const opened = await openCall(state, connector, call);
      const { saveTool } = await import('../kept/results-tool.ts');
      return runItem(opened, saveTool(tool, ownerOf(opened), call.principal === state.principal), input);
    }
    case 'write':
    case 'batch': {
      // most processes only ever read
      const { approvalDesk, checkAskable, writeBatch, writeTool } = await import('../write/write-call.ts');
      const desk = knownDesk ?? approvalDesk(state.approvalMs);
      try {
        checkAskable(desk, tool, call, input);
      } catch (error) {
        await noteDenied(state, incoming, connector.name, 'nobody could be asked to approve it');
        throw error;
      }
      const { opened, called } = await openCall(state, connector, call);
      const { principal } = call;
      const write = { serving: state, desk, connector, opened, principal, called: (own: unknown) => called(own), call };
      return tool.kind === 'batch' ? writeBatch({ ...write, tool }, input) : writeTool({ ...write, tool }, input);
    }
  }
}

/** A write that a policy takes away leaves a line: it was asked for. */
async function findTool(state: PluginState, incoming: IncomingCall) {
  try {
    return await state.tools.find(incoming.name);
  } catch (error) {
    const connector = state.tools.writerNamed(incoming.name);
    if (connector !== undefined && error instanceof RolekitError && error.code === 'RK_POLICY_DENIED')
      await noteDenied(state, incoming, connector, error.message);
    throw error;
  }
}

async function noteDenied(state: PluginState, { name, principal }: IncomingCall, connector: string, reason: string) {
  const { auditUnapplied } = await import('../write/write-call.ts');
  const of = { serving: state, connector, tool: name, environment: null, principal, summary: name };
  await auditUnapplied({ ...of, state: 'denied', reason });
}

async function runItem(
  { state, connector, opened, call, called }: OpenedCall,
  tool: AnyItemTool,
  given: Record<string, unknown>,
): Promise<CallToolResult> {
  const { input, fields } = askedOf(tool, given);
  const got = await timed(connector, opened, state.clock, () => tool.get(called(input)));
  const { item, notes, files } = got;
  const shown = fields ? project(tool, [item], fields)[0] : item;
  const result = itemResult(shown, sourceOf(connector, opened, got), notes ?? [], state.resultBytes);
  return files ? (await state.files()).attach(result, files, call.principal) : result;
}
