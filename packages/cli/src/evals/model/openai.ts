import { parseAnswer } from '@rolekit/sdk/http';
import { z } from 'zod';
import { argumentsIn } from './arguments.ts';
import type { Ask } from './ask.ts';
import type { Conversation, Message, Model, ModelTurn } from './types.ts';

const PART = z.object({ type: z.string(), text: z.string().optional() });
const CALL = z.object({
  id: z.string().optional(),
  function: z.object({
    name: z.string(),
    // some servers send an object, where the vendor sends its text
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  }),
});
const ANSWER = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().optional(),
        message: z.object({
          content: z.union([z.string(), z.array(PART)]).optional(),
          refusal: z.string().optional(),
          tool_calls: z.array(CALL).optional(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nonnegative(), completion_tokens: z.number().nonnegative() }).optional(),
});

/** A model that speaks Chat Completions, as OpenAI defines it and many servers do. */
export function openaiModel(ask: Ask, options: { model: string; maxTokens: number; host: string }): Model {
  const { model, maxTokens, host } = options;
  // newer models of OpenAI refuse the older name, which is the one that other servers know
  const limit = host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
  return {
    async turn(conversation, signal) {
      const body = { model, [limit]: maxTokens, messages: messagesOf(conversation), ...toolsOf(conversation) };
      return turnOf(parseAnswer(host, ANSWER, await ask(body, signal)), conversation.messages.length);
    },
  };
}

function toolsOf({ tools }: Conversation) {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema },
    })),
  };
}

function messagesOf({ system, messages }: Conversation): unknown[] {
  return [{ role: 'system', content: system }, ...messages.flatMap(wireOf)];
}

function wireOf(message: Message): unknown[] {
  if (message.from === 'person') return [{ role: 'user', content: message.text }];
  if (message.from === 'model') return [message.turn.raw];
  return message.results.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }));
}

function turnOf({ choices, usage }: z.output<typeof ANSWER>, turn: number): ModelTurn {
  const [choice] = choices;
  const { content = '', refusal, tool_calls = [] } = choice?.message ?? {};
  const text = typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
  const asked = tool_calls.map((call, index) => ({ ...call, id: call.id || `call_${turn}_${index}` }));
  const isRefused = refusal !== undefined || choice?.finish_reason === 'content_filter';
  const calls = asked.map(({ id, function: { name, arguments: given } }) => ({ id, name, args: argumentsIn(given) }));
  return {
    text: refusal ?? text,
    calls,
    end: isRefused ? 'refused' : choice?.finish_reason === 'length' ? 'cut' : calls.length > 0 ? 'calls' : 'answered',
    usage: usage && { input: usage.prompt_tokens, output: usage.completion_tokens },
    raw: {
      role: 'assistant',
      content: text,
      ...(asked.length === 0 ? {} : { tool_calls: asked.map(callOf) }),
    },
  };
}

function callOf({ id, function: { name, arguments: given = '{}' } }: z.output<typeof CALL>) {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return { id, type: 'function', function: { name, arguments: text } };
}
