import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** What the scripted model does in one turn; a plain text is its answer. */
export type Reply =
  | string
  | {
      text?: string;
      calls?: { name: string; args?: Record<string, unknown>; rawArgs?: string }[];
      end?: 'cut' | 'refused';
      status?: number;
      retryAfter?: number;
      usage?: { input: number; output: number } | 'none';
    };

/** What the model was sent, whatever the wire. */
export interface Heard {
  model: string;
  system: string;
  tools: { name: string; description: string; schema: Record<string, unknown> }[];
  prompt: string;
  /** Texts of the tools, the newest turn last. */
  results: { text: string; isError: boolean | undefined }[][];
  headers: IncomingMessage['headers'];
  path: string;
}

/** Answers a request by its place in the conversation: 0 for the first turn. */
export type Script = (turn: number, heard: Heard) => Reply | Promise<Reply>;

export interface ScriptedModel {
  url: string;
  heard: Heard[];
  close(): Promise<void>;
}

const TEXT = z.string();
const CALLS = z.array(
  z.strictObject({
    id: TEXT.min(1),
    type: z.literal('function'),
    function: z.strictObject({ name: TEXT, arguments: TEXT }),
  }),
);
const OPENAI = z.strictObject({
  model: TEXT,
  max_tokens: z.int().positive(),
  messages: z.array(
    z.discriminatedUnion('role', [
      z.strictObject({ role: z.literal('system'), content: TEXT }),
      z.strictObject({ role: z.literal('user'), content: TEXT }),
      z.strictObject({ role: z.literal('assistant'), content: TEXT, tool_calls: CALLS.optional() }),
      z.strictObject({ role: z.literal('tool'), tool_call_id: TEXT, content: TEXT }),
    ]),
  ),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: TEXT.regex(/^[\w-]{1,64}$/),
          description: TEXT,
          parameters: z.looseObject({ type: z.literal('object') }),
        }),
      }),
    )
    .min(1)
    .optional(),
});
const BLOCK = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: TEXT }),
  z.strictObject({ type: z.literal('thinking'), thinking: TEXT, signature: z.literal('signed') }),
  z.strictObject({ type: z.literal('tool_use'), id: TEXT, name: TEXT, input: z.unknown() }),
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: TEXT,
    content: TEXT,
    is_error: z.literal(true).optional(),
  }),
]);
const ANTHROPIC = z.strictObject({
  model: TEXT,
  max_tokens: z.int().positive(),
  system: TEXT,
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.union([TEXT, z.array(BLOCK)]) })),
  tools: z
    .array(
      z.strictObject({
        name: TEXT.regex(/^[\w-]{1,128}$/),
        description: TEXT,
        input_schema: z.looseObject({ type: z.literal('object') }),
      }),
    )
    .min(1)
    .optional(),
});

