import { Client, type Transport } from '@modelcontextprotocol/client';
import type { ToolDefinition } from '../connector/description-types.ts';
import { structuredOf } from '../tool-error.ts';

/** What a person answers when a write asks; `none` is a host that cannot ask. */
export type Approve = 'accept' | 'decline' | 'cancel' | 'none';

/** A revision of MCP that hosts speak. */
export type Era = '2026-07-28' | '2025-11-25';

export interface HostOptions {
  /** @default '2026-07-28' */
  era?: Era;
  /** A function may do something first: what changes while a person thinks. @default 'none' */
  approve?: Approve | ((question: string) => Approve | Promise<Approve>);
  /** Told all that the server says beside its answers: log messages of every level, and progress. @default asks for none */
  onTold?(text: string): void;
}

export interface CalledTool {
  isError: boolean;
  /** The envelope, or `{ error }`. */
  structured: Record<string, unknown>;
  text: string;
}

/** A host without a model: approvals scripted. */
export interface ScriptedHost {
  readonly client: Client;
  /** The questions that were asked, in order. */
  readonly questions: string[];
  listTools(): Promise<ToolDefinition[]>;
  call(name: string, args?: Record<string, unknown>, options?: { signal?: AbortSignal }): Promise<CalledTool>;
  close(): Promise<void>;
}

/** Longer than a server's own limit, so that its error arrives. */
const MAX_CALL_MS = 180_000;

/** Connects a scripted host to a server over any transport. */
export async function connectHost(transport: Transport, options: HostOptions = {}): Promise<ScriptedHost> {
  const { era = '2026-07-28', approve = 'none', onTold } = options;
  const client = new Client(
    { name: 'rolekit-testing', version: '1.0.0' },
    {
      versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' },
      capabilities: approve === 'none' ? {} : { elicitation: { form: {} } },
    },
  );
  const questions: string[] = [];
  if (approve !== 'none') {
    client.setRequestHandler('elicitation/create', async (request) => {
      questions.push(request.params.message);
      const action = typeof approve === 'function' ? await approve(request.params.message) : approve;
      if (action === 'accept') return { action, content: { approve: true } };
      return { action: action === 'none' ? 'cancel' : action };
    });
  }
  if (onTold)
    client.setNotificationHandler('notifications/message', ({ params }) => onTold(JSON.stringify(params.data)));
  await client.connect(transport);
  if (onTold && era === '2025-11-25') await client.setLoggingLevel('debug');
  const asking =
    onTold && era === '2026-07-28' ? { _meta: { 'io.modelcontextprotocol/logLevel': 'debug' as const } } : {};
  return {
    client,
    questions,
    listTools: async () => (await client.listTools()).tools as ToolDefinition[],
    async call(name, args = {}, { signal } = {}) {
      const result = await client.callTool(
        { name, arguments: args, ...asking },
        {
          timeout: MAX_CALL_MS,
          ...(signal ? { signal } : {}),
          ...(onTold ? { onprogress: ({ message = '' }) => onTold(message) } : {}),
        },
      );
      return {
        isError: result.isError === true,
        structured: structuredOf(result),
        text: result.content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n'),
      };
    },
    close: () => client.close(),
  };
}
