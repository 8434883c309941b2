import {
  type AuthInfo,
  type CallToolRequest,
  CLIENT_CAPABILITIES_META_KEY,
  inputResponse,
  McpServer,
  type McpServerFactory,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { callTool } from '../call/call-tool.ts';
import { endingOf } from '../plugin/call-ending.ts';
import type { Log } from '../plugin/incoming-call.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import { approvalDesk } from '../write/approval-desk.ts';
import { hasFiles, registerFiles } from './file-resources.ts';
import { registerPrompts } from './prompts.ts';
import { rawResult } from './raw-result.ts';
import { lazySkills } from './skills.ts';

/** Milliseconds that a client that is not told of changes may keep a list. */
const LIST_TTL_MS = 5 * 60_000;

/**
 * MCP servers for one plugin, in both protocol eras. What all of them share (definitions, connections, approvals) is in
 * the state; a server itself is cheap.
 *
 * @param isLasting false for servers of one request each, which have nobody to tell that the list changed
 */
export function serverFactory(
  state: PluginState,
  { isLasting = true, desk = approvalDesk(state.approvalMs) } = {},
): McpServerFactory {
  const { plugin } = state;
  const servesFiles = hasFiles(plugin);
  const skills = plugin.skillsDir === undefined ? undefined : lazySkills(plugin.skillsDir, state, LIST_TTL_MS);
  return ({ era, authInfo }) => {
    const principal = principalOf(authInfo) ?? state.principal;
    const mcp = new McpServer(
      { name: plugin.name, version: plugin.version, ...(plugin.title ? { title: plugin.title } : {}) },
      {
        // it changes when the policy of this machine does, and not with what is connected
        capabilities: { tools: { listChanged: true }, logging: {} },
        instructions: plugin.description,
        cacheHints: { 'tools/list': { ttlMs: LIST_TTL_MS, cacheScope: 'private' } },
      },
    );
    if (isLasting) {
      // whoever is gone, or never listened, need not hear it
      mcp.server.onclose = state.tools.onListChanged(() => void mcp.server.sendToolListChanged().catch(() => {}));
    }
    mcp.server.setRequestHandler('tools/list', () => ({ tools: state.tools.listed }) as never);
    const call = async ({ params }: CallToolRequest, ctx: ServerContext) => {
      const raw = state.tools.raw(params.name);
      if (raw) return rawResult(await raw.call(params.arguments ?? {}, ctx), state.resultBytes);
      return callTool(
        state,
        {
          name: params.name,
          args: params.arguments,
          principal,
          ending: endingOf(ctx.mcpReq.signal),
          progress: progressOf(ctx),
          log: logOf(ctx),
          ...waysToAsk(mcp, era, ctx),
          answer: answerOf(ctx),
        },
        desk,
      );
    };
    mcp.server.setRequestHandler('tools/call', (request, ctx) => state.inFlight.track(call(request, ctx)));
    registerPrompts(mcp, plugin.prompts ?? [], state.resultBytes);
    if (servesFiles) registerFiles(mcp, () => state.files(), principal);
    skills?.attach(mcp);
    plugin.extend?.(mcp, { era, principal });
    return mcp;
  };
}

/** Who was let in, as the gate says it; see `oauth/verifier.ts`. */
function principalOf(authInfo: AuthInfo | undefined): string | undefined {
  const principal = authInfo?.extra?.principal;
  return typeof principal === 'string' ? principal : undefined;
}

/** What this client declared; before there were two ways, an empty declaration meant forms. */
function waysToAsk(
  mcp: McpServer,
  era: 'legacy' | 'modern',
  ctx: ServerContext,
): { canAsk: boolean; canOpen: boolean } {
  const envelope: Record<string, unknown> = ctx.mcpReq.envelope ?? {};
  const declared = (
    era === 'modern'
      ? envelope[CLIENT_CAPABILITIES_META_KEY]
      : // a request without a session comes to a server that never saw `initialize`, and has no way back to the client
        mcp.server.getClientCapabilities()
  ) as { elicitation?: { form?: unknown; url?: unknown } } | undefined;
  const { elicitation } = declared ?? {};
  const canOpen = elicitation?.url !== undefined;
  return { canAsk: elicitation?.form !== undefined || (elicitation !== undefined && !canOpen), canOpen };
}

function answerOf(ctx: ServerContext): { approved: boolean; action: string; state: string | undefined } | undefined {
  if (ctx.mcpReq.inputResponses === undefined && ctx.mcpReq.requestState() === undefined) return undefined;
  const response = inputResponse(ctx.mcpReq.inputResponses, 'approval');
  const action = response.kind === 'elicit' ? response.action : 'no answer';
  const approved = response.kind === 'elicit' && response.action === 'accept' && response.content?.approve === true;
  return { approved, action, state: ctx.mcpReq.requestState<string>() };
}

function progressOf(ctx: ServerContext): (done: number, total?: number, message?: string) => void {
  const token = ctx.mcpReq._meta?.progressToken;
  if (token === undefined) return () => {};
  return (progress, total, message) => {
    // a host that is gone must not fail the call
    void ctx.mcpReq
      .notify({
        method: 'notifications/progress',
        params: {
          progressToken: token,
          progress,
          ...(total === undefined ? {} : { total }),
          ...(message === undefined ? {} : { message }),
        },
      })
      .catch(() => {});
  };
}

function logOf(ctx: ServerContext): Log {
  // the official server drops what is below the level that the host asked for
  return (level, message, logger) => void ctx.mcpReq.log(level, message, logger).catch(() => {});
}
