import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { Connector } from '../../connector/connector.ts';
import type { AnyTool } from '../../connector/tool.ts';
import type { LogLevel, ReadCall } from '../../connector/tool-call.ts';
import { MAX_CURSOR_LENGTH } from '../../connector/tool-schemas.ts';
import { RolekitError } from '../../errors.ts';
import type { ListPage } from '../../http/list/page.ts';
import type { MetricTable } from '../../metrics/index.ts';
import type { KeptOwner } from '../kept/results-store.ts';
import type { Position } from '../list/cursor.ts';
import { bytesBeside, metricPage } from '../list/metric-page.ts';
import { addedInputs, project } from '../list/projection.ts';
import type { Ending } from '../plugin/call-ending.ts';
import { timed } from '../plugin/call-times.ts';
import type { OpenConnection } from '../plugin/connections.ts';
import { HANDLER_GRACE_MS } from '../plugin/grace-times.ts';
import type { IncomingCall } from '../plugin/incoming-call.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import { referenceOf } from '../plugin/reference.ts';
import { sourceOf } from '../plugin/result-source.ts';
import { errorResult, fittingRows, itemResult, listResult } from '../result/envelope.ts';
import { shortened } from '../result/result-limits.ts';
import type { ApprovalDesk } from '../write/approval-desk.ts';
import { parseInput } from './parse-input.ts';

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
      return errorResult(await toldTo(state, call, error));
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

async function toldTo(state: PluginState, call: IncomingCall, error: RolekitError): Promise<RolekitError> {
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
  const found = state.tools.found(incoming.name) ?? (await state.tools.find(incoming.name));
  const { connector } = found;
  let { tool } = found;
  const { args, input } = parseInput(state.tools.inputOf(tool), incoming.args);
  const call = { ...incoming, args };
  // most processes only ever read
  const write = tool.access === 'read' ? undefined : await import('../write/write-call.ts');
  const desk = write && (knownDesk ?? write.approvalDesk(state.approvalMs));
  if (desk) write.checkAskable(desk, tool, call, input);
  const opened =
    state.connections.fresh(connector, call.principal) ?? (await state.connections.get(connector, call.principal));
  const called = contextOf(call, connector, opened);
  if (tool.results) {
    const { resultsTool } = await import('../kept/results-tool.ts');
    tool = resultsTool(tool, ownerOf(state, call, connector, opened), call.principal === state.principal);
  }
  if (tool.list) return runList(state, tool, connector, opened, input, called, call);
  if (tool.get) {
    const { input: own, fields } = addedInputs(tool, input);
    const got = await timed(
      connector,
      opened,
      state.clock,
      async () => (await tool.get?.(called(own, 1, undefined))) ?? none(tool),
    );
    const { item, notes, files } = got;
    const shown = fields ? project(tool, [item], fields)[0] : item;
    const result = itemResult(shown, sourceOf(connector, opened, got), notes ?? [], state.resultBytes);
    return files ? (await state.files()).attach(result, files, call.principal) : result;
  }
  if (!write || !desk) throw new RolekitError('RK_INTERNAL', { what: tool.name, reference: 'no handler' });
  return write.writeTool(
    {
      serving: state,
      desk,
      tool,
      connector,
      opened,
      principal: call.principal,
      called: (own) => called(own, 1, undefined),
      call,
    },
    input,
  );
}

/** What a handler gets; for a list, with its own limit and cursor. */
function contextOf({ ending, progress, log }: IncomingCall, connector: Connector, opened: OpenConnection) {
  const { connection, clock } = opened;
  // a vendor's words may be whole pages
  const say = (level: LogLevel, message: string) => log(level, shortened(message), connector.name);
  const step: typeof progress = (done, total, message) =>
    progress(done, total, message === undefined ? undefined : shortened(message));
  return (input: unknown, limit: number, cursor: string | undefined): ReadCall<unknown, unknown> => ({
    input,
    connection,
    clock,
    get signal() {
      return ending.signal;
    },
    progress: step,
    log: say,
    limit,
    cursor,
  });
}