/** A model on loopback that speaks Chat Completions and Messages as strictly as the vendors do, and does as a script says. */
export async function startScriptedModel(script: Script): Promise<ScriptedModel> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const body: unknown = JSON.parse(await textOf(request));
    const path = request.url ?? '';
    const wire = path.endsWith('/messages') ? ANTHROPIC_WIRE : OPENAI_WIRE;
    const send = (status: number, json: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
    try {
      const what = { ...wire.read(body), headers: request.headers, path };
      heard.push(what);
      const given = await script(what.results.length, what);
      const reply = typeof given === 'string' ? { text: given } : given;
      if (reply.status === undefined) return send(200, wire.write(reply, what));
      const wait: Record<string, string> =
        reply.retryAfter === undefined ? {} : { 'retry-after': String(reply.retryAfter) };
      return send(reply.status, wire.error(reply.text ?? 'no'), wait);
    } catch (error) {
      return send(400, wire.error(error instanceof Error ? error.message : String(error)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => close(server));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, close: () => close(server) };
}

type Spoken = Exclude<Reply, string>;

interface Wire {
  read(body: unknown): Omit<Heard, 'headers' | 'path'>;
  write(reply: Spoken, heard: Heard): unknown;
  error(message: string): unknown;
}

const OPENAI_WIRE: Wire = {
  read(body) {
    const { model, messages, tools = [] } = OPENAI.parse(body);
    const results: Heard['results'] = [];
    let open: string[] = [];
    for (const message of messages) {
      if (message.role === 'tool') {
        expectThat(open.includes(message.tool_call_id), `no call ${message.tool_call_id} waits for an answer`);
        open = open.filter((id) => id !== message.tool_call_id);
        results.at(-1)?.push({ text: message.content, isError: undefined });
      } else {
        expectThat(open.length === 0, `no answer to ${open.join(', ')}`);
        if (message.role === 'assistant') {
          open = (message.tool_calls ?? []).map(({ id }) => id);
          results.push([]);
        }
      }
    }
    expectThat(open.length === 0, `no answer to ${open.join(', ')}`);
    const textFrom = (role: string) => String(messages.find((message) => message.role === role)?.content ?? '');
    return {
      model,
      system: textFrom('system'),
      prompt: textFrom('user'),
      tools: tools.map(({ function: tool }) => ({ ...tool, schema: tool.parameters })),
      results,
    };
  },
  write({ text = '', calls = [], end, usage = { input: 100, output: 10 } }, { results }) {
    const finish = end === 'cut' ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop';
    return {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'scripted',
      choices: [
        {
          index: 0,
          logprobs: null,
          finish_reason: finish,
          message: {
            role: 'assistant',
            content: end === 'refused' || text === '' ? null : text,
            refusal: end === 'refused' ? text : null,
            ...(calls.length === 0
              ? {}
              : { tool_calls: calls.map((call, index) => callOf(call, results.length, index)) }),
          },
        },
      ],
      ...(usage === 'none'
        ? {}
        : {
            usage: {
              prompt_tokens: usage.input,
              completion_tokens: usage.output,
              total_tokens: usage.input + usage.output,
            },
          }),
    };
  },
  error: (message) => ({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
};

const ANTHROPIC_WIRE: Wire = {
  read(body) {
    const { model, system, messages, tools = [] } = ANTHROPIC.parse(body);
    const results: Heard['results'] = [];
    let open: string[] = [];
    for (const [index, { role, content }] of messages.entries()) {
      expectThat(role === (index % 2 === 0 ? 'user' : 'assistant'), 'roles must take turns');
      const blocks = typeof content === 'string' ? [] : content;
      if (role === 'assistant') {
        open = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
        results.push([]);
      } else {
        const answers = blocks.flatMap((block) => (block.type === 'tool_result' ? [block] : []));
        expectThat(
          answers.map((answer) => answer.tool_use_id).join() === open.join(),
          `no answer to ${open.join(', ')}`,
        );
        results.at(-1)?.push(...answers.map((answer) => ({ text: answer.content, isError: answer.is_error === true })));
      }
    }
    return {
      model,
      system,
      prompt: String(messages[0]?.content),
      tools: tools.map((tool) => ({ ...tool, schema: tool.input_schema })),
      results,
    };
  },
  write({ text = '', calls = [], end, usage = { input: 100, output: 10 } }, { results }) {
    return {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'scripted',
      stop_sequence: null,
      stop_reason:
        end === 'cut' ? 'max_tokens' : end === 'refused' ? 'refusal' : calls.length > 0 ? 'tool_use' : 'end_turn',
      content: [
        { type: 'thinking', thinking: 'Well.', signature: 'signed' },
        ...(text === '' ? [] : [{ type: 'text', text }]),
        ...calls.map(({ name, args = {}, rawArgs }, index) => ({
          type: 'tool_use',
          id: `toolu_${results.length}_${index}`,
          name,
          input: rawArgs ?? args,
        })),
      ],
      ...(usage === 'none'
        ? {}
        : {
            usage: {
              input_tokens: usage.input,
              output_tokens: usage.output,
              cache_creation_input_tokens: 0,
              cache_read_input_tokens: null,
            },
          }),
    };
  },
  error: (message) => ({ type: 'error', error: { type: 'invalid_request_error', message } }),
};

function callOf(call: { name: string; args?: unknown; rawArgs?: string }, turn: number, index: number) {
  const { name, args = {}, rawArgs = JSON.stringify(args) } = call;
  return { id: `call_${turn}_${index}`, type: 'function', function: { name, arguments: rawArgs } };
}

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new TypeError(otherwise);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
