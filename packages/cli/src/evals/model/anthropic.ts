import { parseAnswer } from '@rolekit/sdk/http';
import { z } from 'zod';
import { argumentsIn } from './arguments.ts';
import type { Ask } from './ask.ts';
import type { Conversation, Message, Model, ModelTurn } from './types.ts';

/** Of the Messages API, sent with each request. */
export const ANTHROPIC_VERSION = '2023-06-01';

// blocks of other types, such as thinking, are sent back as they came
const BLOCK = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
});
const TOKENS = z.number().nonnegative().default(0);
const ANSWER = z.object({
  content: z.array(BLOCK),
  stop_reason: z.string(),
  usage: z
    .object({
      input_tokens: TOKENS,
      output_tokens: TOKENS,
      cache_creation_input_tokens: TOKENS,
      cache_read_input_tokens: TOKENS,
    })
    .optional(),
});

/** A model that speaks Anthropic's Messages. */
export function anthropicModel(ask: Ask, options: { model: string; maxTokens: number; host: string }): Model {
  const { model, maxTokens, host } = options;
  return {
    async turn({ system, tools, messages }, signal) {
      const body = {
        model,
        max_tokens: maxTokens,
        system,
        messages: messages.map(wireOf),
        ...(tools.length === 0 ? {} : { tools: toolsOf(tools) }),
      };
      return turnOf(parseAnswer(host, ANSWER, await ask(body, signal)));
    },
  };
}

function toolsOf(tools: Conversation['tools']) {
  return tools.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }));
}

function wireOf(message: Message): unknown {
  if (message.from === 'person') return { role: 'user', content: message.text };
  if (message.from === 'model') return { role: 'assistant', content: message.turn.raw };
  const content = message.results.map(({ id, text, isError }) => ({
    type: 'tool_result',
    tool_use_id: id,
    content: text,
    ...(isError ? { is_error: true } : {}),
  }));
  return { role: 'user', content };
}

function turnOf({ content, stop_reason, usage }: z.output<typeof ANSWER>): ModelTurn {
  const calls = content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id = '', name = '', input }) => ({ id, name, args: argumentsIn(input) }));
  return {
    text: content.flatMap(({ type, text }) => (type === 'text' ? (text ?? []) : [])).join('\n'),
    calls,
    end: endOf(stop_reason, calls.length),
    usage: usage && {
      input: usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens,
      output: usage.output_tokens,
    },
    raw: content,
  };
}

function endOf(reason: string, calls: number): ModelTurn['end'] {
  if (reason === 'refusal') return 'refused';
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded') return 'cut';
  return calls > 0 ? 'calls' : 'answered';
}