async function runList(
  state: PluginState,
  tool: AnyTool,
  connector: Connector,
  opened: OpenConnection,
  { limit: asked, cursor, ...parsed }: Record<string, unknown>,
  called: ReturnType<typeof contextOf>,
  call: IncomingCall & { args: Record<string, unknown> },
): Promise<CallToolResult> {
  const { args, principal } = call;
  const { input, fields, keep } = addedInputs(tool, parsed);
  const given = { principal, tool: tool.name, args };
  const encode = async (at: Position) => (await state.cursors()).encode(given, at);
  const limit = typeof asked === 'number' ? asked : tool.defaultLimit;
  const position: Position =
    typeof cursor === 'string' ? (await state.cursors()).decode(given, cursor) : { vendor: undefined, skip: 0 };
  // pages are kept for the very cursor that asks for their rest
  const kept = typeof cursor === 'string' ? state.pages.get(cursor) : undefined;
  let page = kept;
  try {
    page ??= await timed(
      connector,
      opened,
      state.clock,
      async () => (await tool.list?.(called(input, limit + position.skip, position.vendor))) ?? none(tool),
    );
  } catch (error) {
    const resume = error instanceof RolekitError ? error.data.resume : undefined;
    if (!(error instanceof RolekitError) || typeof resume !== 'string') throw error;
    // the vendor still works on it: the same call can ask for the result later
    return errorResult(error, await encode({ vendor: resume, skip: 0 }));
  }
  const shape = (rows: readonly unknown[], isRest: boolean) =>
    fields ? project(tool, rows, fields, isRest || tool.results !== undefined) : [...rows];
  if (keep) {
    const { keepResult } = await import('../kept/keep-result.ts');
    return keepResult({
      serving: state,
      tool,
      owner: ownerOf(state, call, connector, opened),
      source: sourceOf(connector, opened, page),
      limit,
      position,
      first: page,
      fetch: async (vendor) => tool.list?.(called(input, tool.maxLimit, vendor)),
      shape,
      cursorOf: encode,
      progress: call.progress,
    });
  }
  const { skip, last } = position;
  const metrics = metricPage(tool, page, fields, cursor !== undefined);
  const all = metrics?.items ?? page.items;
  const isOther = !kept && last !== undefined && (await state.cursors()).rowMark(all[skip - 1]) !== last;
  const left = all.slice(skip);
  const rows = fields && !metrics ? shape(left, cursor !== undefined) : left;
  const count = fittingRows(rows, limit, state.resultBytes - bytesBeside(metrics));
  const rest = count < rows.length;
  const nextPosition: Position | undefined = rest
    ? { vendor: position.vendor, skip: position.skip + count, last: (await state.cursors()).rowMark(left[count - 1]) }
    : page.next === undefined
      ? undefined
      : { vendor: page.next, skip: 0 };
  const coded = nextPosition && (await encode(nextPosition));
  const next = coded !== undefined && coded.length > MAX_CURSOR_LENGTH ? undefined : coded;
  if (rest && next) state.pages.put(next, page);
  const notes = [
    ...(page.notes ?? []),
    ...(isOther ? [OTHER_PAGE] : []),
    ...(coded !== undefined && next === undefined ? [NO_CURSOR] : []),
  ];
  const total = metrics ? linesInAll(page, metrics) : page.total;
  return listResult(
    rows.slice(0, count),
    {
      returned: count,
      ...(total === undefined ? {} : { total }),
      truncated: coded !== undefined,
      ...(next ? { next } : {}),
    },
    sourceOf(connector, opened, page),
    notes,
    state.resultBytes,
    metrics,
  );
}

/** Of values whose number is known, and which have all come. */
function linesInAll({ total, items }: ListPage<unknown>, table: MetricTable): number | undefined {
  return total === items.length ? table.items.length : undefined;
}

const OTHER_PAGE =
  'The list changed while it was read: the page was fetched again for its rest, and its rows are others. Rows may be missing or come twice; read it again without a cursor for one state of it.';

const NO_CURSOR =
  'There are more rows, and the service’s name for the next page is too long to be handed on. Narrow the request.';

function ownerOf(
  { home }: { home: string },
  { principal }: IncomingCall,
  { name }: Connector,
  { environment, id }: OpenConnection,
): KeptOwner {
  return { home, principal, connector: name, environment, connection: id };
}

/** A handler of an older connector, or one that is none. */
function none(tool: AnyTool): never {
  throw new RolekitError('RK_INTERNAL', { what: tool.name, reference: 'no result' });
}
