import type { ToolDefinition } from '@rolekit/sdk/plugin';
import { structuredOf } from '@rolekit/sdk/serve';
import type { PlaybookHost, ToolAnswer } from '../playbook/index.ts';
import { type Ask, type Connected, connectServer } from './connect.ts';

/** A built plugin's server in a process of its own, called over stdio as a host does. */
export interface ServerHost extends PlaybookHost {
  listTools(): Promise<ToolDefinition[]>;
  /** A call in which a person is asked through `ask`; what that throws cancels the call and is thrown. */
  callAsking(tool: string, args: Record<string, unknown>, ask: Ask): Promise<ToolAnswer>;
  close(): Promise<void>;
}

/** Longer than a server's own limit, so that its error arrives. */
const MAX_CALL_MS = 180_000;

/**
 * Starts `server/main.mjs` of a bundle when it is first called. A process that can ask a person and one that cannot are two
 * processes: a client says once what it can.
 */
export function serverOf(dir: string, env: NodeJS.ProcessEnv): ServerHost {
  let asking: Promise<Connected> | undefined;
  let mute: Promise<Connected> | undefined;
  /** Answers the questions of the call that runs. */
  let answer: Ask = () => 'decline';
  let questions = 0;
  /** What questions ended with that were not answered. */
  let unanswered: unknown[] = [];
  const ask: Ask = async (question) => {
    questions += 1;
    try {
      return await answer(question);
    } catch (error) {
      // the server always gets an answer, so that it ends in order
      unanswered.push(error);
      return 'cancel';
    }
  };
  const canAsk = () => (asking ??= connectServer(dir, { env, ask }));
  const cannotAsk = () => (mute ??= connectServer(dir, { env }));
  const callWith = async (
    { client }: Connected,
    tool: string,
    args: Record<string, unknown>,
    its: Ask,
  ): Promise<ToolAnswer> => {
    answer = its;
    questions = 0;
    unanswered = [];
    const result = await client.callTool({ name: tool, arguments: args }, { timeout: MAX_CALL_MS });
    if (unanswered.length > 0) throw unanswered[0];
    return {
      isError: result.isError === true,
      structured: structuredOf(result),
      text: textOf(result),
      questions,
    };
  };
  return {
    async listTools() {
      const { client } = await canAsk();
      return (await client.listTools()).tools as ToolDefinition[];
    },
    async call(tool, args, approval) {
      return callWith(approval === 'none' ? await cannotAsk() : await canAsk(), tool, args, () => approval);
    },
    callAsking: async (tool, args, its) => callWith(await canAsk(), tool, args, its),
    async close() {
      const running = await Promise.allSettled([asking, mute]);
      await Promise.all(running.map((server) => server.status === 'fulfilled' && server.value?.close()));
    },
  };
}

/** The text of a result that a model reads. */
export function textOf({ content }: { content: readonly ({ type: string } & { text?: unknown })[] }): string {
  return content.map((part) => (part.type === 'text' ? String(part.text) : `[${part.type}]`)).join('\n');
}
