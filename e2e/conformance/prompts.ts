import { acceptedContent, completable, inputRequired } from '@modelcontextprotocol/server';
import type { ExtendableServer } from '@rolekit/sdk/serve';
import { z } from 'zod';
import { form } from './asking-tools.ts';
import { image, resource, text } from './sample-contents.ts';

export function registerPrompts(mcp: ExtendableServer): void {
  mcp.server.registerCapabilities({ prompts: { listChanged: false } });
  const said = (...contents: (ReturnType<typeof text> | ReturnType<typeof resource> | typeof image)[]) => ({
    messages: contents.map((content) => ({ role: 'user' as const, content })),
  });
  mcp.registerPrompt('test_simple_prompt', { description: 'A prompt.' }, () =>
    said(text('This is a simple prompt for testing.')),
  );
  mcp.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'A prompt with arguments.',
      argsSchema: z.object({
        arg1: completable(z.string().describe('First test argument'), (value) =>
          ['paris', 'park', 'party'].filter((item) => item.startsWith(value)),
        ),
        arg2: z.string().describe('Second test argument'),
      }),
    },
    ({ arg1, arg2 }) => said(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  );
  mcp.registerPrompt(
    'test_prompt_with_embedded_resource',
    {
      description: 'A prompt with a resource.',
      argsSchema: z.object({ resourceUri: z.string().describe('URI of the resource to embed') }),
    },
    ({ resourceUri }) =>
      said(
        resource(resourceUri, 'text/plain', 'Embedded resource content for testing.'),
        text('Please process the embedded resource above.'),
      ),
  );
  mcp.registerPrompt('test_prompt_with_image', { description: 'A prompt with an image.' }, () =>
    said(image, text('Please analyze the image above.')),
  );
  mcp.registerPrompt('test_input_required_result_prompt', { description: 'A prompt that asks.' }, (ctx) => {
    const { context } = acceptedContent(ctx.mcpReq.inputResponses, 'user_context') ?? {};
    if (typeof context === 'string') return said(text(`In the context of ${context}.`));
    const question = form('What context should the prompt use?', { context: { type: 'string' } });
    return inputRequired({ inputRequests: { user_context: question } });
  });
}
