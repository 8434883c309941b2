// Tools that answer at once, with progress or with log messages.
import { setTimeout as wait } from 'node:timers/promises';
import { MissingRequiredClientCapabilityError, type ServerContext } from '@modelcontextprotocol/server';
import type { RawTool } from '@rolekit/sdk/serve';
import { image, resource, SILENCE, text } from './sample-contents.ts';

export function tool(
  name: string,
  call: RawTool['call'],
  properties: Readonly<Record<string, object>> = {},
  required = Object.keys(properties),
): RawTool {
  const inputSchema = { type: 'object', properties, required, additionalProperties: false };
  return { definition: { name, description: `Conformance: ${name}.`, inputSchema }, call };
}

/** Served as it is, whatever a schema may say by JSON Schema 2020-12. */
const JSON_SCHEMA_TOOL: RawTool = {
  definition: {
    name: 'json_schema_2020_12_tool',
    description: 'Conformance: a schema with everything in it.',
    inputSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: {
        address: {
          $anchor: 'addressDef',
          type: 'object',
          properties: { street: { type: 'string' }, city: { type: 'string' } },
        },
      },
      properties: {
        name: { type: 'string' },
        address: { $ref: '#/$defs/address' },
        contactMethod: { type: 'string', enum: ['phone', 'email'] },
        phone: { type: 'string' },
        email: { type: 'string' },
      },
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['phone'] },
      else: { required: ['email'] },
      additionalProperties: false,
    },
  },
  call: () => ({ content: [text('Done.')] }),
};

export const PLAIN_TOOLS: RawTool[] = [
  tool('test_simple_text', () => ({ content: [text('This is a simple text response for testing.')] })),
  tool('test_image_content', () => ({ content: [image] })),
  tool('test_audio_content', () => ({ content: [{ type: 'audio', ...SILENCE }] })),
  tool('test_embedded_resource', () => ({
    content: [resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  })),
  tool('test_multiple_content_types', () => ({
    content: [
      text('Multiple content types test:'),
      image,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  })),
  tool('test_error_handling', () => ({
    isError: true,
    content: [text('This tool intentionally returns an error for testing')],
  })),
  tool('test_tool_with_progress', async (_args, ctx) => {
    await progress(ctx, 0);
    await wait(50);
    await progress(ctx, 50);
    await wait(50);
    await progress(ctx, 100);
    return { content: [text('Done.')] };
  }),
  tool('test_tool_with_logging', async (_args, ctx) => {
    await ctx.mcpReq.log('info', 'Tool execution started');
    await wait(50);
    await ctx.mcpReq.log('info', 'Tool processing data');
    await wait(50);
    await ctx.mcpReq.log('info', 'Tool execution completed');
    return { content: [text('Done.')] };
  }),
  tool('test_logging_tool', async (_args, ctx) => {
    await ctx.mcpReq.log('info', 'Only for those who asked');
    return { content: [text('Done.')] };
  }),
  tool('test_missing_capability', () => {
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
  }),
  JSON_SCHEMA_TOOL,
];

async function progress(ctx: ServerContext, done: number): Promise<void> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: done, total: 100 } });
}
