// Tools that ask the person, the model or the client behind the call; one definition for both protocol eras.
import { randomBytes } from 'node:crypto';
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { RawTool } from '@rolekit/sdk/serve';
import { text } from './sample-contents.ts';
import { tool } from './tools.ts';

type Form = Parameters<typeof inputRequired.elicit>[0];

export const form = (message: string, properties: object, required = Object.keys(properties)) =>
  inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required } } as Form);

const question = (message: string, maxTokens = 100) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: text(message) }], maxTokens });

const codec = createRequestStateCodec<{ round: number }>({ key: randomBytes(32) });

async function roundOf(ctx: ServerContext): Promise<number> {
  const state = ctx.mcpReq.requestState<string>();
  if (state === undefined) return 0;
  try {
    return (await codec.verify(state, ctx)).round;
  } catch {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The request state was changed on its way.');
  }
}

/** Asks one form, and says what came back. */
function askingForm(
  name: string,
  message: (args: Record<string, unknown>) => string,
  said: string,
  shape: Shape,
): RawTool {
  return tool(
    name,
    (args, ctx) => {
      const answer = inputResponse(ctx.mcpReq.inputResponses, 'form');
      if (answer.kind !== 'elicit')
        return inputRequired({ inputRequests: { form: form(message(args), shape.fields, shape.required) } });
      return { content: [text(`${said}action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`)] };
    },
    shape.input,
  );
}

interface Shape {
  fields: object;
  required?: string[];
  input?: Record<string, object>;
}

const OPTIONS = ['option1', 'option2', 'option3'];
const titled = (word: string) =>
  ['First', 'Second', 'Third'].map((title, index) => ({ const: `value${index + 1}`, title: `${title} ${word}` }));

export const ASKING_TOOLS: RawTool[] = [
  askingForm('test_elicitation', ({ message }) => String(message), 'User response: ', {
    fields: {
      username: { type: 'string', description: "User's response" },
      email: { type: 'string', description: "User's email address" },
    },
    input: { message: { type: 'string' } },
  }),
  askingForm('test_elicitation_sep1034_defaults', () => 'Check these values', 'Elicitation completed: ', {
    fields: {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
    required: [],
  }),
  askingForm('test_elicitation_sep1330_enums', () => 'Choose', 'Elicitation completed: ', {
    fields: {
      untitledSingle: { type: 'string', enum: OPTIONS },
      titledSingle: { type: 'string', oneOf: titled('Option') },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2', 'opt3'],
        enumNames: ['Option One', 'Option Two', 'Option Three'],
      },
      untitledMulti: { type: 'array', items: { type: 'string', enum: OPTIONS } },
      titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
    },
    required: [],
  }),
  askingForm('test_streaming_elicitation', () => 'Go on?', 'Answer: ', { fields: { ok: { type: 'boolean' } } }),
  tool(
    'test_sampling',
    ({ prompt }, ctx) => {
      const said = sampled(ctx, 'model');
      if (said === undefined) return inputRequired({ inputRequests: { model: question(String(prompt)) } });
      return { content: [text(`LLM response: ${said}`)] };
    },
    { prompt: { type: 'string' } },
  ),
  tool('test_input_required_result_elicitation', (_args, ctx) => {
    const { name } = acceptedContent(ctx.mcpReq.inputResponses, 'user_name') ?? {};
    if (typeof name === 'string') return { content: [text(`Hello, ${name}!`)] };
    return inputRequired({ inputRequests: { user_name: form('What is your name?', { name: { type: 'string' } }) } });
  }),
  tool('test_input_required_result_sampling', (_args, ctx) => {
    const said = sampled(ctx, 'capital_question');
    if (said !== undefined) return { content: [text(said)] };
    return inputRequired({ inputRequests: { capital_question: question('What is the capital of France?') } });
  }),
  tool('test_input_required_result_list_roots', (_args, ctx) => {
    const answer = inputResponse(ctx.mcpReq.inputResponses, 'client_roots');
    if (answer.kind === 'roots') return { content: [text(answer.roots.map(({ uri }) => uri).join(', '))] };
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  }),
  tool('test_input_required_result_request_state', async (_args, ctx) => {
    const round = await roundOf(ctx);
    if (round === 1 && acceptedContent(ctx.mcpReq.inputResponses, 'confirm')) return { content: [text('state-ok')] };
    return inputRequired({
      inputRequests: { confirm: form('Please confirm', { ok: { type: 'boolean' } }) },
      requestState: await codec.mint({ round: 1 }, ctx),
    });
  }),
  tool('test_input_required_result_tampered_state', async (_args, ctx) => {
    const round = await roundOf(ctx);
    if (round === 1 && acceptedContent(ctx.mcpReq.inputResponses, 'confirm')) return { content: [text('Unchanged.')] };
    return inputRequired({
      inputRequests: { confirm: form('Please confirm', { ok: { type: 'boolean' } }) },
      requestState: await codec.mint({ round: 1 }, ctx),
    });
  }),
  tool('test_input_required_result_multiple_inputs', async (_args, ctx) => {
    const answers = ctx.mcpReq.inputResponses;
    const complete =
      acceptedContent(answers, 'user_name') &&
      sampled(ctx, 'greeting') !== undefined &&
      inputResponse(answers, 'client_roots').kind === 'roots';
    if ((await roundOf(ctx)) === 1 && complete) return { content: [text('All answers are there.')] };
    return inputRequired({
      inputRequests: {
        user_name: form('What is your name?', { name: { type: 'string' } }),
        greeting: question('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await codec.mint({ round: 1 }, ctx),
    });
  }),
  tool('test_input_required_result_multi_round', async (_args, ctx) => {
    const round = await roundOf(ctx);
    const answers = ctx.mcpReq.inputResponses;
    if (round === 2 && acceptedContent(answers, 'step2')) return { content: [text('Both steps are done.')] };
    const second = round === 1 && acceptedContent(answers, 'step1') !== undefined;
    return inputRequired({
      inputRequests: second
        ? { step2: form('Step 2: What is your favorite color?', { color: { type: 'string' } }) }
        : { step1: form('Step 1: What is your name?', { name: { type: 'string' } }) },
      requestState: await codec.mint({ round: second ? 2 : 1 }, ctx),
    });
  }),
  tool('test_input_required_result_capabilities', (_args, ctx) => {
    if (Object.keys(ctx.mcpReq.inputResponses ?? {}).length > 0) return { content: [text('Answered.')] };
    const envelope: Record<string, unknown> = ctx.mcpReq.envelope ?? {};
    const can = (envelope[CLIENT_CAPABILITIES_META_KEY] ?? {}) as Record<string, unknown>;
    const requests = {
      ...(can.elicitation ? { name: form('What is your name?', { name: { type: 'string' } }) } : {}),
      ...(can.sampling ? { greeting: question('Generate a greeting', 50) } : {}),
      ...(can.roots ? { roots: inputRequired.listRoots() } : {}),
    };
    if (Object.keys(requests).length === 0) return { content: [text('This client can be asked nothing.')] };
    return inputRequired({ inputRequests: requests });
  }),
];

/** The model's answer under a key; undefined when there is none yet. */
function sampled(ctx: ServerContext, key: string): string | undefined {
  const answer = inputResponse(ctx.mcpReq.inputResponses, key);
  if (answer.kind !== 'sampling') return undefined;
  const [content] = [answer.result.content].flat();
  return content?.type === 'text' ? content.text : '';
}
